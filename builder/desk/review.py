"""The editors' queue: what was submitted, what it will look like, what was said before, and the decision."""

from __future__ import annotations

from starlette.responses import Response

from builder.desk.fields import readable
from builder.desk.keeper import STATES, STEPS, Submission, Unfit
from builder.desk.web import Visit, go
from builder.schema.desk import ACTIONS
from builder.submission import department_form, judge
from builder.vocabulary import SECRECY_REVIEWS

_OPEN = ("submitted", "in-review")
_DECISIONS = ("returned", "accepted", "declined")


def queue(visit: Visit) -> Response:
    """List what waits for a review, the longest waiting first, and what was decided."""
    everything = [one for one in visit.keeper.all() if one.state != "draft"]
    waiting = sorted((one for one in everything if one.state in _OPEN), key=lambda one: (str(one.handed_in.data.get("submitted") or ""), one.id))
    others = sorted((one for one in everything if one.state not in _OPEN), key=lambda one: (one.last, one.id), reverse=True)
    return visit.page("queue.html", title="案例评审", waiting=waiting, others=others, states=STATES, unit=_unit)


def one(visit: Visit) -> Response:
    """Show a submission with all that an editor needs to decide on it."""
    return _page(visit, visit.keeper.find(visit.given("id")))


def begin(visit: Visit) -> Response:
    """Take a submission into review, or take it up again."""
    id_ = visit.given("id")
    found = visit.keeper.find(id_)
    action = "review" if found.state == "submitted" else "reopened"
    visit.keeper.decide(visit.account, id_, action, visit.form.get("version", ""))
    visit.note(action, id_)
    visit.tell("已进入评审。")
    return go(f"/review/{id_}")


def decide(visit: Visit) -> Response:
    """Accept, return or decline; what was typed stays on the page when that cannot be done."""
    found = visit.keeper.find(visit.given("id"))
    action, comment = visit.form.get("action", ""), visit.form.get("comment", "").strip()
    notes = [(one.key, visit.form[f"note.{one.key}"]) for one in department_form() if visit.form.get(f"note.{one.key}", "").strip()]
    secrecy = visit.form.get("secrecy", "")
    wrong = ""
    if action not in _DECISIONS:
        wrong = "请选择一种意见：入选、退回修改或未入选。"
    elif action == "returned" and not comment and not notes:
        wrong = "退回修改时请写明意见，让单位知道改什么。"
    elif action == "declined" and not comment:
        wrong = "未入选请写明理由。"
    elif secrecy and secrecy not in SECRECY_REVIEWS:
        wrong = "保密审查的结论不对，请重新选择。"
    if not wrong:
        try:
            visit.keeper.decide(visit.account, found.id, action, visit.form.get("version", ""), comment=comment, notes=notes, secrecy=secrecy)
        except Unfit as problem:
            wrong = f"{problem}。"
    if wrong:
        return _page(visit, visit.keeper.find(found.id), wrong=wrong, status=422)
    visit.note(action, found.id)
    visit.tell(f"“{found.title}”：{ACTIONS[action]}。")
    return go("/review")


def _page(visit: Visit, found: Submission, *, wrong: str = "", status: int = 200) -> Response:
    data = found.handed_in.data
    judged = judge(visit.desk.room.workspace, found.id, data, handing_in=True)
    history = list(reversed(found.record.history)) if found.record else []
    return visit.page(
        "review.html",
        status=status,
        title=str(data.get("title") or found.id),
        found=found,
        submitted=str(data.get("submitted") or ""),
        unit=_unit(found),
        fields=[(field, readable(field, data.get(field.key))) for field in department_form() if data.get(field.key) or field.required],
        remarks=judged.remarks,
        doubles=visit.desk.room.register.find(data, but=found.id),
        papers=list(visit.keeper.papers(found.id)),
        notes=history,
        actions=ACTIONS,
        possible=[action for action in _DECISIONS if found.state in STEPS[action][1]],
        beginning=found.state in STEPS["review"][1],
        reopening=found.state in STEPS["reopened"][1],
        reviews=SECRECY_REVIEWS,
        secrecy=visit.form.get("secrecy") or str(data.get("secrecy_review") or "pending"),
        typed=visit.form,
        wrong=wrong,
    )


def _unit(found: Submission) -> str:
    department = found.handed_in.data.get("department")
    name = str(department.get("name") or "") if isinstance(department, dict) else ""
    return f"{name}（{found.owner}）" if found.owner and found.owner != name else name or found.owner
