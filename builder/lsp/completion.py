"""What may be typed at a place: ids, terms, numbers of standards, keys and words of the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol.types import CompletionItem, CompletionItemKind, CompletionItemLabelDetails, TextEdit

from builder.load import profile_names
from builder.lsp import cursor, words
from builder.lsp.session import Session
from builder.model import Document, Term
from builder.rules import catalogue
from builder.source import Path_, keys
from builder.vocabulary import REFERENCE_STATUSES, STAGES

TRIGGERS = ["<", "#", "/", " ", ":"]

_OPEN_REFERENCE = re.compile(r"<(?P<standard>[a-z0-9-]*)(?P<mark>#?)(?P<target>[A-Za-z0-9._-]*)$")
_OPEN_NUMBER = re.compile(r"(?<![A-Za-z0-9/.])(?:[A-Z]{2,4}\d{0,4}(?:/[A-Z]{0,10})?|[TQ]/[A-Z]{0,12})(?: ?[\dX][\dX.:—–-]*| )?$")
_WORD = re.compile(r"[\w.-]*$", re.ASCII)


def complete(session: Session, file: str, offset: int) -> list[CompletionItem]:
    """Give what may be typed at an offset."""
    lines = session.lines(file)
    line, column = lines.around(offset)
    before = line[:column]
    if match := _OPEN_REFERENCE.search(before):
        return list(_references(session, file, offset, match))
    typed = _WORD.search(before)
    after = re.match(r"[\w-]*", line[column:], re.ASCII)
    start, end = offset - len(typed.group() if typed else ""), offset + (after.end() if after else 0)
    path = cursor.mapping_at(lines.text, start, end)
    items = list(_keys(session, file, path, start, end)) if path is not None else []
    if path is None or not items:
        at = cursor.value_at(lines.text, start, end)
        if at is not None:
            items += _values(session, file, at, start, end)
        if not items:
            items += _numbers(session, file, offset, before)
        if not items and at is not None:
            items += _terms(session, file, offset, before)
    return items


def _references(session: Session, file: str, offset: int, match: re.Match[str]) -> Iterator[CompletionItem]:
    """Offer ids after ``<#``, and standards before the mark."""
    own = session.document(file)
    lines = session.lines(file)
    closed = lines.text[offset : offset + 1] == ">"
    if match["mark"]:
        document = session.documents().get(match["standard"]) if match["standard"] else own
        yield from _ids(session, file, document, offset - len(match["target"]), offset, closing="" if closed else ">")
        return
    start = offset - len(match["standard"])
    for id_, other in session.documents().items():
        if own is None or id_ != own.id:
            yield _item(session, file, f"{id_}#", other.cover.name, start, offset, kind=CompletionItemKind.Module)
    if own is not None and not match["standard"]:
        yield from _ids(session, file, own, offset, offset, before="#", closing="" if closed else ">")


def _ids(
    session: Session, file: str, document: Document | None, start: int, end: int, *, before: str = "", closing: str = ""
) -> Iterator[CompletionItem]:
    if document is None:
        return
    blocks = {block.id: (place, block) for place, block in enumerate(document.blocks) if block.id}
    for index, (id_, printed) in enumerate(words.printed_targets(document).items()):
        found = blocks.get(id_)
        title = words.title_of(found[1]) if found else ""
        text = words.first_words(words.text_under(document, found[1], found[0])) if found else ""
        item = _item(session, file, id_, f"{printed}　{title}", start, end, insert=f"{before}{id_}{closing}", order=index)
        item.documentation = text or None
        item.filter_text = f"{before}{id_}"
        yield item


def _keys(session: Session, file: str, path: Path_, start: int, end: int) -> Iterator[CompletionItem]:
    """Offer the keys of the schema that the mapping does not have yet."""
    text = session.text(file)
    written = re.match(r"[ \t]*:(?=\s|$)", text[end:]) is not None
    there = {known[-1] for known in keys(text) if known[:-1] == path}
    offered: dict[str, tuple[str, str]] = {}
    for schema in cursor.schemas_at(file, text, path):
        for key, below in schema.get("properties", {}).items():
            offered.setdefault(key, (str(below.get("title", "")), str(below.get("description", ""))))
    if path and path[-1] == "waive":
        offered = {code: (rule.title, "") for code, rule in catalogue().items() if rule.waivable}
    for index, (key, (title, description)) in enumerate(offered.items()):
        if key not in there or text[start:end] == key:
            insert = key if written else f"{key}: "
            item = _item(session, file, key, title, start, end, insert=insert, order=index, kind=CompletionItemKind.Property)
            item.documentation = description or None
            yield item


def _values(session: Session, file: str, path: Path_, start: int, end: int) -> Iterator[CompletionItem]:
    """Offer the words of the schema, and ids where the key wants ids."""
    text = session.text(file)
    for index, (word, label) in enumerate(cursor.words(file, text, path).items()):
        yield _item(session, file, word, label, start, end, order=index, kind=CompletionItemKind.EnumMember)
    document = session.document(file)
    match next((step for step in reversed(path) if isinstance(step, str)), ""):
        case "cases":
            for id_, case in session.library.cases.items():
                yield _item(session, file, id_, case.title, start, end)
        case "verified_by":
            yield from _ids(session, file, document, start, end)
        case "clause" if path[0] == "comments":
            yield from _ids(session, file, document, start, end)
        case "profile" if len(path) == 1:
            for name in profile_names(session.root):
                yield _item(session, file, name, "", start, end)
        case "standard" if path[0] == "entries":
            for id_, other in session.documents().items():
                yield _item(session, file, id_, other.cover.name, start, end)


def _numbers(session: Session, file: str, offset: int, before: str) -> Iterator[CompletionItem]:
    """Offer the documents of references.yaml and of the workspace after the letters of a number."""
    match = _OPEN_NUMBER.search(before)
    if match is None:
        return
    typed = match.group().replace(" ", "")
    start = offset - len(match.group())
    known = [(entry.number, entry.title, REFERENCE_STATUSES.get(entry.status, "")) for entry in session.library.references]
    own = session.document(file)
    for document in session.documents().values():
        if document != own:
            known.append((document.facts.number, document.cover.name, STAGES.get(document.stage, "")))
    for index, (number, title, status) in enumerate(known):
        if number.replace(" ", "").startswith(typed):
            item = _item(session, file, number, title, start, offset, order=index, kind=CompletionItemKind.Reference)
            item.documentation = status or None
            item.filter_text = match.group() if " " not in match.group() else number
            yield item


def _terms(session: Session, file: str, offset: int, before: str) -> Iterator[CompletionItem]:
    """Offer the terms of the standard, first those whose beginning stands before the cursor."""
    document = session.document(file)
    for term in document.all(Term) if document else ():
        for name in words.names_of(term):
            begun = next((length for length in range(len(name) - 1, 0, -1) if before.endswith(name[:length])), 0)
            order, detail = 0 if begun else 1, f"{term.number}　{term.en}"
            item = _item(session, file, name, detail, offset - begun, offset, order=order, kind=CompletionItemKind.Text)
            item.documentation = term.text
            yield item


def _item(
    session: Session,
    file: str,
    label: str,
    detail: str,
    start: int,
    end: int,
    *,
    insert: str = "",
    order: int = 0,
    kind: CompletionItemKind = CompletionItemKind.Reference,
) -> CompletionItem:
    span = session.lines(file).range(start, end)
    return CompletionItem(
        label,
        label_details=CompletionItemLabelDetails(description=detail) if detail else None,
        kind=kind,
        detail=detail or None,
        sort_text=f"{order:05d}",
        text_edit=TextEdit(span, insert or label),
    )
