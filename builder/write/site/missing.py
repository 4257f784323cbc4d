"""The page that a server shows where there is none: it stands alone, because nobody knows from which address it is shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from builder.model import SiteSettings
from builder.write.site.markup import Markup, element, lines

_DOORS = (("index.html", "首页"), ("standards/index.html", "标准一览"), ("search.html", "搜索"))
_STYLE = Markup(
    "<style>:root{color-scheme:light dark}body{font-family:sans-serif;line-height:1.8;max-width:36em;margin:15vh auto;padding:0 1.2em;"
    "color:#1f242b;background:#fff}a{color:#14528f}@media(prefers-color-scheme:dark){body{color:#e4e2de;background:#14171c}a{color:#8fc1f2}}</style>"
)


def missing_page(settings: SiteSettings) -> str:
    """Give ``404.html``; its links start from the folder of the site's address, where that is known."""
    base = urlsplit(settings.address).path
    head = lines(
        [
            Markup('<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">'),
            element("title", f"没有这个页面 — {settings.title}"),
            _STYLE,
        ]
    )
    body = element(
        "main",
        element("h1", "没有这个页面"),
        element("p", "地址可能写错了，或者这个页面已经不在。条款的地址由它的id组成，改号以后不变。"),
        element("p", "This page does not exist.", lang="en"),
        element("ul", lines(element("li", element("a", name, href=f"{base}{page}")) for page, name in _DOORS)),
    )
    return f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'
