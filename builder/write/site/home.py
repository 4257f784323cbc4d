"""The home page: what this is, the standards with their stage, the cases with their headline figures."""

from __future__ import annotations

from typing import Any

from builder.model import Document, Library, SiteSettings
from builder.vocabulary import STAGES
from builder.write.site.achievements import headline
from builder.write.site.cases import case_card
from builder.write.site.frame import linked_data
from builder.write.site.library import newest
from builder.write.site.markup import Links, Markup, element, lines
from builder.write.site.pages import PORTAL, Page
from builder.write.site.parts import tags

_SHOWN_CASES = 6
_DESCRIPTION = "从最佳实践案例到地方标准：条文、案例、数据和依据在一处，可以检查、可以引用、可以追溯。"


def home_page(library: Library) -> Page:
    """Give the home page."""
    links, settings = Links("index"), library.site
    documents = sorted(library.documents.values(), key=lambda document: document.id)
    cases = newest(library)
    doors = (
        ("provisions/index", "条款", "全部标准的要求、推荐和允许，按类型、举措和责任单位筛选，可导出"),
        ("terms/index", "术语", "各标准界定的术语"),
        ("references/index", "引用文件", "登记的可引用文件及其状态"),
        ("systems/index", "标准体系", "部门标准体系的结构和明细"),
        ("summary", "改革成效", "全部案例的合计，按举措、类别、层级和地区"),
        ("trace", "追溯", "案例与条款的对应关系、限值和缺口"),
        ("relations/index", "标准引用关系", "哪个标准引用了哪些文件"),
        ("stages", "阶段与期限", "各标准走到哪一步，哪些事项有期限"),
        ("rules/index", "检查规则", "按GB/T 1.1—2020检查什么"),
        ("guide/index", "使用指南", "怎样写标准、交案例、出文件"),
    )
    body = [
        element(
            "header",
            element("h1", settings.title, data_english=settings.title_en),
            element("p", settings.description or _DESCRIPTION, class_="abstract", data_t=not settings.description),
            class_="home-head",
        ),
        element(
            "section",
            element("h2", "标准", data_t=True),
            element("div", lines(_card(document, links) for document in documents), class_="cards")
            if documents
            else element("p", "还没有标准。", data_t=True),
        ),
        element(
            "section",
            element("h2", "最佳实践案例", data_t=True),
            headline(library.summary) if cases else "",
            element("div", lines(case_card(case, links, level="h3") for case in cases[:_SHOWN_CASES]), class_="cards"),
            element(
                "p",
                element("a", f"全部{len(cases)}个案例", href=links.to("cases/index"), data_t=True),
                "　",
                element("a", "改革成效汇总", href=links.to("summary"), data_t=True) if cases else "",
            ),
        ),
        element(
            "section",
            element("h2", "查阅", data_t=True),
            element(
                "ul",
                lines(
                    element("li", element("a", name, href=links.to(page), data_t=True), element("span", note, class_="muted", data_t=True))
                    for page, name, note in doors
                ),
                class_="doors",
            ),
        ),
    ]
    return Page(
        "index",
        "首页",
        lines(body),
        section="home",
        description=settings.description or _DESCRIPTION,
        linked=linked_data(_linked(settings)),
        styles=PORTAL,
    )


def _linked(settings: SiteSettings) -> dict[str, Any]:
    """Give the site as search engines read it, with its search where its address is known."""
    found = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{settings.address}search.html?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return {
        "@type": "WebSite",
        "name": settings.title,
        "alternateName": settings.title_en,
        "description": settings.description or _DESCRIPTION,
        "url": settings.address,
        "inLanguage": ["zh-CN", "en"],
        "potentialAction": found if settings.address else {},
    }


def _card(document: Document, links: Links) -> Markup:
    return element(
        "article",
        element("p", document.cover.number, class_="tile-meta"),
        element("h3", element("a", document.cover.name or document.id, href=links.to(f"standards/{document.id}"))),
        element("p", document.cover.english, class_="english-title", lang="en") if document.cover.english else "",
        element("p", tags([STAGES.get(document.stage, document.stage)]), class_="tile-meta"),
        class_="tile",
    )
