"""Runs the rules over a library and gives findings: severities of the profile, waivers of the authors, numbers and ids beside each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from builder.findings import Finding, Fix, Order, Place, Severity
from builder.model import Annex, Case, Clause, Document, Gate, Heading, Library, Term
from builder.profile import Profile
from builder.rules import Fault, Rule, Subject, catalogue, checks


def lint(library: Library, incomplete: Iterable[str] = ()) -> list[Finding]:
    """Run every rule over every document, case and system; ``incomplete`` names the standards that could not be read whole."""
    partial = set(incomplete)
    findings: list[Finding] = []
    for document in library.documents.values():
        findings += lint_document(document, library, incomplete=document.id in partial)
        document.views.clear()
    for case in library.cases.values():
        findings += lint_case(case, library)
    return [*findings, *lint_systems(library)]


def lint_systems(library: Library) -> list[Finding]:
    """Run every rule over every standard system."""
    return [finding for system in library.systems.values() for finding in _findings(checks("system"), system, library, None)]


def lint_document(document: Document, library: Library, *, incomplete: bool = False) -> list[Finding]:
    """Run every rule over one document; ``incomplete`` tells that it could not be read whole."""
    given = _waivers_of(document)
    annotator = Annotator(document)
    local = [*document.findings, *_document_findings(document, library, incomplete), *_unknown_waivers(given)]
    found = list(annotator.annotated(local))
    if not incomplete and document.facts.profile == document.profile.id:
        found += list(annotator.annotated(_unused_waivers(given, found, document)))
    return found


def lint_case(case: Case, library: Library) -> list[Finding]:
    """Run every rule over one case."""
    given = [(case.place, case.waive)]
    found = [_waived(finding, case.waive) for finding in _findings(checks("case"), case, library, None)]
    return [*found, *_unknown_waivers(given), *_unused_waivers(given, found, None)]


def lint_private(document: Document, library: Library) -> list[Finding]:
    """Run the rules about what must not be published over one document."""
    rules = [rule for rule in checks("document") if rule.code.startswith("PUB-")]
    return list(Annotator(document).annotated(_findings(rules, document, library, document.profile, document.stage)))


def lint_gate(gate: Gate, library: Library) -> list[Finding]:
    """Run the rules that the profile lists for a gate over a standard before it; an author's waivers hold here too."""
    document = gate.document
    entry = document.profile.gates.get(gate.to)
    wanted = entry.checks if entry else ()
    rules = [rule for rule in checks("gate") if rule.code in wanted]
    return list(Annotator(document).annotated(_findings(rules, gate, library, document.profile, document.stage)))


def ordered(findings: Iterable[Finding], positions: Mapping[Finding, tuple[int, int]]) -> list[Finding]:
    """Sort findings by file, line, column and rule, and drop those that say the same at the same place."""
    unique = dict.fromkeys(findings)

    def key(finding: Finding) -> tuple[str, int, int, str, str, str]:
        return (finding.place.file, *positions.get(finding, (1, 1)), finding.rule, finding.message, finding.standard or "")

    return sorted(unique, key=key)


class Annotator:
    """Knows the ids, numbers and waivers of one document, and gives them to findings."""

    def __init__(self, document: Document) -> None:
        """Collect what the blocks of the document say."""
        self._standard = document.id
        self._named: dict[Place, tuple[str, str | None]] = {}
        self._waivers: dict[Place, tuple[tuple[str, str], ...]] = {}
        self._general = document.facts.waive
        for block in document.blocks:
            if block.id is not None:
                number = getattr(block, "number", None) or getattr(block, "label", None) or None
                self._named.setdefault(block.place, (block.id, str(number) if number else None))
            if isinstance(block, Heading | Annex | Clause | Term) and block.particulars.waive:
                self._waivers[block.place] = block.particulars.waive

    def annotated(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Give the findings with standard, id, number, and the reason where one is waived."""
        for finding in findings:
            id_, number, waivers = None, None, list(self._general)
            place = finding.place
            for length in range(len(place.path), -1, -1):
                above = Place(place.file, place.path[:length])
                if id_ is None and above in self._named:
                    id_, number = self._named[above]
                waivers += self._waivers.get(above, ())
            yield _waived(replace(finding, standard=self._standard, id=id_, number=number), tuple(waivers))


def _document_findings(document: Document, library: Library, partial: bool) -> Iterator[Finding]:
    rules = [entry for entry in checks("document") if not (partial and entry.whole)]
    return _findings(rules, document, library, document.profile, document.stage)


_Waivers = Sequence[tuple[Place, tuple[tuple[str, str], ...]]]
"""Waivers with the place of what they stand in."""


def _waivers_of(document: Document) -> _Waivers:
    """Give the waivers of a standard: its own, which hold everywhere, and those of its clauses and terms."""
    given = [(document.facts.place, document.facts.waive)]
    for block in document.blocks:
        if isinstance(block, Heading | Annex | Clause | Term) and block.particulars.waive:
            given.append((block.place, block.particulars.waive))
    return given


def _unknown_waivers(given: _Waivers) -> Iterator[Finding]:
    """Report waivers of rules that do not exist: they excuse nothing, and their author believes they do."""
    for place, waivers in given:
        for code, _reason in waivers:
            if code not in catalogue():
                near = get_close_matches(code, catalogue(), 1)
                help_text = f"是否想写{near[0]}？" if near else "用zhunsheng rules列出全部规则"
                message = f"豁免了不存在的规则“{code}”"
                english = f"The waived rule {code} does not exist."
                yield Finding("SRC-026", Severity.ERROR, place.at("waive", code), message, help_text, "源文件格式", message_en=english, words=code)


def _unused_waivers(given: _Waivers, findings: Iterable[Finding], document: Document | None) -> Iterator[Finding]:
    """Report waivers that excuse nothing; those of the whole standard, which come first, reach all its files."""
    reached: dict[str, set[Place]] = {}
    for finding in findings:
        places = reached.setdefault(finding.rule, set())
        path = finding.place.path
        places.update(Place(finding.place.file, path[:length]) for length in range(len(path) + 1))
    general = given[0][0] if document else None
    for place, waivers in given:
        for code, _reason in waivers:
            off = document is not None and document.profile.severity(code, document.stage) == "off"
            used = code in reached if place == general else place in reached.get(code, ())
            if code in catalogue() and not off and not used:
                message = f"豁免没有用到：这里没有{code}的问题"
                english = f"The waiver of {code} is not used."
                help_text = "删去这条豁免"
                yield Finding("SRC-028", Severity.WARNING, place.at("waive", code), message, help_text, "源文件格式", message_en=english, words=code)


def _findings(rules: Iterable[Rule], subject: Subject, library: Library, profile: Profile | None, stage: str = "") -> Iterator[Finding]:
    for entry in rules:
        severity = profile.severity(entry.code, stage) if profile else None
        if severity == "off" or entry.check is None:
            continue
        for fault in entry.check(subject, library):
            yield _finding(entry, fault, Severity(severity) if severity else entry.severity)


def _finding(entry: Rule, fault: Fault, severity: Severity) -> Finding:
    place, message, help_text = fault[:3]
    words = fault[3] if len(fault) > 3 else ""
    safe: Fix | Order | None = fault[4] if len(fault) > 4 else None
    fix, order = safe if isinstance(safe, Fix) else None, safe if isinstance(safe, Order) else None
    english = f"{entry.title_en.rstrip('.')}: “{words}”." if words else entry.title_en
    return Finding(entry.code, severity, place, message, help_text, entry.authority, message_en=english, words=words, fix=fix, order=order)


def _waived(finding: Finding, waivers: tuple[tuple[str, str], ...]) -> Finding:
    entry = catalogue().get(finding.rule)
    if entry is None or not entry.waivable:
        return finding
    reason = next((reason for code, reason in waivers if code == finding.rule), None)
    return replace(finding, waived=reason) if reason is not None else finding
