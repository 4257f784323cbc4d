"""The Word draft as pages in the browser, with the texts of a chapter as they stand in its form."""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from builder.desk.clauses import NOTICE, unsaved
from builder.desk.keeper import Missing, Unfit
from builder.desk.prints import Print
from builder.desk.web import Visit, answer_json, go, show_pdf
from builder.edit import NotEdited
from builder.workspace import Workspace
from builder.write.pdf import printer
from builder.write.word import write_draft

WITHOUT = "服务器上没有安装LibreOffice，不能在这里显示Word的页面；请用“下载Word”，下载后用Word打开"
"""Why there is only the download."""

_TITLE = "Word预览"


def start(visit: Visit) -> Response:
    """Have the draft printed with the texts as they stand in the form; nothing is stored."""
    id_ = visit.given("id")
    if printer() is None:
        raise Unfit(WITHOUT)
    if not visit.desk.prints.limit.count(visit.account.name):
        return _failed(visit, "更新太频繁，请过一分钟再试", 429)
    try:
        workspace, anchor = unsaved(visit)
    except NotEdited as problem:
        return _failed(visit, str(problem), 422)
    document = workspace.library.documents.get(id_)
    reason = _lacking(workspace, id_)
    if document is None or reason:
        return _failed(visit, reason or "这份标准现在不能生成", 422)
    if not visit.desk.prints.of(visit.account.name, id_):
        visit.note("draft pages", id_)
    near = (visit.form.get("near", ""), anchor)
    one = visit.desk.prints.begin(visit.account.name, document, near, partial(write_draft, document, workspace.library, notice=NOTICE))
    return _told(visit, one) if _scripted(visit) else go(_address(visit, one))


def standing(visit: Visit) -> Response:
    """Say how a print stands; a browser is led to the pages when they are there."""
    one = _own(visit)
    if _scripted(visit):
        return _told(visit, one)
    match one.state:
        case "done":
            return go(_file(visit, one))
        case "failed":
            return _failed(visit, one.reason, 409)
        case "replaced":
            newer = visit.desk.prints.of(visit.account.name, one.standard)[-1]
            # What came later may be another standard.
            return _failed(visit, "在别的窗口又更新过，请再按一次", 409) if newer is one else go(_address(visit, newer))
        case _:
            response = visit.page("message.html", title=_TITLE, text="正在生成Word的页面，这一页会自动打开它。")
            response.headers["Refresh"] = "2"
            return response


def file(visit: Visit) -> Response:
    """Give the pages of a print."""
    one = _own(visit)
    if one.state != "done":
        raise Missing(one.number)
    return show_pdf(f"{one.standard}.pdf", one.pdf)


def _own(visit: Visit) -> Print:
    """Find a print of this user by its number."""
    found = next((one for one in visit.desk.prints.of(visit.account.name, visit.given("id")) if one.number == visit.given("number")), None)
    if found is None:
        raise Missing(visit.given("number"))
    return found  # type: ignore[no-any-return] # the desk holds its prints without naming their class


def _lacking(workspace: Workspace, id_: str) -> str:
    """Give why a standard cannot be printed whole: the first error of a file that could not be read whole."""
    if id_ not in workspace.loaded.incomplete and id_ in workspace.library.documents:
        return ""
    within = f"standards/{id_}/"
    errors = [one for one in workspace.findings if one.severity == "error" and one.place.file.startswith(within)]
    first = next((one for one in errors if one.rule.startswith("SRC")), errors[0] if errors else None)
    return f"{first.message}（{first.place.file.removeprefix(within)}）" if first else "有内容不能读取，请看检查结果"


def _told(visit: Visit, one: Print) -> Response:
    place = _file(visit, one) if one.state == "done" else ""
    return answer_json({"state": one.state, "look": _address(visit, one), "reason": one.reason, "seconds": round(one.seconds, 1), "file": place})


def _failed(visit: Visit, reason: str, status: int) -> Response:
    if _scripted(visit):
        return answer_json({"state": "failed", "look": "", "reason": reason, "seconds": 0, "file": ""})
    return visit.page("message.html", status=status, title=_TITLE, text=f"Word的页面没有更新：{reason}。")


def _scripted(visit: Visit) -> bool:
    return visit.request.headers.get("accept", "") == "application/json"


def _address(visit: Visit, one: Print) -> str:
    return f"/standards/{visit.given('id')}/{visit.given('part')}/pages/{one.number}"


def _file(visit: Visit, one: Print) -> str:
    """Give where the pages are, opened at the chapter, as wide as the window, without the viewer's list of pages."""
    return f"{_address(visit, one)}/file#page={one.sheet}&view=FitH&navpanes=0&pagemode=none"
