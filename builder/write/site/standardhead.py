"""The head of a standard's page: title, the facts of the cover, what a reader can do with it, and its editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from builder.model import Document, Library, SiteSettings
from builder.vocabulary import DRAFT_STAGES, FUNCTIONS, STAGES
from builder.write.site.frame import linked_data
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.parts import word

SORTS = ("word", "data", "pdf")
"""The folders beside the site that hold something to download for each standard."""

_FILES = {"word": ("下载Word", ".docx"), "pdf": ("下载PDF", ".pdf"), "data": ("下载数据（JSON）", ".json")}


@dataclass(frozen=True, slots=True)
class Edition:
    """A text of a standard: what it is called, its date, the page that shows it (empty: the page at hand), and the page that compares it with today.

    ``frozen`` tells that it is a stage that was put on record, which has a page of its own; others are standards of the workspace.
    """

    label: str
    date: str
    page: str = ""
    changes: str = ""
    frozen: bool = False


class HeadWriter:
    """Prints the heads of standards' pages. ``downloads`` maps a sort of file to the ids of the standards that have one."""

    def __init__(
        self, library: Library, downloads: dict[str, frozenset[str]] | None, papers: Mapping[str, Sequence[tuple[str, str]]] | None = None
    ) -> None:
        """Keep the library; without ``downloads`` every standard has Word and data. ``papers`` maps ids to titles and pages of papers."""
        self._library = library
        self._papers = {} if papers is None else papers
        whole = frozenset(library.documents)
        self._downloads = {"word": whole, "data": whole} if downloads is None else downloads

    def write(self, document: Document, links: Links, editions: Sequence[Edition] = ()) -> Markup:
        """Give the head of one standard's page."""
        here = [replace(edition, page="") if edition.page == links.page else edition for edition in editions]
        parts = [
            *_titles(document),
            self._superseded(document, links),
            self._facts(document, links),
            _editions(here, links),
            self._actions(document, links),
        ]
        return element("header", lines(parts), class_="standard-head")

    def archived(self, document: Document, links: Links, editions: Sequence[Edition]) -> Markup:
        """Give the head of a page with an older text: its facts, the switch, and what can be done with a text that nobody works on."""
        here = [replace(edition, page="") if edition.page == links.page else edition for edition in editions]
        parts = [
            *_titles(document),
            self._facts(document, links, archived=True),
            _editions(here, links),
            element("p", joined(_tools(), " "), class_="downloads"),
        ]
        return element("header", lines(parts), class_="standard-head")

    def linked(self, document: Document) -> str:
        """Give what search engines read of a standard, as schema.org names it."""
        cover, facts, settings = document.cover, document.facts, self._library.site
        address = f"{settings.address}standards/{document.id}.html" if settings.address else ""
        return linked_data(
            {
                "@type": "TechArticle",
                "@id": address,
                "url": address,
                "name": cover.name or document.id,
                "headline": cover.name or document.id,
                "alternateName": cover.english,
                "identifier": cover.number,
                "creativeWorkStatus": STAGES.get(document.stage, document.stage),
                "inLanguage": "zh-CN",
                "datePublished": facts.published,
                "dateCreated": facts.completed,
                "expires": cover.review_due,
                "publisher": [{"@type": "GovernmentOrganization", "name": name} for name in cover.issuers],
                "about": [f"ICS {code}" for code in cover.ics] + [f"CCS {code}" for code in cover.ccs],
                "citation": [reference.entry for reference in document.references],
                "isPartOf": {"@type": "WebSite", "name": settings.title, "url": settings.address} if settings.address else {},
            }
        )

    def _facts(self, document: Document, links: Links, *, archived: bool = False) -> Markup:
        cover, facts, overview = document.cover, document.facts, self._library.overview
        window = self._library.records[document.id].data.get("project") if document.id in self._library.records else None
        asked = window.get("comment_window") if isinstance(window, dict) else None
        known = {} if archived else overview.predecessors
        older = known.get(document.id) or tuple((number, "") for number in facts.replaces)
        pairs: list[tuple[str, str]] = [
            ("标准编号", element("b", cover.number, class_="standard-number") if cover.number else ""),
            ("阶段", element("span", STAGES.get(document.stage, document.stage), class_=f"stage stage-{document.stage}", data_t=True)),
            ("标准类别", word(FUNCTIONS.get(facts.function, ""))),
            ("ICS", "；".join(facts.ics)),
            ("CCS", "；".join(facts.ccs)),
            ("备案号", facts.filing),
            ("采用国际标准", cover.consistency),
            ("发布机构", "、".join(cover.issuers)),
            ("本草案完成时间", facts.completed if document.stage in DRAFT_STAGES else ""),
            ("征求意见时间", f"{asked[0]}至{asked[1]}" if asked and document.stage == "consultation" else ""),
            ("发布日期", facts.published),
            ("实施日期", facts.effective),
            ("复审到期", "" if archived else cover.review_due),
            ("代替", self._numbers(older, links)),
        ]
        rows = [element("div", element("dt", name, data_t=True), element("dd", value)) for name, value in pairs if value]
        return element("dl", lines(rows), class_="facts")

    def _superseded(self, document: Document, links: Links) -> Markup:
        newer = self._library.overview.successors.get(document.id, ())
        if newer:
            return element("p", element("b", "本文件已被代替：", data_t=True), self._numbers(newer, links), class_="superseded")
        if document.stage == "withdrawn":
            return element("p", element("b", "本文件已废止。", data_t=True), class_="superseded")
        return EMPTY

    def _numbers(self, numbers: Sequence[tuple[str, str]], links: Links) -> Markup:
        return joined((element("a", number, href=links.to(f"standards/{id_}")) if id_ else number for number, id_ in numbers), "、")

    def _actions(self, document: Document, links: Links) -> Markup:
        entries: list[Markup] = []
        for sort, (label, ending) in _FILES.items():
            if document.id in self._downloads.get(sort, frozenset()):
                address = links.file(f"../{sort}/{document.id}{ending}")
                entries.append(element("a", label, href=address, class_="button", data_t=True))
        entries += [element("a", title, href=links.to(page), class_="button", data_t=True) for title, page in self._papers.get(document.id, ())]
        address = comment_address(self._library.site, document, links)
        if address:
            entries.append(element("a", "对本文件提意见", href=address, class_="button", data_t=True))
        entries += _tools()
        return element("p", joined(entries, " "), class_="downloads")


def _titles(document: Document) -> list[Markup]:
    cover = document.cover
    return [
        element("p", cover.banner, class_="above-title") if cover.banner else EMPTY,
        element("h1", joined((element("span", part) for part in cover.title), " ") if cover.title else document.id),
        element("p", cover.english, class_="english-title", lang="en") if cover.english else EMPTY,
    ]


def _tools() -> list[Markup]:
    """Give the buttons that standard.js brings to life."""
    mark = element("button", "标出条款类型", type="button", class_="button", data_toggle="provisions", aria_pressed="false", hidden=True, data_t=True)
    return [mark, element("button", "打印", type="button", class_="button", data_print=True, hidden=True, data_t=True)]


def comment_address(settings: SiteSettings, document: Document, links: Links) -> str:
    """Give where a reader's comment on a whole standard goes; empty where none are taken or the standard is withdrawn."""
    if settings.way == "none" or document.stage == "withdrawn":
        return ""
    subject = f"对{document.cover.number}《{document.cover.name}》的意见"
    match settings.way:
        case "mail":
            return f"mailto:{quote(settings.mail, safe='@')}?subject={quote(subject)}"
        case "issue":
            return settings.issues.replace("{title}", quote(subject)).replace("{body}", "")
        case _:
            return f"{links.to('comment')}?standard={quote(document.id)}"


def comment_data(settings: SiteSettings, document: Document, links: Links) -> dict[str, str]:
    """Give the attributes from which standard.js makes the comment of one clause; none where comments are not taken."""
    data = {"data_standard": document.id, "data_number": document.cover.number, "data_name": document.cover.name or document.id}
    if settings.way == "none" or document.stage == "withdrawn":
        return data
    target = {"mail": settings.mail, "issue": settings.issues}.get(settings.way, links.to("comment"))
    return data | {"data_way": settings.way, "data_to": target}


def _editions(editions: Sequence[Edition], links: Links) -> Markup:
    if len(editions) < 2:
        return EMPTY
    entries = []
    for edition in editions:
        label = [word(edition.label), element("span", edition.date, class_="muted") if edition.date else ""]
        shown = element("a", *label, href=links.to(edition.page)) if edition.page else element("span", *label, aria_current="true")
        named = f"{edition.label}{edition.date}与现在的文本对照"
        changes = element("a", "对照", href=links.to(edition.changes), aria_label=named, class_="changes", data_t=True) if edition.changes else ""
        entries.append(element("li", shown, " " if changes else "", changes))
    return element(
        "nav",
        element("span", "版本", class_="label", data_t=True),
        element("ul", lines(entries)),
        class_="editions",
        aria_label="版本",
        data_t_aria_label=True,
    )
