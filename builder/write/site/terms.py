"""The terms of all standards in the order of their sound: definitions side by side, English, sources, where each is used, what is at odds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.model import Library, Spot, TermEntry, TermGroup
from builder.write.site.frame import linked_data
from builder.write.site.inlines import InlineWriter
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import Page

_ON_ONE_PAGE = 300
_SHOWN_USES = 30
_NAMES = {"#": "signs", "其他": "others"}


def term_pages(library: Library) -> Iterator[Page]:
    """Give one page for a library of moderate size, else one for each letter and an index of the letters."""
    groups = library.overview.terms
    if len(groups) <= _ON_ONE_PAGE:
        yield _page(library, "terms/index", groups, _letters(groups, Links("terms/index"), "terms/index"))
        return
    by: dict[str, list[TermGroup]] = {}
    for group in groups:
        by.setdefault(group.initial, []).append(group)
    index = Links("terms/index")
    sections = [
        element(
            "section",
            element("h2", letter),
            element(
                "p",
                joined((element("a", group.zh, href=index.to(_name(letter), f"term-{at}")) for at, group in enumerate(listed)), "　"),
            ),
        )
        for letter, listed in by.items()
    ]
    yield Page("terms/index", "术语", lines([_head(groups), *sections]), section="terms", english="Terms of all standards")
    for letter, listed in by.items():
        links = Links(_name(letter))
        nav = lines(element("li", element("a", other, href=links.to(_name(other)))) for other in by)
        yield _page(library, _name(letter), listed, element("ul", nav, class_="letters"), title=f"术语：{letter}", crumbs=(("术语", "terms/index"),))


def _name(letter: str) -> str:
    return f"terms/{_NAMES.get(letter, letter.lower())}"


def _page(
    library: Library, name: str, groups: Sequence[TermGroup], letters: Markup, *, title: str = "术语", crumbs: tuple[tuple[str, str], ...] = ()
) -> Page:
    links = Links(name)
    parts: list[Markup] = []
    letter = ""
    for at, group in enumerate(groups):
        if group.initial != letter:
            letter = group.initial
            parts.append(element("h2", letter, id=f"letter-{letter}"))
        parts.append(_group(library, group, links, f"term-{at}"))
    body = [_head(library.overview.terms) if name == "terms/index" else element("h1", title), letters, *parts]
    return Page(
        name,
        title,
        lines(body) if groups else lines([element("h1", "术语", data_t=True), element("p", "还没有术语。", data_t=True)]),
        section="terms",
        crumbs=crumbs,
        english="Terms of all standards",
        description="各标准界定的术语：中英文名称、定义、来源和使用之处",
        linked=_linked(library, groups),
    )


def _head(groups: Sequence[TermGroup]) -> Markup:
    conflicts = sum(bool(group.conflicts) for group in groups)
    told = f"各标准界定的{len(groups)}条术语，按拼音排列。" + (f"其中{conflicts}条各标准说法不一。" if conflicts else "")
    return lines([element("h1", "术语", data_t=True), element("p", told, class_="abstract", data_t=True)])


def _letters(groups: Sequence[TermGroup], links: Links, page: str) -> Markup:
    found = dict.fromkeys(group.initial for group in groups)
    if len(found) < 2:
        return EMPTY
    return element("ul", lines(element("li", element("a", letter, href=links.to(page, f"letter-{letter}"))) for letter in found), class_="letters")


def _group(library: Library, group: TermGroup, links: Links, anchor: str) -> Markup:
    english = list(dict.fromkeys(entry.en for entry in group.entries if entry.en))
    heading = [group.zh, *(element("span", name, lang="en", class_="term-english") for name in english)]
    conflicts = [element("p", f"不一致：{conflict}", class_="conflict") for conflict in group.conflicts]
    entries = [_entry(library, entry, links) for entry in group.entries]
    return element("section", element("h3", joined(heading, " ")), lines(conflicts), element("dl", lines(entries)), id=anchor, class_="term-group")


def _entry(library: Library, entry: TermEntry, links: Links) -> Markup:
    document = library.documents[entry.standard]
    page = f"standards/{entry.standard}"
    inlines = InlineWriter(links, own_page=page, standards=library.documents)
    where = element("a", document.cover.number, " ", document.cover.name, " ", entry.number, href=links.to(page, entry.anchor))
    others = f"许用：{'、'.join(entry.names)}" if entry.names else ""
    deprecated = f"拒用：{'、'.join(entry.deprecated)}" if entry.deprecated else ""
    parts = [
        element("p", inlines.write(entry.definition)),
        element("p", "；".join(part for part in (others, deprecated) if part), class_="muted") if others or deprecated else EMPTY,
        element("p", inlines.write(entry.source), class_="muted") if entry.source else EMPTY,
        _uses(library, entry, links),
    ]
    return lines([element("dt", where), element("dd", lines(parts))])


def _uses(library: Library, entry: TermEntry, links: Links) -> Markup:
    if not entry.uses:
        return element("p", "条文中没有用到。", class_="muted", data_t=True)
    shown = [_use(library, use, entry.standard, links) for use in entry.uses[:_SHOWN_USES]]
    rest = len(entry.uses) - len(shown)
    return element("p", f"用于{len(entry.uses)}处：", joined(shown, " "), "等" if rest > 0 else "", class_="muted uses")


def _use(library: Library, use: Spot, own: str, links: Links) -> Markup:
    label = use.number or "正文"
    if use.standard != own:
        cover = library.documents[use.standard].cover
        label = f"{cover.number or cover.name} {label}"
    return element("a", label, href=links.to(f"standards/{use.standard}", use.anchor))


def _linked(library: Library, groups: Sequence[TermGroup]) -> str:
    """Give the terms as a DefinedTermSet; the first definition of each speaks for it."""
    address = library.site.address
    terms = [
        {
            "@type": "DefinedTerm",
            "name": group.zh,
            "alternateName": entry.en,
            "description": entry.text,
            "inDefinedTermSet": library.documents[entry.standard].cover.number,
            **({"url": f"{address}standards/{entry.standard}.html#{entry.anchor}"} if address else {}),
        }
        for group in groups[:_ON_ONE_PAGE]
        for entry in group.entries[:1]
    ]
    return linked_data({"@type": "DefinedTermSet", "name": "术语", "inLanguage": "zh-CN", "hasDefinedTerm": terms})
