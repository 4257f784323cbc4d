"""Older texts of a standard: a page for each frozen stage, a page that compares it with the text of today, and the switch between them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from builder.compare import Comparison, Unit
from builder.mentions import Mentions
from builder.model import Document, Library, Reference, Term, Version
from builder.vocabulary import STAGES
from builder.write.comparisons import comparison_body, summary_of
from builder.write.site.blocks import BlockWriter
from builder.write.site.figures import FigureWriter
from builder.write.site.inlines import InlineWriter, TermLink, citation_targets
from builder.write.site.markup import EMPTY, Links, Markup, element, lines
from builder.write.site.pages import Page
from builder.write.site.parts import contents_list
from builder.write.site.standardhead import Edition, HeadWriter

COMPARED = ("standard.css", "comparison.css")
"""The styles of a page that compares two texts."""


@dataclass(frozen=True, slots=True)
class OldText:
    """An older text of a standard beside the text of today: a frozen stage, or a standard of the workspace that was replaced."""

    edition: Edition
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class PrintedEditions:
    """What the site shows of the older texts of one standard: the switch of its own page, further pages, and where their pictures are."""

    switch: tuple[Edition, ...] = ()
    pages: tuple[Page, ...] = ()
    files: tuple[tuple[str, Path], ...] = ()


def frozen_edition(document: Document, version: Version) -> Edition:
    """Give a frozen stage as the switch names it."""
    page = f"standards/{document.id}/{version.name}"
    return Edition(STAGES.get(version.stage, version.stage), version.date, page, f"{page}-changes", frozen=True)


def replaced_edition(document: Document, old: Document) -> Edition:
    """Give a standard of the workspace that was replaced, as the switch names it."""
    page = f"standards/{old.id}"
    return Edition(old.cover.number or old.cover.name or old.id, old.facts.published, page, f"standards/{document.id}/{old.id}-changes")


def switch_of(document: Document, older: Iterable[Edition]) -> tuple[Edition, ...]:
    """Give the editions that the switch of a standard's page lists: the text of today, then the older ones; none where there is only one."""
    listed = sorted(older, key=lambda edition: (edition.frozen, edition.date, edition.page), reverse=True)
    stage = STAGES.get(document.stage, document.stage)
    return (Edition(f"现在的文本（{stage}）", "", f"standards/{document.id}"), *listed) if listed else ()


def print_editions(library: Library, document: Document, older: Sequence[OldText], shown: Sequence[Edition] = ()) -> PrintedEditions:
    """Print the older texts of one standard; ``shown`` are editions that have their pages already."""
    switch = switch_of(document, [*shown, *(text.edition for text in older)])
    pages: list[Page] = []
    files: dict[str, Path] = {}
    for text in older:
        if text.edition.frozen:
            page, pictures = _frozen_page(library, document, text, switch)
            pages.append(page)
            files |= pictures
        pages.append(_changes_page(document, text))
    return PrintedEditions(switch, tuple(pages), tuple(sorted(files.items())))


def _frozen_page(library: Library, document: Document, text: OldText, switch: Sequence[Edition]) -> tuple[Page, Mapping[str, Path]]:
    old, edition = text.comparison.old, text.edition
    links = Links(edition.page)
    figures = FigureWriter(links, f"images/{edition.page.removeprefix('standards/')}", key_label=old.profile.labels.key)
    names = {name: TermLink(links.page, term.anchor) for term in old.all(Term) for name in (term.zh, *term.admitted, term.abbreviation) if name}
    inlines = InlineWriter(
        links,
        own_page=links.page,
        citations=citation_targets([*old.references, *old.bibliography]),
        standards=library.documents,
        terms=Mentions(names),
    )
    numbers = {other.facts.number: id_ for id_, other in library.documents.items() if other.facts.number and id_ != old.id}

    def reference_link(reference: Reference) -> str:
        return links.to(f"standards/{numbers[reference.number]}") if reference.number in numbers else ""

    writer = BlockWriter(inlines, labels=old.profile.labels, figures=figures, reference_link=reference_link)
    name = f"{edition.label}（{edition.date}）" if edition.date else edition.label
    about = {"data_standard": old.id, "data_number": old.cover.number, "data_name": old.cover.name or old.id}
    body = [
        _notice(document, text, links),
        HeadWriter(library, {}).archived(old, links, switch),
        element("div", writer.write(old.blocks), class_="standard", **about),
    ]
    title = f"{old.cover.number} {old.cover.name}".strip() or old.id
    page = Page(
        links.page,
        f"{title}　{name}",
        lines(body),
        section="standards",
        contents=contents_list(old.contents),
        crumbs=(("标准", "standards/index"), (document.cover.number or document.cover.name or document.id, f"standards/{document.id}")),
        english=old.cover.english,
        description=f"{title}　{name}，存档文本",
        running=f"{old.cover.number} {name}".strip(),
        scripts=("standard.js",),
        listed=False,
        current=f"standards/{document.id}",
    )
    return page, figures.files


def _notice(document: Document, text: OldText, links: Links) -> Markup:
    """Say that this is not the text of today, where that one is, and how they differ."""
    edition, changed = text.edition, text.comparison.changed
    told = f"这是{edition.date}存档的{edition.label}，" + ("不是现在的文本。" if changed else "现在的文本与它没有差异。")
    stage = STAGES.get(document.stage, document.stage)
    ways = [element("a", f"看现在的文本（{stage}）", href=links.to(f"standards/{document.id}"), class_="button", data_t=True)]
    if changed:
        ways.append(element("a", "与现在的文本对照", href=links.to(edition.changes), class_="button", data_t=True))
    count = element("span", f"改动：{summary_of(text.comparison)}。", class_="muted") if changed else EMPTY
    return element(
        "aside", element("p", element("b", told), count), element("p", *ways, class_="downloads"), class_="archived", aria_label="存档文本"
    )


def _changes_page(document: Document, text: OldText) -> Page:
    comparison, edition = text.comparison, text.edition
    links = Links(edition.changes)
    today = f"standards/{document.id}"

    def address(unit: Unit, side: str) -> str:
        blocks, page = (comparison.old.blocks, edition.page) if side == "old" else (comparison.new.blocks, today)
        return links.to(page, blocks[unit.start].anchor) if unit.start < len(blocks) else ""

    name = document.cover.name or document.id
    pages = element(
        "p",
        element("a", f"看{edition.label}", href=links.to(edition.page), class_="button", data_t=True),
        " ",
        element("a", "看现在的文本", href=links.to(today), class_="button", data_t=True),
        class_="downloads",
    )
    # What comparisons.py gives is markup in which every text is escaped already.
    compared = Markup(comparison_body(comparison, address=address))
    body = [element("h1", f"{edition.label}与现在的文本对照"), element("p", name, class_="abstract"), pages, compared]
    return Page(
        links.page,
        f"{edition.label}与现在的文本对照　{name}",
        lines(body),
        section="standards",
        crumbs=(("标准", "standards/index"), (document.cover.number or name, today)),
        running=document.cover.number,
        styles=COMPARED,
        listed=False,
        current=today,
    )
