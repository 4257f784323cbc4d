"""The ways into the desk: every address, what answers, and who may go there. A test walks over this table for every role."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.responses import Response

from builder.attachment import MOST_BYTES
from builder.desk import clauses, department, entry, pages, publishing, review
from builder.desk.preview import STYLES, static_folder
from builder.desk.web import ANYBODY, EVERYONE, Visit, Way, page

DEPARTMENT = frozenset({"department"})
EDITOR = frozenset({"editor"})
PUBLISHER = frozenset({"publisher"})
OFFICE = EDITOR | PUBLISHER

DOORS = (
    (("department",), "/cases", "本单位的案例"),
    (("department",), "/cases/new", "申报案例"),
    (("editor",), "/review", "案例评审"),
    (("editor",), "/standards", "标准条文"),
    (("editor", "publisher"), "/stages", "标准阶段"),
    (("publisher",), "/builds", "生成"),
)
"""What stands in the head of a page: for which roles, where it leads, what it is called."""

_CHAPTER = 20_000
"""The most fields of the form of a chapter: a large table has a field for every cell."""

_UPLOAD = MOST_BYTES + 1024 * 1024


@cache
def _statics() -> dict[str, tuple[bytes, str]]:
    """Give the files that anybody may have, each read once; an address is looked up and never made into a path."""
    own, site = Path(__file__).parent / "static", static_folder()
    types = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
    files = {f"/static/{name}": own / name for name in ("desk.css", "desk.js")}
    files |= {f"/portal/{name}": site / name for name in (*STYLES, "icon.svg")}
    return {address: (path.read_bytes(), types[path.suffix]) for address, path in files.items()}


def static(visit: Visit) -> Response:
    """Give a style sheet, script or picture of the desk."""
    found = _statics().get(visit.request.url.path)
    if found is None:
        return page(visit.desk, "message.html", status=404, title="没有找到", text="没有这个文件。")
    return Response(found[0], media_type=found[1], headers={"Cache-Control": "max-age=3600"})


WAYS: tuple[Way, ...] = (
    Way("/static/{name}", "GET", static, ANYBODY),
    Way("/portal/{name}", "GET", static, ANYBODY),
    Way("/login", "GET", entry.ask, ANYBODY),
    Way("/login", "POST", entry.login, ANYBODY),
    Way("/logout", "POST", entry.logout, EVERYONE),
    Way("/", "GET", entry.start, EVERYONE),
    Way("/account", "GET", entry.own_account, EVERYONE),
    Way("/account", "POST", entry.change_password, EVERYONE),
    Way("/cases", "GET", department.own_cases, DEPARTMENT),
    Way("/cases/new", "GET", department.new_case, DEPARTMENT),
    Way("/cases/new", "POST", department.begin_case, DEPARTMENT),
    Way("/cases/new/check", "POST", department.check, DEPARTMENT),
    Way("/cases/new/preview", "POST", department.preview, DEPARTMENT, preview=True),
    Way("/cases/{id}", "GET", department.one_case, DEPARTMENT, own=True),
    Way("/cases/{id}", "POST", department.save_case, DEPARTMENT, own=True),
    Way("/cases/{id}/check", "POST", department.check, DEPARTMENT, own=True),
    Way("/cases/{id}/preview", "GET", department.preview, DEPARTMENT | EDITOR, own=True, preview=True),
    Way("/cases/{id}/preview", "POST", department.preview, DEPARTMENT, own=True, preview=True),
    Way("/cases/{id}/submit", "POST", department.hand_in, DEPARTMENT, own=True),
    Way("/cases/{id}/withdraw", "POST", department.withdraw, DEPARTMENT, own=True),
    Way("/cases/{id}/delete", "POST", department.delete, DEPARTMENT, own=True),
    Way("/cases/{id}/papers", "POST", department.attach, DEPARTMENT, own=True, most=_UPLOAD),
    Way("/cases/{id}/papers/{number}", "GET", department.paper, DEPARTMENT | EDITOR, own=True),
    Way("/cases/{id}/papers/{number}/remove", "POST", department.detach, DEPARTMENT, own=True),
    Way("/review", "GET", review.queue, EDITOR),
    Way("/review/{id}", "GET", review.one, EDITOR),
    Way("/review/{id}", "POST", review.decide, EDITOR),
    Way("/review/{id}/begin", "POST", review.begin, EDITOR),
    Way("/standards", "GET", clauses.standards, EDITOR),
    Way("/standards/{id}", "GET", clauses.standard, EDITOR),
    Way("/standards/{id}", "POST", clauses.add_chapter, EDITOR),
    Way("/standards/{id}/preview", "GET", clauses.preview_standard, EDITOR, preview=True),
    Way("/standards/{id}/word", "GET", clauses.word, EDITOR),
    Way("/standards/{id}/{part}", "GET", clauses.chapter, EDITOR),
    Way("/standards/{id}/{part}", "POST", clauses.save_chapter, EDITOR, fields=_CHAPTER),
    Way("/standards/{id}/{part}/check", "POST", clauses.check_chapter, EDITOR, fields=_CHAPTER),
    Way("/standards/{id}/{part}/preview", "POST", clauses.preview_chapter, EDITOR, fields=_CHAPTER, preview=True),
    Way("/standards/{id}/{part}/word", "POST", clauses.word, EDITOR, fields=_CHAPTER),
    Way("/standards/{id}/{part}/pages", "POST", pages.start, EDITOR, fields=_CHAPTER),
    Way("/standards/{id}/{part}/pages/{number}", "GET", pages.standing, EDITOR),
    Way("/standards/{id}/{part}/pages/{number}/file", "GET", pages.file, EDITOR),
    Way("/stages", "GET", publishing.stages, OFFICE),
    Way("/stages/{id}", "GET", publishing.one_stage, OFFICE),
    Way("/stages/{id}", "POST", publishing.pass_stage, PUBLISHER),
    Way("/stages/{id}/papers", "GET", publishing.papers, PUBLISHER),
    Way("/stages/{id}/papers/{number}", "GET", publishing.paper, PUBLISHER),
    Way("/stages/{id}/bundle", "GET", publishing.bundle, PUBLISHER),
    Way("/builds", "GET", publishing.builds, PUBLISHER),
    Way("/builds", "POST", publishing.start_build, PUBLISHER),
    Way("/builds/{number}", "GET", publishing.one_build, PUBLISHER),
    Way("/site", "GET", publishing.site_file, PUBLISHER),
    Way("/drafts/{number}", "GET", publishing.draft_file, PUBLISHER),
)
"""Every way; one that is not here does not exist."""
