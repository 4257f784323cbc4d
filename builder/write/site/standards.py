"""The pages of the standards: one for each, and the list of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from builder.findings import Finding
from builder.model import Case, ContentsEntry, Document, Library, Particulars, Reference
from builder.vocabulary import FUNCTIONS, STAGES
from builder.write.site.blocks import BlockWriter
from builder.write.site.figures import FigureWriter
from builder.write.site.inlines import InlineWriter, citation_targets
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import Page
from builder.write.site.parts import bound, boxed_table, facts, measure_tags

SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}


class StandardPages:
    """Prints standards. ``files`` maps where a picture goes in the site to where it is."""

    def __init__(self, library: Library, findings: Mapping[str, Sequence[Finding]], rules: frozenset[str]) -> None:
        """Look up once what every page needs: cases by clause, standards by number, clause numbers."""
        self._library = library
        self._findings = findings
        self._rules = rules
        self._cases = cases_by_clause(library)
        self._by_number = {document.facts.number: document.id for document in library.documents.values() if document.facts.number}
        self.files: dict[str, Path] = {}

    def pages(self) -> list[Page]:
        """Give the list of the standards and the page of each."""
        documents = sorted(self._library.documents.values(), key=lambda document: document.id)
        return [self._index(documents), *(self._page(document) for document in documents)]

    def _index(self, documents: Sequence[Document]) -> Page:
        links = Links("standards/index")
        rows = [
            [
                document.cover.number or document.facts.number,
                element("a", document.cover.name or document.id, href=links.to(f"standards/{document.id}")),
                STAGES.get(document.stage, document.stage),
                FUNCTIONS.get(document.facts.function, ""),
                element("a", "Word", href=links.file(f"../word/{document.id}.docx"), aria_label=f"下载{document.cover.name}的Word草案"),
            ]
            for document in documents
        ]
        table = boxed_table("标准一览", ("编号", "名称", "阶段", "类别", "下载"), rows) if rows else element("p", "还没有标准。")
        return Page("standards/index", "标准", lines([element("h1", "标准"), table]), section="standards")

    def _page(self, document: Document) -> Page:
        name = f"standards/{document.id}"
        links = Links(name)
        writer = self._writer(document, links)
        body = [
            self._head(document, links),
            self._finding_box(document, links),
            element("div", writer.write(document.blocks), class_="standard"),
        ]
        title = f"{document.cover.number} {document.cover.name}".strip() or document.id
        return Page(name, title, lines(body), section="standards", contents=contents_list(document.contents), crumbs=(("标准", "standards/index"),))

    def _writer(self, document: Document, links: Links) -> BlockWriter:
        figures = FigureWriter(links, f"images/{document.id}", key_label=document.profile.labels.key)
        # The same mapping for every page, so that all pictures are copied in one go.
        figures.files = self.files
        inlines = InlineWriter(
            links,
            own_page=links.page,
            citations=citation_targets([*document.references, *document.bibliography]),
            standards=self._library.documents,
        )

        def beside(clause: str | None, particulars: Particulars) -> Markup:
            return self._beside(document, clause, particulars, links)

        def reference_link(reference: Reference) -> str:
            target = self._by_number.get(reference.number)
            return links.to(f"standards/{target}") if target else ""

        return BlockWriter(inlines, labels=document.profile.labels, figures=figures, beside=beside, reference_link=reference_link)

    def _head(self, document: Document, links: Links) -> Markup:
        cover = document.cover
        english = element("p", cover.english, class_="english-title", lang="en") if cover.english else EMPTY
        panel = facts(
            (
                ("标准编号", joined(part for part in (cover.number, f"（{cover.replaces}）" if cover.replaces else ""))),
                ("阶段", STAGES.get(document.stage, document.stage)),
                ("标准类别", FUNCTIONS.get(document.facts.function, "")),
                ("ICS", "；".join(document.facts.ics)),
                ("CCS", "；".join(document.facts.ccs)),
                ("备案号", document.facts.filing),
                ("采用国际标准", cover.consistency),
                ("本草案完成时间", document.facts.completed),
                ("发布日期", document.facts.published),
                ("实施日期", document.facts.effective),
                ("发布机构", "、".join(cover.issuers)),
            )
        )
        downloads = element(
            "p",
            element("a", "下载Word草案", href=links.file(f"../word/{document.id}.docx"), class_="button"),
            " ",
            element("a", "下载数据（JSON）", href=links.file(f"../data/{document.id}.json"), class_="button"),
            " ",
            element("button", "标出条款类型", type="button", class_="button", data_toggle="provisions", aria_pressed="false", hidden=True),
            class_="downloads",
        )
        above = element("p", cover.banner, class_="above-title") if cover.banner else EMPTY
        title = element("h1", joined((element("span", part) for part in cover.title), " ") if cover.title else document.id)
        return element("header", lines([above, title, english, panel, downloads]), class_="standard-head")

    def _finding_box(self, document: Document, links: Links) -> Markup:
        findings = self._findings.get(document.id, ())
        if not findings:
            return EMPTY
        entries = []
        for finding in findings:
            code = element("a", finding.rule, href=links.to(f"rules/{finding.rule}")) if finding.rule in self._rules else finding.rule
            number = f"{finding.number}：" if finding.number else ""
            remedy = element("span", finding.help, class_="help") if finding.help else ""
            label = SEVERITIES.get(finding.severity, finding.severity)
            entries.append(element("li", element("b", label, class_=f"severity {finding.severity}"), " ", code, " ", number, finding.message, remedy))
        return element(
            "section",
            element("h2", f"本草案有以下问题（{len(findings)}）", id="_findings"),
            element("ul", lines(entries)),
            class_="findings",
            aria_labelledby="_findings",
        )

    def _beside(self, document: Document, clause: str | None, particulars: Particulars, links: Links) -> Markup:
        cases = self._cases.get((document.id, clause), ()) if clause else ()
        rows: list[Markup] = []
        if particulars.measures:
            rows.append(_row("改革举措", measure_tags(particulars.measures)))
        if cases:
            rows.append(_row("支撑案例", joined((element("a", case.title, href=links.to(f"cases/{case.id}")) for case in cases), "、")))
        if particulars.limit:
            limit = particulars.limit
            matters = f"（{'、'.join(limit.matters)}）" if limit.matters else ""
            rows.append(_row("可测限值", bound(limit.indicator, limit.relation, limit.value, limit.unit) + matters))
        if particulars.basis:
            rows.append(_row("制定依据", particulars.basis))
        if particulars.verified_by:
            rows.append(_row("证实方法", joined((self._clause_link(document, target, links) for target in particulars.verified_by), "、")))
        return element("dl", lines(rows), class_="beside") if rows else EMPTY

    def _clause_link(self, document: Document, target: str, links: Links) -> Markup | str:
        for block in document.blocks:
            if block.id == target:
                return element("a", getattr(block, "number", "") or target, href=links.to(links.page, block.anchor))
        return target


def cases_by_clause(library: Library) -> dict[tuple[str, str | None], list[Case]]:
    """Map a standard and a clause to the published cases that support it, whichever end declared it."""
    result: dict[tuple[str, str | None], list[Case]] = {}
    for link in library.trace.links:
        case = library.cases.get(link.case)
        if case is not None and case.published:
            entries = result.setdefault((link.standard, link.clause), [])
            if case not in entries:
                entries.append(case)
    return result


def contents_list(contents: Sequence[ContentsEntry]) -> Markup:
    """Give the lines of 目次 as nested lists of links."""
    entries: list[Markup] = []
    index = 0
    while index < len(contents):
        entry = contents[index]
        end = index + 1
        while end < len(contents) and contents[end].level > entry.level:
            end += 1
        number = [element("span", entry.number, class_="number"), " "] if entry.number else []
        link = element("a", *number, entry.title, href=f"#{entry.anchor}")
        opens = bool(entry.list) and (index == 0 or contents[index - 1].list != entry.list)
        entries.append(element("li", link, contents_list(contents[index + 1 : end]), class_="listed" if opens else None))
        index = end
    return element("ul", lines(entries)) if entries else EMPTY


def _row(name: str, value: str) -> Markup:
    return element("div", element("dt", name), element("dd", value))
