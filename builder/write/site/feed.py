"""What machines read of the whole site: a feed of changes and a map of the pages. Dates come from the sources, never from the clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from builder.model import Library
from builder.vocabulary import STAGES
from builder.write.site.pages import published_cases

_EPOCH = "1970-01-01"
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class _Change:
    date: str
    id: str
    title: str
    page: str
    summary: str


def feed(library: Library) -> str:
    """Give the newest changes as an Atom feed: stages and editions of standards, cases that were selected."""
    settings = library.site
    changes = sorted(_changes(library), key=lambda change: (change.date, change.id), reverse=True)[:_SHOWN]
    updated = changes[0].date if changes else _EPOCH
    own = f"{settings.address}feed.xml"
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">',
        f"<title>{escape(settings.title)}</title>",
        f"<id>{escape(own if settings.address else 'urn:zhunsheng:feed')}</id>",
        f"<updated>{updated}T00:00:00Z</updated>",
        f"<author><name>{escape(settings.title)}</name></author>",
        f'<link rel="self" href={quoteattr(own)}/>',
        f"<link href={quoteattr(settings.address or 'index.html')}/>",
        *(_entry(change, settings.address) for change in changes),
        "</feed>",
    ]
    return "\n".join(parts) + "\n"


def sitemap(addresses: Iterable[str]) -> str:
    """Give the map of the pages, whose addresses are absolute."""
    entries = "\n".join(f"<url><loc>{escape(address)}</loc></url>" for address in addresses)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}\n</urlset>\n'


def _entry(change: _Change, address: str) -> str:
    return (
        f"<entry><title>{escape(change.title)}</title><id>urn:zhunsheng:{escape(change.id)}</id>"
        f"<updated>{change.date}T00:00:00Z</updated><link href={quoteattr(f'{address}{change.page}')}/>"
        f"<summary>{escape(change.summary)}</summary></entry>"
    )


def _changes(library: Library) -> Iterator[_Change]:
    for document in library.documents.values():
        facts, name = document.facts, f"{document.cover.number} {document.cover.name}".strip() or document.id
        page = f"standards/{document.id}.html"
        records = library.records.get(document.id)
        project = records.data.get("project") if records else None
        dates = dict(project.get("dates") or {}) if isinstance(project, dict) else {}
        if facts.completed and document.stage not in ("published", "withdrawn"):
            dates.setdefault(document.stage, facts.completed)
        if facts.published:
            dates.setdefault("published", facts.published)
        for stage, date in dates.items():
            label = STAGES.get(stage, stage)
            yield _Change(str(date), f"standard:{document.id}:{stage}", f"{name}：{label}", page, f"{date}，{label}")
        if facts.effective:
            yield _Change(facts.effective, f"standard:{document.id}:effective", f"{name}：实施", page, f"{facts.effective}起实施")
    for case in published_cases(library):
        if case.submitted:
            yield _Change(
                case.submitted, f"case:{case.id}", f"案例：{case.title}", f"cases/{case.id}.html", f"{case.department}，{case.category_label}"
            )
