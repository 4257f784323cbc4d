"""Pages across all standards: terms and cited documents."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Document, Library, Term
from builder.vocabulary import REFERENCE_KINDS, REFERENCE_STATUSES
from builder.write.site.inlines import InlineWriter
from builder.write.site.markup import Links, element, joined, lines
from builder.write.site.pages import Page
from builder.write.site.parts import boxed_table


def overview_pages(library: Library) -> list[Page]:
    """Give the pages of terms and references."""
    return [_terms(library), _references(library)]


def _terms(library: Library) -> Page:
    links = Links("terms/index")
    found = [(term, document) for document in _documents(library) for term in document.all(Term)]
    # Code points order Chinese terms stably; a reader searches rather than leafs.
    found.sort(key=lambda pair: (pair[0].zh, pair[1].id))
    rows = []
    for term, document in found:
        page = f"standards/{document.id}"
        inlines = InlineWriter(links, own_page=page, standards=library.documents)
        source = element("a", document.cover.name or document.id, " ", term.number, href=links.to(page, term.anchor))
        rows.append((term.zh, element("span", term.en, lang="en") if term.en else "", inlines.write(term.definition), source))
    table = boxed_table("术语", ("术语", "英文", "定义", "出处"), rows, class_="terms") if rows else element("p", "还没有术语。")
    lead = element("p", f"各标准界定的{len(rows)}条术语。", class_="abstract")
    return Page("terms/index", "术语", lines([element("h1", "术语"), lead, table]), section="terms")


def _references(library: Library) -> Page:
    links = Links("references/index")
    rows = []
    for reference in library.references:
        name = reference.number or f"《{reference.title}》"
        users = [
            element("a", document.cover.name or document.id, href=links.to(f"standards/{document.id}"))
            for document in _documents(library)
            if _uses(document, reference.number, reference.title)
        ]
        status = REFERENCE_STATUSES.get(reference.status, reference.status)
        replaced = f"，由{reference.replaced_by}代替" if reference.replaced_by else ""
        rows.append(
            (
                name,
                reference.title if reference.number else "",
                REFERENCE_KINDS.get(reference.kind, reference.kind),
                status + replaced,
                reference.checked,
                joined(users, "、"),
            )
        )
    columns = ("编号", "名称", "类别", "状态", "核对日期", "引用它的标准")
    table = boxed_table("引用文件", columns, rows, class_="reference-list") if rows else element("p", "还没有登记引用文件。")
    lead = element("p", f"登记的{len(rows)}份可引用文件。", class_="abstract")
    return Page("references/index", "引用文件", lines([element("h1", "引用文件"), lead, table]), section="references")


def _uses(document: Document, number: str, title: str) -> bool:
    undated = number.rpartition("—")[0] or number
    for entry in (*document.references, *document.bibliography):
        cited = (entry.number or entry.title.strip("《》")).removesuffix("（所有部分）")
        if cited in (number, undated) if number else cited == title:
            return True
    return False


def _documents(library: Library) -> Sequence[Document]:
    return sorted(library.documents.values(), key=lambda document: document.id)
