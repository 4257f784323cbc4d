"""Runs the rules over a library and gives findings: severities of the profile, waivers of the authors, numbers and ids beside each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from builder.findings import Finding, Place, Severity
from builder.model import Annex, Clause, Document, Heading, Library, Term
from builder.profile import Profile
from builder.rules import Fault, Rule, Subject, catalogue, checks

_LETTERS = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}


def lint(library: Library, incomplete: Iterable[str] = ()) -> list[Finding]:
    """Run every rule over every document, case and system; ``incomplete`` names the standards that could not be read whole."""
    partial = set(incomplete)
    findings: list[Finding] = []
    for document in library.documents.values():
        local = [*document.findings, *_document_findings(document, library, document.id in partial), *_unknown_waivers(document)]
        findings += Annotator(document).annotated(local)
    for case in library.cases.values():
        raised = list(_findings(checks("case"), case, library, None))
        findings += [_waived(finding, case.waive) for finding in raised]
    for system in library.systems.values():
        findings += _findings(checks("system"), system, library, None)
    return findings


def selected(findings: Iterable[Finding], select: Iterable[str] = (), ignore: Iterable[str] = ()) -> list[Finding]:
    """Keep the findings that ``select`` names (all when it is empty) and ``ignore`` does not; both take codes, families and E, W, I."""
    chosen, left = tuple(select), tuple(ignore)
    return [finding for finding in findings if (not chosen or _named(finding, chosen)) and not (left and _named(finding, left))]


def ordered(findings: Iterable[Finding], positions: Mapping[Finding, tuple[int, int]]) -> list[Finding]:
    """Sort findings by file, line, column and rule, and drop those that say the same at the same place."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda finding: (finding.place.file, *positions.get(finding, (1, 1)), finding.rule, finding.message))


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
    return _findings(rules, document, library, document.profile)


def _unknown_waivers(document: Document) -> Iterator[Finding]:
    """Report waivers of rules that do not exist: they excuse nothing, and their author believes they do."""
    given = [(document.facts.place, document.facts.waive)]
    given += [(block.place, block.particulars.waive) for block in document.blocks if isinstance(block, Heading | Annex | Clause | Term)]
    for place, waivers in given:
        for code, _reason in waivers:
            if code not in catalogue():
                near = get_close_matches(code, catalogue(), 1)
                help_text = f"是否想写{near[0]}？" if near else "用zhunsheng rules列出全部规则"
                message = f"豁免了不存在的规则“{code}”"
                english = f"The waived rule {code} does not exist."
                yield Finding("SRC-026", Severity.ERROR, place.at("waive", code), message, help_text, "源文件格式", message_en=english, words=code)


def _findings(rules: Iterable[Rule], subject: Subject, library: Library, profile: Profile | None) -> Iterator[Finding]:
    for entry in rules:
        severity = profile.severities.get(entry.code) if profile else None
        if severity == "off" or entry.check is None:
            continue
        for fault in entry.check(subject, library):
            yield _finding(entry, fault, Severity(severity) if severity else entry.severity)


def _finding(entry: Rule, fault: Fault, severity: Severity) -> Finding:
    place, message, help_text, *rest = fault
    words = rest[0] if rest else ""
    english = f"{entry.title_en.rstrip('.')}: “{words}”." if words else entry.title_en
    return Finding(entry.code, severity, place, message, help_text, entry.authority, message_en=english, words=words)


def _waived(finding: Finding, waivers: tuple[tuple[str, str], ...]) -> Finding:
    entry = catalogue().get(finding.rule)
    if entry is None or not entry.waivable:
        return finding
    reason = next((reason for code, reason in waivers if code == finding.rule), None)
    return replace(finding, waived=reason) if reason is not None else finding


def _named(finding: Finding, names: tuple[str, ...]) -> bool:
    return any(finding.rule == name or finding.rule.startswith(f"{name}-") or finding.severity is _LETTERS.get(name) for name in names)
