"""A department's pages: its submissions, the form with checks as one types, the preview, papers, handing in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from builder.attachment import AttachmentProblem, examine_attachment
from builder.desk.differences import Beside, beside
from builder.desk.fields import Shown, empty_row, merged, posted, readable, remark, shown
from builder.desk.keeper import Missing, Overtaken, Stored, Submission, Unfit
from builder.desk.preview import case_page
from builder.desk.web import Visit, answer_json, go, hand_out
from builder.edit import NotEdited
from builder.findings import Severity
from builder.form import read_form
from builder.model import Metric
from builder.schema.desk import ACTIONS
from builder.submission import Judged, Remark, department_form, judge, shown_text


def own_cases(visit: Visit) -> Response:
    """List a department's submissions: those to be worked on first."""
    mine = [one for one in visit.keeper.all() if one.owner and one.owner == visit.account.unit]
    open_ = [one for one in mine if one.editable]
    others = [one for one in mine if not one.editable]
    return visit.page("cases.html", title="本单位的案例", open=open_, others=sorted(others, key=lambda one: one.last, reverse=True))


def new_case(visit: Visit) -> Response:
    """Show an empty form."""
    return _form_page(visit, None, {"department": {"name": visit.account.unit}})


def begin_case(visit: Visit) -> Response:
    """Keep what was typed as a new draft; without a title it cannot be kept, and stays on the page."""
    data = _typed(visit, {})
    if _only_shown(visit):
        return _form_page(visit, None, data, rows=_added(visit))
    if not data.get("title"):
        wanting = _remark("title", "请填写“案例名称”", "有了名称才能保存")
        return _form_page(visit, None, data, extra=[wanting], status=422)
    try:
        id_ = visit.keeper.begin(visit.account, data)
    except NotEdited as problem:
        return _form_page(visit, None, data, extra=[_whole(str(problem))], status=422)
    visit.note("save", id_)
    return _next(visit, id_)


def one_case(visit: Visit) -> Response:
    """Show a submission: as a form while it may be changed, else as it stands with what happened to it."""
    found = visit.submission
    if not found.editable:
        return _standing_page(visit, found)
    return _form_page(visit, found, found.stored.data)


def save_case(visit: Visit) -> Response:
    """Keep what was typed; where somebody else saved meanwhile, both are put together and shown."""
    found = visit.submission
    data = _typed(visit, _base(visit, found))
    if _only_shown(visit):
        return _form_page(visit, found, data, rows=_added(visit), version=visit.form.get("version", ""))
    try:
        visit.keeper.save(visit.account, found.id, data, visit.form.get("version", ""))
    except Overtaken as overtaken:
        visit.note("save", found.id, "overtaken")
        return _conflict_page(visit, found, data, overtaken.now)
    except NotEdited as problem:
        return _form_page(visit, found, data, extra=[_whole(str(problem))], status=422)
    visit.note("save", found.id)
    return _next(visit, found.id)


def hand_in(visit: Visit) -> Response:
    """Hand a draft in, when nothing is wrong with it."""
    found = visit.submission
    if found.draft is None or not found.editable:
        raise Unfit(f"“{found.title}”现在是“{found.state_label}”，不能提交")
    judged = _judged(visit, found.id, found.draft.data, handing_in=True)
    if not judged.sound or _doubles(visit, found.id, found.draft.data):
        return _form_page(visit, found, found.draft.data, handing_in=True, status=422)
    visit.keeper.hand_in(visit.account, found.id, found.draft.version, visit.desk.today())
    visit.note("submit", found.id)
    visit.tell("已经提交。评审有结果时，在这里可以看到。")
    return go(f"/cases/{found.id}")


def withdraw(visit: Visit) -> Response:
    """Take a submission back while it is not decided."""
    found = visit.submission
    visit.keeper.decide(visit.account, found.id, "withdrawn", visit.form.get("version", ""))
    visit.note("withdraw", found.id)
    visit.tell("已经撤回，可以修改后再提交。")
    return go(f"/cases/{found.id}")


def delete(visit: Visit) -> Response:
    """Take away a draft that was never handed in."""
    found = visit.submission
    if visit.form.get("sure") != "on":
        visit.tell("没有删去：请先勾选“确定删去”。", "wrong")
        return go(f"/cases/{found.id}")
    visit.keeper.delete(visit.account, found.id)
    visit.note("delete", found.id)
    visit.tell(f"草稿“{found.title}”已删去。")
    return go("/cases")


def check(visit: Visit) -> Response:
    """Say what is wrong with what stands in a form, work out its figures, and tell who else is in it; nothing is stored."""
    id_ = visit.request.path_params.get("id", "")
    found = visit.submission if id_ else None
    data = _typed(visit, _base(visit, found))
    judged = _judged(visit, found.id if found else "new", data)
    answer: dict[str, Any] = {
        "remarks": [_told(one) for one in [*judged.remarks, *_doubles(visit, id_, data)]],
        "figures": _figures(judged),
        "abstract": len("".join(str(data.get("abstract", "")).split())),
        "others": [],
        "overtaken": "",
    }
    if found is not None:
        answer["others"] = visit.others(found.id)
        if found.stored.version != visit.form.get("version", ""):
            answer["overtaken"] = "别人刚刚保存了这份材料。您保存时会把两边的内容放在一起，不会丢失。"
    return answer_json(answer)


def preview(visit: Visit) -> Response:
    """Show the page that a submission will become, from what stands in the form."""
    id_ = visit.request.path_params.get("id", "")
    found = visit.submission if id_ else None
    if visit.request.method == "POST" or found is None:
        data = _typed(visit, _base(visit, found))
    else:
        data = dict((found.stored if visit.account.role == "department" else found.handed_in).data)
    judged = _judged(visit, found.id if found else "new", data)
    return case_page(judged)


def attach(visit: Visit) -> Response:
    """Keep the papers that were uploaded."""
    id_ = visit.given("id")
    if not visit.files:
        visit.tell("没有选择文件。", "wrong")
    for name, data in visit.files:
        try:
            examine_attachment(data, name)
            kept = visit.keeper.attach(visit.account, id_, name, data)
            visit.note("upload", f"{id_}/{kept}")
            visit.tell(f"附件“{kept}”已上传。请在“佐证材料”中选用它。")
        except AttachmentProblem as problem:
            visit.note("upload", id_, "refused")
            visit.tell(f"没有上传：{problem}。{problem.help}。", "wrong")
    return go(f"/cases/{id_}#papers")


def detach(visit: Visit) -> Response:
    """Take away the paper with a number."""
    id_ = visit.given("id")
    visit.keeper.detach(visit.account, id_, _paper(visit, id_))
    visit.note("remove paper", id_)
    visit.tell("附件已删去。")
    return go(f"/cases/{id_}#papers")


def paper(visit: Visit) -> Response:
    """Hand out the paper with a number, to be kept and never to be shown by the browser itself."""
    id_ = visit.given("id")
    if visit.account.role != "department" and visit.keeper.find(id_).case is None:
        raise Missing(id_)
    name = _paper(visit, id_)
    return hand_out(name, visit.keeper.papers(id_)[name].read_bytes())


# --- pages -----------------------------------------------------------------------------------------------------------


def _form_page(
    visit: Visit,
    found: Submission | None,
    data: Mapping[str, Any],
    *,
    rows: str = "",
    extra: Sequence[Remark] = (),
    status: int = 200,
    version: str = "",
    handing_in: bool = False,
    both: Mapping[str, Any] | None = None,
    taken: Sequence[str] = (),
) -> Response:
    id_ = found.id if found else ""
    papers = list(visit.keeper.papers(id_)) if found else []
    fields = shown(department_form(), data, papers)
    fresh = found is None and not visit.form
    judged = _judged(visit, id_ or "new", data, handing_in=handing_in)
    remarks = [] if fresh else [*extra, *judged.remarks, *_doubles(visit, id_, data)]
    if extra:
        remarks = [one for one in remarks if one in extra or one.field != extra[0].field]
    whole = remark(fields, remarks)
    _mark(fields, both or {}, taken, rows)
    notes = _returned(found)
    return visit.page(
        "form.html",
        status=status,
        title=found.title if found else "申报一个案例",
        found=found,
        fields=fields,
        fresh_rows={one.field.key: empty_row(one.field, one.name, papers) for one in fields if one.field.kind == "rows"},
        whole=whole,
        wrong=sum(one.stops for one in remarks),
        advice=sum(not one.stops for one in remarks),
        listed=[one for one in remarks if one.stops],
        figures=_figures(judged),
        version=version or (found.stored.version if found else ""),
        papers=papers,
        conflict=both is not None,
        both=len(both or {}),
        taken=[*taken],
        notes=notes,
        action=f"/cases/{id_}" if found else "/cases/new",
        actions=ACTIONS,
    )


def _conflict_page(visit: Visit, found: Submission, mine: Mapping[str, Any], now: Stored | None) -> Response:
    theirs = now.data if now else {}
    base = visit.keeper.version(visit.form.get("version", ""))
    data, both, taken = merged(department_form(), mine, theirs, base.data if base else None)
    current = visit.keeper.find(found.id)
    return _form_page(visit, current, data, status=409, version=now.version if now else "", both=both, taken=taken)


def _standing_page(visit: Visit, found: Submission) -> Response:
    return visit.page(
        "standing.html",
        title=found.title,
        found=found,
        notes=_returned(found),
        papers=list(visit.keeper.papers(found.id)),
        actions=ACTIONS,
        decidable=found.state in ("submitted", "in-review"),
        fields=[(one.title, readable(one, found.stored.data.get(one.key))) for one in department_form() if found.stored.data.get(one.key)],
    )


def _mark(fields: Sequence[Shown], both: Mapping[str, Any], taken: Sequence[str], rows: str) -> None:
    for top in fields:
        for one in top.all():
            if one.name in both:
                one.theirs = _beside(one, both[one.name])
            one.taken = one.name in taken
        if top.name == rows:
            top.below.append(_numbered(empty_row(top.field, top.name), len(top.below)))


def _beside(one: Shown, theirs: Any) -> Beside:
    """Set what stands in a field beside what somebody else stored in it."""
    plain = one.field.kind in ("line", "long", "content", "lines", "date", "number")
    value = shown_text(one.field, theirs) if plain and theirs is not None else None
    if one.field.kind == "choice":
        mine = dict(one.choices).get(one.value, one.value)
        return beside(mine or "（空）", readable(one.field, theirs), own=one.value, value=str(theirs or ""))
    if plain:
        return beside(one.value, value or "")
    return beside(_now(one), readable(one.field, theirs))


def _now(one: Shown) -> str:
    """Give what stands in a field of several parts as a person reads it."""
    match one.field.kind:
        case "flag":
            return "是" if one.checked else "否"
        case "period":
            return "至".join(part for part in one.values if part) or "（空）"
        case _:
            return "；".join(f"{below.title}：{below.value}" for below in one.all() if below.value) or "（空）"


def _numbered(row: Shown, number: int) -> Shown:
    for one in row.all():
        one.name = one.name.replace(".NEW", f".{number}", 1)
    return row


def _returned(found: Submission | None) -> list[Any]:
    """Give the steps of the history that say something to the department, the newest first."""
    history = found.record.history if found and found.record else []
    return [step for step in reversed(history) if step.comment or step.notes or step.action not in ("saved",)]


# --- what is asked often ---------------------------------------------------------------------------------------------


def _typed(visit: Visit, keep: Mapping[str, Any]) -> dict[str, Any]:
    return read_form(department_form(), posted(department_form(), visit.form), keep=keep)


def _base(visit: Visit, found: Submission | None) -> Mapping[str, Any]:
    """Give the data that the form was made from: what it does not ask is kept from there."""
    if found is None:
        return {}
    base = visit.keeper.version(visit.form.get("version", ""))
    return base.data if base else found.stored.data


def _judged(visit: Visit, id_: str, data: Mapping[str, Any], *, handing_in: bool = False) -> Judged:
    return judge(visit.desk.room.workspace, id_, data, handing_in=handing_in)


def _doubles(visit: Visit, id_: str, data: Mapping[str, Any]) -> list[Remark]:
    """Tell of cases that look the same, but never of another department's that is not published."""
    found = []
    for double in visit.desk.room.register.find(data, but=id_):
        try:
            other = visit.keeper.find(double.id)
        except Missing:
            continue
        if other.published or other.owner == visit.account.unit:
            message = f"已有{double.reason}的案例“{double.title}”"
            found.append(_remark("title", message, "同一个案例不用再报；确是另一个案例的，改一个能区别的名称"))
    return found


def _remark(field: str, message: str, help_text: str) -> Remark:
    return Remark(field, "", Severity.ERROR, message, help_text, "")


def _whole(message: str) -> Remark:
    return _remark("", message, "把有问题的文字重新键入一遍再保存")


def _told(one: Remark) -> dict[str, Any]:
    return {"field": one.field, "message": one.message, "help": one.help, "stops": one.stops, "missing": one.rule == "SRC-011"}


def _figures(judged: Judged) -> dict[str, dict[str, str]]:
    """Give for every indicator the change in words, and whether it is for the better."""
    metrics: Sequence[Metric] = judged.case.metrics if judged.case else ()
    return {
        metric.indicator: {"change": metric.change, "better": "" if not metric.effect else "better" if metric.effect > 0 else "worse"}
        for metric in metrics
        if metric.before is not None and metric.after is not None
    }


def _only_shown(visit: Visit) -> bool:
    return visit.form.get("add", "") != "" or visit.form.get("remove", "") != ""


def _added(visit: Visit) -> str:
    return visit.form.get("add", "")


def _next(visit: Visit, id_: str) -> Response:
    if visit.form.get("then") == "submit":
        return go_to_hand_in(visit, id_)
    visit.tell("草稿已保存。")
    return go(f"/cases/{id_}")


def go_to_hand_in(visit: Visit, id_: str) -> Response:
    """Hand in what was just saved."""
    visit.request.path_params["id"] = id_
    visit.look_again()
    return hand_in(visit)


def _paper(visit: Visit, id_: str) -> str:
    """Give the name of the paper that the address counts; no name is ever taken from an address."""
    papers = list(visit.keeper.papers(id_))
    number = visit.given("number")
    if not number.isdigit() or len(number) > 3 or int(number) >= len(papers):
        raise Missing(number)
    return papers[int(number)]
