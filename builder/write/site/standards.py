"""The pages of the standards: one for each, and the list of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from builder.findings import Finding
from builder.mentions import Mentions
from builder.model import Case, Document, Library, Particulars, Reference, Term
from builder.vocabulary import FUNCTIONS, MEASURES, REFERENCE_STATUSES, STAGES
from builder.write.site.blocks import BlockWriter
from builder.write.site.figures import FigureWriter
from builder.write.site.inlines import InlineWriter, TermLink, citation_targets
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import Page
from builder.write.site.parts import bound, boxed_table, contents_list, measure_tags, word
from builder.write.site.standardhead import Edition, HeadWriter, comment_data

_NAMED = 12
"""Supporting cases that stand beside a clause by name; the rest is behind a link to the library."""

SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}


class StandardPages:
    """Prints standards. ``files`` maps where a picture goes in the site to where it is."""

    def __init__(
        self,
        library: Library,
        findings: Mapping[str, Sequence[Finding]],
        rules: frozenset[str],
        downloads: dict[str, frozenset[str]] | None = None,
        papers: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        editions: Mapping[str, Sequence[Edition]] | None = None,
    ) -> None:
        """Look up once what every page needs: cases by clause, standards by number, status by reference, terms.

        ``editions`` maps a standard to the texts of it between which its page switches.
        """
        self._library = library
        self._findings = findings
        self._rules = rules
        self._cases = cases_by_clause(library)
        self._heads = HeadWriter(library, downloads, papers)
        self._editions = {} if editions is None else editions
        self._by_number = {document.facts.number: document.id for document in library.documents.values() if document.facts.number}
        self._statuses = {reference.number or reference.title: reference for reference in library.references}
        self._citing = {work.standard: work for work in library.overview.cited if work.standard}
        self.files: dict[str, Path] = {}

    def page(self, document: Document) -> Page:
        """Give the page of one standard."""
        links = Links(f"standards/{document.id}")
        writer = self._writer(document, links)
        text = element("div", writer.write(document.blocks), class_="standard", **comment_data(self._library.site, document, links))
        body = [
            self._heads.write(document, links, self._editions.get(document.id, ())),
            self._finding_box(document, links),
            text,
            self._cited_by(document, links),
        ]
        title = f"{document.cover.number} {document.cover.name}".strip() or document.id
        stage = STAGES.get(document.stage, document.stage)
        return Page(
            links.page,
            title,
            lines(body),
            section="standards",
            contents=contents_list(document.contents),
            crumbs=(("标准", "standards/index"),),
            english=document.cover.english,
            description="　".join(part for part in (title, stage, "、".join(document.cover.issuers)) if part),
            running=document.cover.number,
            linked=self._heads.linked(document),
            scripts=("standard.js",),
        )

    def _writer(self, document: Document, links: Links) -> BlockWriter:
        figures = FigureWriter(links, f"images/{document.id}", key_label=document.profile.labels.key)
        # The same mapping for every page, so that all pictures are copied in one go.
        figures.files = self.files
        inlines = InlineWriter(
            links,
            own_page=links.page,
            citations=citation_targets([*document.references, *document.bibliography]),
            standards=self._library.documents,
            terms=self._terms(document, links),
        )

        def beside(clause: str | None, particulars: Particulars) -> Markup:
            return self._beside(document, clause, particulars, links)

        def reference_link(reference: Reference) -> str:
            target = self._by_number.get(reference.number)
            return links.to(f"standards/{target}") if target else ""

        return BlockWriter(
            inlines,
            labels=document.profile.labels,
            figures=figures,
            beside=beside,
            reference_link=reference_link,
            reference_status=self._status,
        )

    def _terms(self, document: Document, links: Links) -> Mentions[TermLink]:
        """Give the names that lead to a term: those of the standard itself, and of the standards whose terms it takes over."""
        targets: dict[str, TermLink] = {}
        for owner in (*reversed(self._library.overview.borrowed.get(document.id, ())), document.id):
            source = self._library.documents[owner]
            for term in source.all(Term):
                foreign = "" if owner == document.id else f"{term.text}（{source.cover.number or source.cover.name}，{term.number}）"
                link = TermLink(f"standards/{owner}", term.anchor, foreign)
                targets |= dict.fromkeys((name for name in (term.zh, *term.admitted, term.abbreviation) if name), link)
        return Mentions(targets)

    def _status(self, reference: Reference) -> Markup:
        found = self._statuses.get(reference.number or reference.title)
        if found is None or not found.status:
            return EMPTY
        label = REFERENCE_STATUSES.get(found.status, found.status)
        replaced = f"，由{found.replaced_by}代替" if found.replaced_by else ""
        checked = f"{found.checked}核对" if found.checked else None
        return element("span", label, replaced, class_=f"status status-{found.status}", title=checked)

    def _cited_by(self, document: Document, links: Links) -> Markup:
        """Tell which other standards of the workspace cite this one, and where."""
        work = self._citing.get(document.id)
        if work is None:
            return EMPTY
        by: dict[str, list[Markup]] = {}
        for passage in dict.fromkeys((*work.normative, *work.informative)):
            address = links.to(f"standards/{passage.standard}", passage.anchor)
            by.setdefault(passage.standard, []).append(element("a", passage.number or "正文", href=address))
        rows = [
            element("li", element("a", self._library.documents[id_].cover.name or id_, href=links.to(f"standards/{id_}")), "：", joined(places, "、"))
            for id_, places in by.items()
        ]
        heading = element("h2", "引用本文件的标准", id="_cited-by", data_t=True)
        return element("section", heading, element("ul", lines(rows)), class_="cited-by", aria_labelledby="_cited-by")

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
            names = [element("a", case.title, href=links.to(f"cases/{case.id}")) for case in cases[:_NAMED]]
            if len(cases) > _NAMED:
                address = f"{links.to('cases/index')}?clause={quote(f'{document.id}#{clause}', safe='')}"
                names.append(element("a", f"等{len(cases)}个案例", href=address))
            rows.append(_row("支撑案例", joined(names, "、")))
        if particulars.limit:
            limit = particulars.limit
            matters = f"（{'、'.join(limit.matters)}）" if limit.matters else ""
            rows.append(_row("可测限值", bound(limit.indicator, limit.relation, limit.value, limit.unit) + matters))
        if particulars.basis:
            rows.append(_row("制定依据", particulars.basis))
        if particulars.verified_by:
            rows.append(_row("证实方法", joined((self._clause_link(document, target, links) for target in particulars.verified_by), "、")))
        if not rows:
            return EMPTY
        told = [label for key, label in MEASURES.items() if key in particulars.measures]
        told += [f"案例{len(cases)}"] if cases else []
        told += (
            [bound(particulars.limit.indicator, particulars.limit.relation, particulars.limit.value, particulars.limit.unit)]
            if particulars.limit
            else []
        )
        told = told or [name for name, said in (("制定依据", particulars.basis), ("证实方法", particulars.verified_by)) if said]
        summary = element("summary", joined((element("span", word) for word in told), " "))
        return element("details", summary, element("dl", lines(rows), class_="beside"), class_="beside-box")

    def _clause_link(self, document: Document, target: str, links: Links) -> Markup | str:
        for block in document.blocks:
            if block.id == target:
                return element("a", getattr(block, "number", "") or target, href=links.to(links.page, block.anchor))
        return target


def standards_index(library: Library) -> Page:
    """Give the list of the standards."""
    documents = sorted(library.documents.values(), key=lambda document: document.id)
    links = Links("standards/index")
    rows = [
        [
            document.cover.number or document.facts.number,
            lines([element("a", document.cover.name or document.id, href=links.to(f"standards/{document.id}")), _english(document)]),
            element("span", STAGES.get(document.stage, document.stage), class_=f"stage stage-{document.stage}", data_t=True),
            word(FUNCTIONS.get(document.facts.function, "")),
            document.facts.published or document.facts.completed,
        ]
        for document in documents
    ]
    table = (
        boxed_table("标准一览", ("编号", "名称", "阶段", "类别", "日期"), rows, class_="standards-list")
        if rows
        else element("p", "还没有标准。", data_t=True)
    )
    stages = element("a", "阶段与期限", href=links.to("stages"), class_="button", data_t=True)
    ways = element("p", stages, " ", element("a", "标准引用关系", href=links.to("relations/index"), class_="button", data_t=True), class_="downloads")
    return Page("standards/index", "标准", lines([element("h1", "标准", data_t=True), ways, table]), section="standards")


def cases_by_clause(library: Library) -> dict[tuple[str, str | None], list[Case]]:
    """Map a standard and a clause to the published cases that support it, whichever end declared it."""
    result: dict[tuple[str, str | None], dict[str, Case]] = {}
    for link in library.trace.links:
        case = library.cases.get(link.case)
        if case is not None and case.published:
            result.setdefault((link.standard, link.clause), {})[case.id] = case
    return {key: list(cases.values()) for key, cases in result.items()}


def _english(document: Document) -> Markup:
    return element("span", document.cover.english, class_="english-title", lang="en") if document.cover.english else EMPTY


def _row(name: str, value: str) -> Markup:
    return element("div", element("dt", name), element("dd", value))
