"""The pages of papers that are told section by section, such as the drafting explanation 编制说明, beside their standard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from builder.model import Library, Paper, PaperSection
from builder.write.site.blocks import BlockWriter
from builder.write.site.figures import FigureWriter
from builder.write.site.inlines import InlineWriter
from builder.write.site.markup import EMPTY, Links, Markup, element, lines
from builder.write.site.pages import Page


def paper_page(paper: Paper) -> str:
    """Give the name of the page of a paper."""
    return f"standards/{paper.standard}/{paper.id}"


class PaperPages:
    """Prints papers. ``files`` maps where a picture goes in the site to where it is."""

    def __init__(self, library: Library, papers: Iterable[Paper], downloads: Mapping[str, frozenset[str]] | None = None) -> None:
        """Take the papers that have sections; ``downloads`` maps word to the standards whose papers lie beside the site, all of them without it."""
        self._library = library
        self._printed = frozenset(library.documents) if downloads is None else downloads.get("word", frozenset())
        self._papers = tuple(papers)
        self.files: dict[str, Path] = {}

    def pages(self) -> Iterator[Page]:
        """Give the page of each paper."""
        for paper in self._papers:
            yield self._page(paper)

    def _page(self, paper: Paper) -> Page:
        document = self._library.documents[paper.standard]
        links = Links(paper_page(paper))
        figures = FigureWriter(links, f"images/{paper.standard}", key_label=paper.labels.key)
        figures.files = self.files
        inlines = InlineWriter(links, own_page=f"standards/{paper.standard}", standards=self._library.documents)
        writer = BlockWriter(inlines, labels=paper.labels, figures=figures, permalinks=False)
        lead = element("p", element("a", document.cover.name, href=links.to(f"standards/{paper.standard}")), class_="abstract")
        address = links.file(f"../word/{paper.standard}/{paper.title}.docx")
        download = element("p", element("a", "下载Word", href=address, class_="button", data_t=True), class_="downloads")
        sections = [self._section(number, section, writer) for number, section in enumerate(paper.sections, 1)]
        body = [element("h1", paper.title), lead, download if paper.standard in self._printed else EMPTY, *sections]
        crumbs = (("标准", "standards/index"), (document.cover.number or document.cover.name, f"standards/{paper.standard}"))
        title = f"{paper.title}　{document.cover.name}"
        contents = [
            element("li", element("a", f"{section.number}{section.title}", href=f"#section-{number}"))
            for number, section in enumerate(paper.sections, 1)
            if section.level == 1
        ]
        return Page(
            links.page,
            title,
            lines(body),
            section="standards",
            contents=element("ul", lines(contents)) if contents else EMPTY,
            crumbs=crumbs,
            running=document.cover.number,
        )

    def _section(self, number: int, section: PaperSection, writer: BlockWriter) -> Markup:
        heading = element(f"h{section.level + 1}", f"{section.number}{section.title}", id=f"section-{number}")
        # What is still to be typed, and where, stands in the draft of the paper; readers of the site cannot do anything about it.
        missing = element("p", "本节尚未公布。", class_="muted", data_t=True) if section.hint and not section.blocks else EMPTY
        return lines([heading, writer.write(section.blocks), missing])
