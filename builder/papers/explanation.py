"""The parts of the drafting explanation 编制说明: computed wherever the data tell it, typed where only a person knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from builder.clock import project
from builder.model import AnyBlock, Case, Citation, Clause, Document, Heading, Item, LimitCheck, Metric, Term, texts_of
from builder.papers.facts import chinese_date, facts_of
from builder.papers.story import Story, Told, limit_words
from builder.vocabulary import INDICATORS, MEASURES, PROVISIONS, STAGES


def _task(story: Story) -> Told:
    """Tell where the task came from."""
    facts = facts_of(story.document, story.library)["project"]
    if not facts["task_source"]:
        return Told((), f"没有写任务来源：在standards/{story.document.id}/records/project.yaml的task_source中填写")
    number = f"，计划编号{facts['plan_number']}" if facts["plan_number"] else ""
    standard = story.document.facts
    units = [f"由{'、'.join(standard.proposed_by)}提出"] if standard.proposed_by else []
    units += [f"由{'、'.join(standard.administered_by)}归口"] if standard.administered_by else []
    sentence = f"本项目来源于{facts['task_source']}{number}，项目名称为《{story.document.cover.name}》"
    return Told((story.text("，".join([sentence, *units]) + "。"),))


def _background(story: Story) -> Told:
    """Tell why the standard is made."""
    typed = story.typed("background") or _said(story, "background")
    return Told(typed, "" if typed else story.missing("background", "制定背景"))


def _process(story: Story) -> Told:
    """Tell the steps of drafting: days of the stages, the comments, the review, and what was typed."""
    data, facts = project(story.records), facts_of(story.document, story.library)
    blocks: list[AnyBlock] = []
    group = facts["project"]
    if group["lead"]:
        members = f"，成员单位为{group['members']}" if group["members"] else ""
        blocks.append(story.text(f"成立标准起草工作组，组长单位为{group['lead']}{members}。"))
    blocks += [story.text(step) for step in data.get("steps") or ()]
    dates = data.get("dates") or {}
    for stage, label in STAGES.items():
        if dates.get(stage):
            day = chinese_date(dates[stage])
            blocks.append(story.text(f"{day}，标准发布。" if stage == "published" else f"{day}，形成{label}。"))
        if stage == "consultation" and story.records.comments is not None:
            window = f"{group['window']}，公开征求意见。" if group["window"] else ""
            blocks.append(story.text(f"{window}{facts['comments']['sentence']}"))
        if stage == "review" and story.records.meeting is not None:
            blocks.append(story.text(_review_sentence(facts["meeting"])))
    return Told(tuple(blocks), "" if blocks else f"没有写起草过程：在standards/{story.document.id}/records/project.yaml的dates、steps中填写")


def _review_sentence(meeting: Mapping[str, str]) -> str:
    where = f"在{meeting['place']}" if meeting["place"] else ""
    experts = f"，{meeting['expert_count']}名专家参加审查" if meeting["expert_count"] else ""
    vote = f"，{meeting['vote']}" if meeting["vote"] else ""
    conclusion = f"，审查结论为“{meeting['conclusion']}”" if meeting["conclusion"] else ""
    return f"{meeting['date'] or '之后'}{'，' if meeting['date'] else ''}{where}召开审查会议{experts}{vote}{conclusion}。"


def _drafters(story: Story) -> Told:
    """Tell who drafted, and what each did."""
    facts = story.document.facts
    blocks: list[AnyBlock] = []
    if facts.drafted_by:
        blocks.append(story.text(f"本文件由{'、'.join(facts.drafted_by)}起草，其中{facts.drafted_by[0]}为牵头单位。"))
    if facts.drafters:
        blocks.append(story.text(f"主要起草人：{'、'.join(facts.drafters)}。"))
    rows = [(entry["who"], entry["task"]) for entry in project(story.records).get("division") or ()]
    blocks += story.table("起草分工", (("单位或起草人", 30), ("承担的工作", 70)), rows)
    hint = "" if blocks else f"没有写起草单位：在standards/{story.document.id}/standard.yaml的drafted_by中填写"
    return Told(tuple(blocks), hint)


def _provisions(story: Story) -> Told:
    """Tell what each main chapter fixes, why, and which cases and figures prove it."""
    blocks: list[AnyBlock] = []
    silent: list[str] = []
    for chapter, inside in _chapters(story.document):
        counts = Counter(sentence.provision for block in inside for sentence in getattr(block, "sentences", ()))
        kinds = "、".join(f"{label}{counts[name]}项" for name, label in PROVISIONS.items() if counts[name] and name != "statement")
        blocks.append(story.text(f"第{chapter.number}章“{chapter.title}”" + (f"规定了{kinds}。" if kinds else "。")))
        rows = [_basis_row(story, block) for block in (chapter, *inside) if isinstance(block, Heading | Clause | Term)]
        rows = [row for row in rows if row is not None]
        if rows:
            columns = (("条款", 9), ("主要内容", 29), ("确定依据", 28), ("案例及指标", 34))
            blocks += story.table(f"第{chapter.number}章主要内容的确定依据", columns, [row for row in rows if row])
        elif chapter.chapter == "clause":
            silent.append(f"第{chapter.number}章")
    hint = f"{'、'.join(silent)}没有一条写明依据或案例：在条款中填写basis或cases" if silent else ""
    return Told(tuple(blocks), hint)


def _chapters(document: Document) -> Iterator[tuple[Heading, list[AnyBlock]]]:
    """Go through the main chapters, those that are neither scope nor references nor terms, with their blocks."""
    current: Heading | None = None
    inside: list[AnyBlock] = []
    for block in document.blocks:
        if (isinstance(block, Heading) and block.level == 1) or block.element != "body":
            if current is not None and current.chapter == "clause":
                yield current, inside
            current, inside = (block if isinstance(block, Heading) and block.element == "body" else None), []
        elif current is not None:
            inside.append(block)
    if current is not None and current.chapter == "clause":
        yield current, inside


def _basis_row(story: Story, block: Heading | Clause | Term) -> tuple[str, ...] | None:
    said = block.particulars
    checks = [check for check in story.library.trace.limits if check.standard == story.document.id and check.clause == block.id]
    links = {link.case for link in story.library.trace.links if link.standard == story.document.id and link.clause == block.id}
    cases = [case for case in story.cases() if case.id in links]
    if not (said.basis or cases or said.limit):
        return None
    content = block.title if isinstance(block, Heading) else block.text
    reasons = [said.basis] if said.basis else []
    if said.measures:
        reasons.append(f"落实{'、'.join(MEASURES[measure] for measure in said.measures)}")
    if said.limit is not None:
        reasons.append(f"限值：{limit_words(said.limit.indicator, said.limit.relation, said.limit.value, said.limit.unit)}")
    proof = [_proof(case, checks, said.limit.indicator if said.limit else None) for case in cases]
    return block.number or "", content, "；".join(reason.rstrip("。；") for reason in reasons), "；".join(proof)


def _proof(case: Case, checks: list[LimitCheck], indicator: str | None) -> str:
    """Give a case with the figure that matters for a clause: that of its limit, else the one that changed most."""
    known = [metric for metric in case.metrics if metric.before is not None and metric.after is not None]
    chosen = [metric for metric in known if metric.indicator == indicator] or sorted(known, key=lambda metric: -abs(metric.rate or 0))[:1]
    verdict = next((check.kept for check in checks if check.case == case.id), None)
    kept = "" if verdict is None else "，符合限值" if verdict else "，超出限值"
    figures = "，".join(_change(metric) for metric in chosen)
    return case.title + (f"：{figures}{kept}" if figures else kept)


def _change(metric: Metric) -> str:
    return f"{metric.name}{metric.before:g}→{metric.after:g}{metric.unit}（{metric.change}）"


def _changes(story: Story) -> Told | None:
    """Tell the main technical changes, as the foreword lists them; a standard that replaces nothing has none."""
    if not story.document.facts.replaces:
        return None
    items = tuple(block for block in story.document.blocks if isinstance(block, Item) and block.place.path[:2] == ("foreword", "changes"))
    hint = "" if items else f"没有写主要技术变化：在standards/{story.document.id}/standard.yaml的foreword.changes中填写"
    return Told((story.text(f"本文件代替{'、'.join(story.document.facts.replaces)}，主要技术变化如下："), *items) if items else (), hint)


def _cases(story: Story) -> Told | None:
    """Tell what the cases behind the standard reached; a standard without cases has no such part."""
    cases = story.cases()
    if not cases:
        return None
    indicators = [name for name in ("steps", "materials", "forms", "time", "visits") if any(_metric(case, name) for case in cases)]
    columns = (("案例", 28), *((f"{INDICATORS[name].name}（{INDICATORS[name].unit}）", 72 / max(len(indicators), 1)) for name in indicators))
    rows = [(case.title, *(_values(_metric(case, name)) for name in indicators)) for case in cases]
    return Told((story.text(f"本文件由{len(cases)}个最佳实践案例提炼而成。"), *story.table("案例改革前后的指标", columns, rows)))


def _metric(case: Case, name: str) -> Metric | None:
    return next((metric for metric in case.metrics if metric.indicator == name and metric.before is not None and metric.after is not None), None)


def _values(metric: Metric | None) -> str:
    return f"{metric.before:g}→{metric.after:g}\n{metric.change}" if metric else "—"


def _adoption(story: Story) -> Told:
    """Tell which international standard is adopted."""
    facts = story.document.facts
    if facts.adopts_document:
        words = {"IDT": "等同", "MOD": "修改", "NEQ": "非等效"}.get(facts.adopts_degree, facts.adopts_degree)
        return Told((story.text(f"本文件采用{facts.adopts_document}，一致性程度为{words}（{facts.adopts_degree}）。"), *story.typed("adoption")))
    return Told(story.typed("adoption") or (story.text("本文件没有采用国际标准。"),))


def _laws(story: Story) -> Told:
    """Tell how the standard stands to laws and other standards, and which it cites where."""
    typed = story.typed("laws")
    where = _cited(story.document)
    terms = next((block.number for block in story.document.all(Heading) if block.chapter == "terms"), None)
    for number, _place in story.document.term_sources if terms else ():
        where.setdefault(number, [f"第{terms}章"])
    rows = [
        (reference.number or "—", reference.title, "、".join(where.get(reference.number or reference.title, ())))
        for reference in story.document.references
    ]
    blocks = list(typed)
    if rows:
        blocks.append(story.text("本文件规范性引用下列文件，与其协调一致："))
        blocks += story.table("规范性引用文件及引用之处", (("文件编号", 26), ("名称", 50), ("引用之处", 24)), rows)
    return Told(tuple(blocks), "" if typed else story.missing("laws", "与有关法律、法规及相关标准的关系"))


def _cited(document: Document) -> dict[str, list[str]]:
    """Give the numbers of the clauses that cite each document, by its printed number or title."""
    found: dict[str, list[str]] = {}
    owner = ""
    for block in document.blocks:
        if isinstance(block, Heading | Clause | Term) and block.number:
            owner = block.number
        elif getattr(block, "label", "") and block.__class__.__name__ == "Annex":
            owner = str(getattr(block, "label", ""))
        for inlines, _place in texts_of(block):
            for inline in inlines:
                if isinstance(inline, Citation) and inline.normative:
                    for name in {inline.number, f"{inline.number}—{inline.year}"}:
                        places = found.setdefault(name, [])
                        if owner and owner not in places:
                            places.append(owner)
    return found


def _disagreements(story: Story) -> Told:
    """Tell how major disagreements were settled: what was typed, and the comments that were not wholly accepted."""
    typed = story.typed("disagreements")
    comments = facts_of(story.document, story.library)["comments"]
    open_rows = [row for row in comments["rows"] if row["kind"] in ("rejected", "partly")]
    blocks = list(typed)
    if open_rows:
        blocks.append(story.text(f"征求意见中部分采纳或未采纳的意见共{len(open_rows)}条，处理情况如下："))
        columns = (("条款", 14), ("意见内容", 36), ("提出单位", 16), ("处理意见和依据", 34))
        blocks += story.table("部分采纳和未采纳的意见", columns, [(row["clause"], row["comment"], row["by"], row["treatment"]) for row in open_rows])
    elif not typed and comments["rows"]:
        blocks.append(story.text("征求的意见均已采纳，没有重大分歧意见。"))
    elif not typed and story.document.stage in ("working-draft", "consultation"):
        blocks.append(story.text("本阶段尚未收到重大分歧意见。"))
    return Told(tuple(blocks), "" if blocks else story.missing("disagreements", "重大分歧意见的处理经过和依据"))


def _patents(story: Story) -> Told:
    """Tell which patents are involved."""
    rows = [(patent.title, patent.holder) for patent in story.document.facts.patents]
    typed = story.typed("patents")
    found = tuple(story.table("涉及的专利", (("专利名称", 60), ("专利持有人", 40)), rows))
    return Told((*typed, *found) or (story.text("起草过程中没有识别出本文件涉及的专利。"),))


def _plain(name: str, what: str) -> Callable[[Story], Told]:
    """Make a part that only a person can write."""

    def part(story: Story) -> Told:
        typed = story.typed(name)
        return Told(typed, "" if typed else story.missing(name, what))

    part.__doc__ = f"Give what was typed under {name}."
    return part


def _others(story: Story) -> Told:
    """Give what else is to be said, or that there is nothing."""
    return Told(story.typed("others") or (story.text("没有其他应当说明的事项。"),))


def _said(story: Story, name: str) -> tuple[AnyBlock, ...]:
    """Give plain paragraphs that project.yaml has under a key."""
    value = project(story.records).get(name) or ()
    return tuple(story.text(entry) for entry in value if isinstance(entry, str))


PARTS: dict[str, Callable[[Story], Told | None]] = {
    "task": _task,
    "background": _background,
    "process": _process,
    "drafters": _drafters,
    "principles": _plain("principles", "编制原则"),
    "provisions": _provisions,
    "changes": _changes,
    "verification": _plain("verification", "试验验证与论证"),
    "cases": _cases,
    "benefits": _plain("benefits", "预期的经济效益、社会效益和生态效益"),
    "international": _plain("international", "与国际、国外同类标准水平的对比"),
    "adoption": _adoption,
    "laws": _laws,
    "disagreements": _disagreements,
    "patents": _patents,
    "implementation": _plain("implementation", "实施要求和措施建议"),
    "others": _others,
}
"""The parts by name; a new one is one function here."""
