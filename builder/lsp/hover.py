"""What an editor shows over a place: what is named there, what the key means, and the manual pages of the findings."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import Hover, MarkupContent, MarkupKind

from builder.lsp import cursor, words
from builder.lsp.session import Session
from builder.model import Term
from builder.rules import Rule, catalogue
from builder.rules.examples import examples


def hover(session: Session, file: str, offset: int) -> Hover | None:
    """Give everything that there is to say about an offset; None when that is nothing."""
    lines = session.lines(file)
    named = words.named_at(session, file, offset)
    here = cursor.spot(session, file, offset)
    parts, stretch = [], None
    if named is not None and (text := _named(session, file, named)):
        parts, stretch = [text], (named.start, named.end)
    elif here is not None and here.on_key and (text := _key(file, lines.text, here)):
        parts, stretch = [text], (here.start, here.end)
    for code in dict.fromkeys(finding.rule for finding in session.within(file, offset, offset)):
        if code in catalogue():
            parts.append(rule_page(catalogue()[code]))
    if not parts:
        return None
    content = MarkupContent(MarkupKind.Markdown, "\n\n---\n\n".join(parts))
    return Hover(content, lines.range(*stretch) if stretch else None)


def rule_page(rule: Rule) -> str:
    """Give the manual page of a rule as Markdown."""
    return "\n\n".join(_page(rule))


def _page(rule: Rule) -> Iterator[str]:
    yield f"**{rule.code}**　{rule.title}"
    yield from rule.manual
    if rule.authority:
        yield f"依据：{rule.authority}"
    for example in examples(rule.code)[:1]:
        for title, text in (("错：", example.wrong), ("对：", example.right)):
            if text:
                yield f"{title}\n\n```yaml\n{text}\n```"
    yield f"豁免：在这一条上写`waive: {{{rule.code}: 理由}}`" if rule.waivable else "这条规则不能豁免。"


def _named(session: Session, file: str, named: words.Named) -> str:
    match named.what:
        case "clause":
            return _clause(session, file, named)
        case "case":
            case = session.library.cases.get(named.target)
            return f"案例　**{case.title}**\n\n{case.department}，{case.status_label}" if case else ""
        case "term":
            found = words.block_of(session.documents()[named.standard], named.target)
            return term_text(found[0]) if found and isinstance(found[0], Term) else ""
        case _:
            return words.told(named.cited, session.library) if named.cited else ""


def term_text(term: Term) -> str:
    """Give a term entry as Markdown."""
    return f"**{term.number}　{term.zh}**　{term.en}\n\n{term.text}"


def _clause(session: Session, file: str, named: words.Named) -> str:
    document = session.documents().get(named.standard)
    found = words.block_of(document, named.target) if document else None
    if document is None or found is None:
        return ""
    printed = words.printed_reference(named.target, named.standard, session.document(file), session.library)
    if isinstance(found[0], Term):
        return f"印作“{printed}”\n\n{term_text(found[0])}"
    title, text = words.title_of(found[0]), words.first_words(words.text_under(document, found[0]))
    return "\n\n".join(part for part in (f"印作“{printed}”", f"**{title}**" if title != text else "", text) if part)


def _key(file: str, text: str, here: cursor.Spot) -> str:
    title, description = cursor.described(file, text, here.path)
    if not title:
        return ""
    allowed = cursor.words(file, text, here.path)
    listed = "、".join(f"`{word}`{label and f'（{label}）'}" for word, label in allowed.items())
    return "\n\n".join(part for part in (f"**{here.path[-1]}**　{title}", description, listed and f"可选：{listed}") if part)
