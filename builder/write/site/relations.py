"""Who cites whom: an overview of the workspace, and for each standard a drawing with the same content as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from builder.model import CitedDocument, Library, Relation
from builder.write.site.boxes import Arrow, Box, draw_columns
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import PORTAL, Page
from builder.write.site.parts import boxed_table

KINDS = {"normative": "规范性引用", "informative": "资料性引用", "replaces": "代替", "adopts": "采用"}

_DRAWN = 30
"""Boxes of one column of a drawing; the list has them all."""

_LISTED = 50
"""Documents that the overview lists, the most cited first."""


def relation_pages(library: Library) -> list[Page]:
    """Give the overview and the page of each standard."""
    arrows: dict[str, list[Relation]] = {}
    users: dict[str, list[Relation]] = {}
    for arrow in library.relations.arrows:
        arrows.setdefault(arrow.standard, []).append(arrow)
        if arrow.target:
            users.setdefault(arrow.target, []).append(arrow)
    ids = sorted(library.documents)
    return [_overview(library, ids, arrows, users), *(_page(library, id_, arrows.get(id_, ()), users.get(id_, ())) for id_ in ids)]


def _overview(library: Library, ids: Sequence[str], arrows: dict[str, list[Relation]], users: dict[str, list[Relation]]) -> Page:
    links = Links("relations/index")
    rows = [
        (
            element("a", _name(library, id_), href=links.to(f"relations/{id_}")),
            str(sum(arrow.kind == "normative" for arrow in arrows.get(id_, ()))),
            str(sum(arrow.kind == "informative" for arrow in arrows.get(id_, ()))),
            str(len({arrow.standard for arrow in users.get(id_, ())})),
        )
        for id_ in ids
    ]
    cited = library.relations.cited
    shown = [
        (
            element("a", _words(entry.number, entry.title), href=links.to(f"standards/{entry.target}"))
            if entry.target in library.documents
            else _words(entry.number, entry.title),
            _users(library, entry.normative, links),
            _users(library, entry.informative, links),
        )
        for entry in cited[:_LISTED]
    ]
    more = element("p", element("a", f"全部{len(cited)}份文件见引用文件页", href=links.to("references/index"))) if len(cited) > _LISTED else EMPTY
    body = [
        element("h1", "标准引用关系", data_t=True),
        element("p", "哪个标准引用了哪些文件，一份文件修订或者废止时要看哪些标准。", class_="abstract", data_t=True),
        _whole(library, ids, links),
        element(
            "section",
            element("h2", "各标准", data_t=True),
            boxed_table("各标准的引用", ("标准", "规范性引用", "资料性引用", "被本库标准引用"), rows, class_="numbers")
            if rows
            else element("p", "还没有标准。", data_t=True),
            id="standards",
        ),
        element(
            "section",
            element("h2", "被引用的文件", data_t=True),
            boxed_table("被引用的文件", ("文件", "规范性引用它的标准", "资料性引用它的标准"), shown),
            more,
            id="cited",
        )
        if shown
        else EMPTY,
    ]
    return Page("relations/index", "标准引用关系", lines(body), section="trace", crumbs=(("追溯", "trace"),), styles=PORTAL)


def _whole(library: Library, ids: Sequence[str], links: Links) -> Markup:
    """Draw the whole workspace where it is small enough to be read."""
    cited = library.relations.cited
    if not cited or len(ids) > _DRAWN or len(cited) > _DRAWN:
        return EMPTY
    place = {(entry.number, entry.title): index for index, entry in enumerate(_untangled(cited, ids))}
    columns = [
        [Box(_name(library, id_), links.to(f"relations/{id_}"), "strong") for id_ in ids],
        [_cited_box(entry, links) for entry in _untangled(cited, ids)],
    ]
    arrows = [
        Arrow((0, ids.index(arrow.standard)), (1, place[arrow.number, arrow.title]), dashed=arrow.kind == "informative")
        for arrow in library.relations.arrows
        if arrow.kind in ("normative", "informative")
    ]
    return element("figure", draw_columns(columns, arrows, width=320, between=200), _key(), class_="drawn")


def _untangled(cited: Iterable[CitedDocument], ids: Sequence[str]) -> list[CitedDocument]:
    """Put documents near the standards that cite them, so that fewer arrows cross."""
    place = {id_: index for index, id_ in enumerate(ids)}

    def middle(entry: CitedDocument) -> float:
        users = {*entry.normative, *entry.informative}
        return sum(place[user] for user in users) / len(users)

    return sorted(cited, key=lambda entry: (middle(entry), entry.number, entry.title))


def _page(library: Library, id_: str, arrows: Sequence[Relation], users: Sequence[Relation]) -> Page:
    links = Links(f"relations/{id_}")
    name = _name(library, id_)
    cited = [arrow for arrow in arrows if arrow.kind in ("normative", "informative")]
    parts = [
        ("cites", "引用的文件", _entries([(arrow, _target(library, arrow, links)) for arrow in arrows])),
        (
            "cited-by",
            "引用它的标准",
            _entries([(arrow, element("a", _name(library, arrow.standard), href=links.to(f"relations/{arrow.standard}"))) for arrow in users]),
        ),
    ]
    body = [
        element("h1", f"{name}：引用关系"),
        element("p", element("a", "查看标准全文", href=links.to(f"standards/{id_}"), class_="button", data_t=True), class_="downloads"),
        _drawing(library, id_, cited, users, links),
        *(
            element("section", element("h2", title, data_t=True), content or element("p", "没有。", data_t=True), id=anchor)
            for anchor, title, content in parts
        ),
    ]
    crumbs = (("追溯", "trace"), ("标准引用关系", "relations/index"))
    return Page(f"relations/{id_}", f"{name}：引用关系", lines(body), section="trace", crumbs=crumbs, styles=PORTAL)


def _drawing(library: Library, id_: str, cited: Sequence[Relation], users: Sequence[Relation], links: Links) -> Markup:
    if not cited and not users:
        return EMPTY
    left = [Box(_name(library, arrow.standard), links.to(f"relations/{arrow.standard}")) for arrow in users[:_DRAWN]]
    right = [_box(library, arrow, links) for arrow in cited[:_DRAWN]]
    for column, whole in ((left, users), (right, cited)):
        if len(whole) > _DRAWN:
            column.append(Box(f"还有{len(whole) - _DRAWN}个，见下面的列表", look="hollow"))
    columns = [*([left] if left else []), [Box(_name(library, id_), "", "strong")], *([right] if right else [])]
    middle = 1 if left else 0
    arrows = [Arrow((0, index), (1, 0), dashed=arrow.kind == "informative") for index, arrow in enumerate(users[:_DRAWN])]
    arrows += [Arrow((middle, 0), (middle + 1, index), dashed=arrow.kind == "informative") for index, arrow in enumerate(cited[:_DRAWN])]
    return element("figure", draw_columns(columns, arrows), _key(), class_="drawn")


def _key() -> Markup:
    return element("figcaption", "箭头从引用者指向被引用的文件；实线为规范性引用，虚线为资料性引用。同样的内容见下面的列表。", class_="muted")


def _box(library: Library, arrow: Relation, links: Links) -> Box:
    return _document(arrow.number, arrow.title, links.to(f"relations/{arrow.target}") if arrow.target in library.documents else "")


def _cited_box(entry: CitedDocument, links: Links) -> Box:
    return _document(entry.number, entry.title, links.to(f"relations/{entry.target}") if entry.target else "")


def _document(number: str, title: str, href: str) -> Box:
    return Box(title, href, number=number) if number and title else Box(_words(number, title), href)


def _entries(entries: Sequence[tuple[Relation, Markup | str]]) -> Markup:
    if not entries:
        return EMPTY
    return element("ul", lines(element("li", name, element("span", f"（{KINDS[arrow.kind]}）", class_="muted")) for arrow, name in entries))


def _target(library: Library, arrow: Relation, links: Links) -> Markup | str:
    words = _words(arrow.number, arrow.title)
    return element("a", words, href=links.to(f"relations/{arrow.target}")) if arrow.target in library.documents else words


def _users(library: Library, users: Sequence[str], links: Links) -> Markup | str:
    names = [element("a", _name(library, id_), href=links.to(f"relations/{id_}")) for id_ in users]
    return joined(names, "、") if names else "—"


def _words(number: str, title: str) -> str:
    return f"{number}　{title}" if number and title else number or f"《{title}》"


def _name(library: Library, id_: str) -> str:
    return library.documents[id_].cover.name or id_
