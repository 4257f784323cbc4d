"""What an editor may do about a finding: the safe correction, or a waiver with a reason."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator

from lsprotocol.types import CodeAction, CodeActionKind, TextEdit, WorkspaceEdit

from builder.findings import Finding, Fix
from builder.fix import alike, corrected
from builder.lsp.session import Session
from builder.model import Annex, Clause, Heading, Term
from builder.rules import catalogue
from builder.source import Path_, parse

KINDS = [CodeActionKind.QuickFix, CodeActionKind.SourceFixAll]
REASON = "理由"


def actions(session: Session, file: str, uri: str, start: int, end: int) -> Iterator[tuple[Finding, CodeAction]]:
    """Go through the findings in a stretch of a file with what can be done about them."""
    for finding in session.within(file, start, end):
        edit = _correction(session, file, [finding]) if finding.fixable else None
        if edit is not None:
            match finding.fix:
                case Fix(new=""):
                    title = f"删去“{finding.fix.old}”（{finding.rule}）"
                case Fix():
                    title = f"改为“{finding.fix.new}”（{finding.rule}）"
                case _:
                    title = f"按规定的次序排列（{finding.rule}）"
            yield finding, CodeAction(title, kind=CodeActionKind.QuickFix, is_preferred=True, edit=WorkspaceEdit({uri: [edit]}))
        edit = _waiver(session, finding)
        if edit is not None:
            title = f"豁免{finding.rule}并写明理由"
            yield finding, CodeAction(title, kind=CodeActionKind.QuickFix, edit=WorkspaceEdit({uri: [edit]}))


def fix_all(session: Session, file: str, uri: str) -> Iterator[CodeAction]:
    """Offer every safe correction of a file in one step."""
    found = [finding for finding in session.findings(file) if finding.fixable]
    edit = _correction(session, file, found) if found else None
    if edit is not None:
        yield CodeAction("改正本文件中有把握的错误", kind=CodeActionKind.SourceFixAll, edit=WorkspaceEdit({uri: [edit]}))


def _correction(session: Session, file: str, findings: Iterable[Finding]) -> TextEdit | None:
    """Give the one edit that turns a file into its corrected text; None when nothing can be corrected safely."""
    old = session.text(file)
    places = [(session.workspace.loaded.written(finding.place), finding) for finding in findings]
    raw = old.encode("utf-8", "surrogatepass")
    new, edits = corrected(raw, file, places)
    return _edit(session, file, new.decode("utf-8")) if edits else None


def _edit(session: Session, file: str, new: str) -> TextEdit:
    lines = session.lines(file)
    old = lines.text
    start = alike(old, new)
    same = alike(old[start:][::-1], new[start:][::-1])
    return TextEdit(lines.range(start, len(old) - same), new[start : len(new) - same])


# --- waivers ---------------------------------------------------------------------------------------------------------


def _waiver(session: Session, finding: Finding) -> TextEdit | None:
    """Give the edit that waives a finding on the clause that it is in; None where that is not possible."""
    rule = catalogue().get(finding.rule)
    path = _owner(session, finding)
    if rule is None or not rule.waivable or path is None:
        return None
    file = finding.place.file
    old = session.text(file)
    before = parse(old.encode("utf-8", "surrogatepass"), file)
    if before.data is None or before.incomplete or before.removed:
        return None
    wanted = copy.deepcopy(before.data)
    inside = wanted
    for step in path:
        inside = inside[step]
    given = inside.get("waive") or {}
    if not isinstance(given, dict):
        return None
    inside["waive"] = {**given, finding.rule: REASON}
    new = _inserted(session, file, path, finding.rule, exists=bool(given))
    if new is None or parse(new.encode("utf-8", "surrogatepass"), file).data != wanted:
        return None
    return _edit(session, file, new)


def _owner(session: Session, finding: Finding) -> Path_ | None:
    """Give the path of the mapping that takes the waiver: the nearest clause, term, chapter or annex, or the case."""
    file, path = finding.place.file, session.workspace.loaded.written(finding.place)
    if session.case(file) is not None or file.endswith("/standard.yaml"):
        return ()
    document = session.document(file)
    owners = {block.place.path for block in (document.all(Heading, Annex, Clause, Term) if document else ()) if block.place.file == file}
    return next((path[:length] for length in range(len(path), -1, -1) if path[:length] in owners), None)


def _inserted(session: Session, file: str, path: Path_, code: str, *, exists: bool) -> str | None:
    """Give the text of a file with the waiver in it: after the id where that stands on a line of its own, else as the first key."""
    text, keys, marks = session.text(file), session.keys(file), session.marks(file)
    into = (*path, "waive") if exists else path
    entry = f"{code}: {REASON}" if exists else f"waive: {{{code}: {REASON}}}"
    if into not in marks:
        return None
    start = marks[into][0]
    if text[start : start + 1] == "{":
        return f"{text[: start + 1]}{entry}, {text[start + 1 :]}"
    first = min((begin for known, (begin, _end) in keys.items() if known[:-1] == into), default=None)
    if first is None:
        return None
    indent = " " * (first - text.rfind("\n", 0, first) - 1)
    newline = "\r\n" if "\r\n" in text else "\n"
    if (*into, "id") in keys and not exists:
        begin = keys[(*into, "id")][0]
        line = re.compile(r"id:[^\r\n]*(?=\r?\n)").match(text, begin)
        own = text[text.rfind("\n", 0, begin) + 1 : begin]
        if line is not None and not own.strip(" -"):
            return f"{text[: line.end()]}{newline}{indent}{entry}{text[line.end() :]}"
    return f"{text[:first]}{entry}{newline}{indent}{text[first:]}"
