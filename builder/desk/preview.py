"""Previews: the pages of the site as they will be, without links that lead away, pictures inside, and no script."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping
from pathlib import Path

from starlette.responses import Response

from builder.picture import PictureProblem, inspect
from builder.submission import Judged
from builder.workspace import Workspace
from builder.write.site import case_preview, standard_preview

STYLES = ("frame.css", "zhunsheng.css", "standard.css", "portal.css")
"""The style sheets of the site that previews and the desk's pages use."""

_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml"}


def static_folder() -> Path:
    """Give the folder with the style sheets of the site."""
    from builder.write import site

    return Path(site.__file__).parent / "static"


def case_page(judged: Judged) -> Response:
    """Give the page that a case will become."""
    if judged.case is None:
        return Response("<!doctype html><title>预览</title><p>填写案例名称、申报单位后才能预览。</p>", media_type="text/html; charset=utf-8")
    text, files = case_preview(judged.library, judged.case, notices=["预览：还没有公开。"])
    return Response(_alone(text, files), media_type="text/html; charset=utf-8")


def standard_page(workspace: Workspace, id_: str) -> Response:
    """Give the page of a standard as the files say now."""
    text, files = standard_preview(workspace.library, id_, notices=["预览：按现在的内容生成，还没有发布。"])
    return Response(_alone(text, files), media_type="text/html; charset=utf-8")


def _alone(text: str, files: Mapping[str, Path]) -> str:
    """Make a page of the site stand alone: styles from the desk, pictures inside, no scripts, links only within the page."""
    text = re.sub(r"<script\b[^>]*>.*?</script>", "", text, flags=re.DOTALL)
    text = re.sub(r'<link rel="(?:alternate|icon|search)"[^>]*>', "", text)
    text = re.sub(r'href="[^"]*_static/([a-z]+\.css)"', r'href="/portal/\1"', text)
    text = re.sub(r'(<a\b[^>]*?)\shref="(?!#)[^"]*"', r"\1", text)
    for address, path in files.items():
        inside = _inside(path)
        if inside:
            text = text.replace(f'"{html.escape(address)}"', f'"{inside}"')
    # What leads about in the site says nothing here.
    text = re.sub(r'<header class="site-head">.*?</header>', "", text, flags=re.DOTALL)
    text = re.sub(r'<footer class="site-foot">.*?</footer>', "", text, flags=re.DOTALL)
    text = text.replace('<details class="contents" open>', '<details class="contents">')
    return re.sub(r"<form\b[^>]*>.*?</form>", "", text, flags=re.DOTALL)


def _inside(path: Path) -> str:
    found = inspect(path, path.parent)
    if isinstance(found, PictureProblem):
        return ""
    return f"data:{_TYPES[found.kind]};base64,{base64.b64encode(path.read_bytes()).decode()}"
