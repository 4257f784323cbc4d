"""A small library made by hand: every block once, one published case, one that must stay hidden, one standard system."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml

from builder.findings import Place
from builder.model import (
    Annex,
    AnyBlock,
    Case,
    Cell,
    Citation,
    Clause,
    ClauseLink,
    Column,
    ContentsEntry,
    Cover,
    CrossReference,
    Document,
    Evidence,
    Example,
    Facts,
    Figure,
    FigurePart,
    Flow,
    FlowLink,
    FlowStep,
    Footnote,
    FootnoteCall,
    Formula,
    Heading,
    Image,
    Inline,
    Item,
    KeyTerm,
    Library,
    Limit,
    LimitCheck,
    Math,
    Metric,
    Note,
    Paragraph,
    Particulars,
    Practice,
    Reference,
    ReferenceDocument,
    ReferencePart,
    Sentence,
    Subscript,
    Superscript,
    Symbol,
    SymbolMeaning,
    System,
    SystemCount,
    SystemEntry,
    SystemNode,
    Table,
    TableFootnote,
    Term,
    Text,
    Trace,
    TraceLink,
    Variable,
    Warning,
)
from builder.profile import Profile, merged
from builder.write.site import RulePage

TEMPLATES = Path(__file__).parents[2] / "templates"
AT = Place("standards/sample/clauses/01-all.yaml", ("content", 0))
HOSTILE = '<script>alert("注入")</script> & <img src=x onerror=alert(1)>'
PICTURE = Path(__file__).parent / "picture.svg"


def profile() -> Profile:
    """Give the local standards' profile as the loader would."""
    base = yaml.safe_load((TEMPLATES / "gbt11" / "profile.yaml").read_text(encoding="utf-8"))
    own = yaml.safe_load((TEMPLATES / "db33" / "profile.yaml").read_text(encoding="utf-8"))
    own.pop("extends")
    return Profile(id="db33", **merged(base, own))


def text(*parts: str | Inline) -> tuple[Inline, ...]:
    """Give inlines; strings become plain text."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def link(target: str, words: str, standard: str | None = None) -> CrossReference:
    """Give a finished reference."""
    return CrossReference(target, standard, (ReferencePart(words, target),), target)


def cell(words: str, **more: int | str) -> Cell:
    """Give a cell of a table."""
    return Cell(text(words), AT, **more)  # type: ignore[arg-type]  # spans and alignment by name


def blocks() -> tuple[AnyBlock, ...]:
    """Give one block of every kind, finished as the passes leave them."""
    particulars = Particulars(
        measures=("reduce-visits", "optimize"),
        cases=("onboarding",),
        basis="案例表明一次提交可以做到。",
        limit=Limit("visits", "at_most", 1, "次"),
        verified_by=("monitoring",),
    )
    columns = (Column(cell("序号"), 10, "center"), Column(cell("要素"), 30), Column(cell("说明"), 60))
    rows = (
        (cell("1"), cell("主项名称"), cell("全省统一", rowspan=2)),
        (cell("2"), Cell(text("子项名称", FootnoteCall("a", "a")), AT)),
    )
    steps = (
        FlowStep("s1", "申请单位", "提交申请", "start", (FlowLink("s2"),)),
        FlowStep("s2", "牵头单位", "受理", "step", (FlowLink("s3", "齐全"),)),
        FlowStep("s3", "牵头单位", "办结", "end", ()),
    )
    flow = Image("", None, "流程图", None, AT, flow=Flow(("申请单位", "牵头单位"), steps))
    picture = Image("figures/picture.svg", PICTURE, "一个方框", 60, AT, (120, 60))
    return (
        Heading(place=AT, id=None, anchor="foreword", element="foreword", level=1, inlines=text("前言"), display="前　　言"),
        Paragraph(place=AT, anchor="foreword-1", element="foreword", inlines=text("本文件按照GB/T 1.1—2020的规定起草。"), stock=True),
        Heading(place=AT, id="scope", anchor="scope", level=1, inlines=text("范围"), number="1", chapter="scope"),
        Paragraph(place=AT, anchor="scope-1", inlines=text("本文件规定了办理要求，", HOSTILE, "。"), sentences=(Sentence("……", "statement"),)),
        Heading(place=AT, id="references", anchor="references", level=1, inlines=text("规范性引用文件"), number="2", chapter="references"),
        Paragraph(place=AT, anchor="references-1", inlines=text("下列文件中的内容构成必不可少的条款。"), stock=True),
        Reference(place=AT, anchor="reference-1", number="GB/T 9704—2012", title="党政机关公文格式", entry="GB/T 9704—2012　党政机关公文格式"),
        Heading(place=AT, id="terms", anchor="terms", level=1, inlines=text("术语和定义"), number="3", chapter="terms"),
        Term(
            place=AT,
            id="matter",
            anchor="matter",
            level=2,
            number="3.1",
            zh="机关内部办事事项",
            en="internal matter",
            abbreviation="IM",
            admitted=("内部事项",),
            deprecated=("机关事务",),
            definition=text("由一方提出申请、另一方办理的事项。"),
            notes=(Note(place=AT, label="注", inlines=text("分为三类。")),),
            examples=(Example(place=AT, label="示例", inlines=text("入职。")),),
            source=text("[来源：", Citation("GB/T 9704—2012", "GB/T 9704", "2012"), "，3.1，有修改]"),
        ),
        Heading(place=AT, id="symbols", anchor="symbols", level=1, inlines=text("缩略语"), number="4", chapter="symbols"),
        Symbol(place=AT, anchor="symbol-api", symbol=text("API"), zh="应用程序编程接口", en="application programming interface", sort="abbreviation"),
        Heading(place=AT, id="handling", anchor="handling", level=1, inlines=text("办理要求"), number="5", chapter="clause"),
        Heading(place=AT, id="application", anchor="application", level=2, inlines=text("申请"), number="5.1"),
        Clause(
            place=AT,
            id="submit-once",
            anchor="submit-once",
            level=3,
            prose=AT,
            number="5.1.1",
            inlines=text("申请单位应通过", KeyTerm("协同平台"), "一次提交申请", FootnoteCall("k", "1)"), "，见", link("elements", "表1"), "。"),
            sentences=(Sentence("申请单位应通过协同平台一次提交申请。", "requirement"),),
            particulars=particulars,
        ),
        Footnote(place=AT, key="k", anchor="footnote-k", inlines=text("协同平台指统一的办理系统。"), number=1, label="1)"),
        Clause(
            place=AT,
            id="format",
            anchor="format",
            level=3,
            prose=AT,
            number="5.1.2",
            inlines=text(
                "机关内部办事事项的公文应符合",
                Citation("GB/T 9704—2012", "GB/T 9704", "2012", normative=True),
                "的规定，",
                Variable("x"),
                Superscript("2"),
                "与H",
                Subscript("2"),
                "O：",
                Math(r"a \le b"),
            ),
        ),
        Item(place=AT, anchor="format-a", level=1, ordered=True, label="a)", inlines=text("第一项；"), first=True, list=1),
        Item(place=AT, anchor="format-a-1", level=2, ordered=True, label="1)", inlines=text("下一层；"), first=True, list=2),
        Item(place=AT, anchor="format-b", level=1, ordered=True, label="b)", inlines=text("第二项。"), list=1),
        Item(place=AT, anchor="dash-1", level=1, ordered=False, label="——", inlines=text("破折号。"), first=True, list=3),
        Note(place=AT, anchor="note-1", label="注", inlines=text("应用场景见", link("annex-a", "附录A"), "。")),
        Example(place=AT, anchor="example-1", label="示例", inlines=text("下面是一段示例。")),
        Paragraph(place=AT, anchor="example-1-1", inlines=text("示例中的段落。"), inside="example"),
        Warning(place=AT, anchor="warning-1", inlines=text("使用前确认权限。")),
        Heading(place=AT, id="monitoring", anchor="monitoring", level=2, inlines=text("监测"), number="5.2"),
        Paragraph(place=AT, anchor="monitoring-1", inlines=text("平台宜自动记录跑动次数。")),
        Table(
            place=AT,
            id="elements",
            anchor="elements",
            inlines=text("清单要素"),
            number="1",
            label="表1",
            unit="单位为个",
            columns=columns,
            head=((cell("名称", colspan=2), cell("备注")),),
            rows=rows,
            notes=(Note(place=AT, label="注", inlines=text("表注。")),),
            footnotes=(TableFootnote("a", "a", text("有子项时填写。"), AT),),
        ),
        Figure(place=AT, id="flow", anchor="flow", inlines=text("办理流程图"), number="1", label="图1", image=flow),
        Figure(
            place=AT,
            id="parts",
            anchor="parts",
            inlines=text("两个方框"),
            number="2",
            label="图2",
            parts=(FigurePart("a)", text("左"), picture, anchor="parts-a"), FigurePart("b)", text("右"), picture, anchor="parts-b")),
            key=(text("1——方框；"),),
            notes=(Note(place=AT, label="注", inlines=text("图注。")),),
        ),
        Formula(
            place=AT,
            id="rate",
            anchor="rate",
            tex=r"R = \frac{S_0 - S_1}{S_0} \times 100\%",
            number="1",
            label="公式（1）",
            where=(SymbolMeaning((Math("R"),), text("环节精简率。"), AT),),
        ),
        Annex(
            place=AT,
            id="annex-a",
            anchor="annex-a",
            element="annex",
            normative=False,
            inlines=text("场景"),
            number="A",
            label="附录A",
            nature="（资料性）",
        ),
        Heading(place=AT, id="annex-a-1", anchor="annex-a-1", element="annex", level=2, inlines=text("概述"), number="A.1"),
        Paragraph(place=AT, anchor="annex-a-1-1", element="annex", inlines=text("见", link("other-clause", "DB33/T 1—2026中5.1", "other"), "。")),
        Heading(place=AT, anchor="bibliography", element="bibliography", level=1, inlines=text("参考文献"), display="参　考　文　献"),
        Reference(
            place=AT,
            anchor="bibliography-1",
            element="bibliography",
            number="DB33/T 1—2026",
            title="另一个标准",
            entry="DB33/T 1—2026　另一个标准",
            index=1,
        ),
    )


def library() -> Library:
    """Give the whole hand-made library."""
    cover = Cover(
        mark="DB33",
        banner="浙江省地方标准",
        number="DB33/T XXXX—XXXX",
        title=("机关内部办事规范", f"第1部分：总则{HOSTILE}"),
        english="Specification",
        stage="（征求意见稿）",
        issuers=("浙江省市场监督管理局",),
        demo=profile().stock.demo,
    )
    contents = (
        ContentsEntry(1, "", "前言", "foreword"),
        ContentsEntry(1, "5", "办理要求", "handling"),
        ContentsEntry(2, "5.1", "申请", "application"),
        ContentsEntry(1, "附录A", "（资料性）　场景", "annex-a"),
    )
    facts = Facts(AT, "sample", function="specification", number="DB33/T XXXX—XXXX", ics=("03.160",), ccs=("A 00",), stage="consultation", demo=True)
    sample = Document("sample", profile(), facts, blocks(), cover=cover, contents=contents)
    other = replace(
        sample,
        id="other",
        facts=replace(facts, id="other", number="DB33/T 1—2026", stage="published"),
        cover=replace(cover, number="DB33/T 1—2026", title=("另一个标准",)),
        contents=(ContentsEntry(1, "1", "范围", "other-clause"),),
        blocks=(Heading(place=AT, id="other-clause", anchor="other-clause", level=1, inlines=text("范围"), number="1"),),
    )
    onboarding = case("onboarding", "工作人员入职“一件事”", "refined")
    return Library(
        Path(),
        {"sample": sample, "other": other},
        {"onboarding": onboarding, "hidden": case("hidden", "不公开的案例", "submitted")},
        (ReferenceDocument(AT, "GB/T 9704—2012", "党政机关公文格式", status="current", checked="2026-05-01"),),
        {"office": system()},
        trace=Trace(
            (
                TraceLink("onboarding", "sample", "submit-once", "5.1.1", "申请单位应一次提交", "both"),
                TraceLink("hidden", "sample", "submit-once", "5.1.1", "申请单位应一次提交", "case"),
            ),
            (LimitCheck("sample", "submit-once", "5.1.1", "onboarding", "visits", "at_most", 1, "次", 0, True),),
            (("sample", "format", "5.1.2", "公文"),),
            ("hidden",),
        ),
    )


def case(name: str, title: str, status: str) -> Case:
    """Give a case; only some statuses are published."""
    return Case(
        AT,
        name,
        title,
        "某市市级部门甲",
        "city",
        "市级",
        "33",
        "joint-handling",
        "一件事",
        ("录用备案",),
        text(f"{title}的摘要", HOSTILE),
        (Paragraph(place=AT, inlines=text("背景。")),),
        (Practice("optimize", "优流程", "串联改并联", (Paragraph(place=AT, inlines=text("做法。")),)),),
        (Paragraph(place=AT, inlines=text("成效。")),),
        (
            Metric("steps", "办理环节", "个", 15, 5, 66.7, "减少66.7%"),
            Metric("visits", "跑动次数", "次", 7, 0, 100, "减少100%"),
            Metric("volume", "年办件量", "件/年", None, 640, None, ""),
        ),
        ("2022-01-01", "2022-12-31"),
        ("2023-01-01", "2023-12-31"),
        "协同平台办件记录",
        {"materials": True, "form": False},
        ("一表多办",),
        (Paragraph(place=AT, inlines=text("启示。")),),
        ("尚有问题",),
        (Evidence("policy", "制度文件", "公开的文件", "2022-12-20", True), Evidence("screenshot", "平台截图", "秘密截图", "2023-06-30", False)),
        (ClauseLink("sample", "submit-once", AT, "5.1.1", "一次提交", "机关内部办事规范"),),
        status,
        "已转化",
        True,
        "passed",
        "2024-03-04",
        True,
    )


def system() -> System:
    """Give a standard system with two boxes and two lines."""
    nodes = (SystemNode("JG1", "通用", 1, "", AT), SystemNode("JG1.1", "导则", 2, "JG1", AT))
    entries = (
        SystemEntry(
            AT,
            "JG1.1",
            "JG1.1-1",
            "sample",
            "DB33/T XXXX—XXXX",
            "机关内部办事规范",
            "local",
            "地方标准",
            "drafting",
            "在编",
            "改革处",
            "",
            "",
            "sample",
        ),
        SystemEntry(
            AT,
            "JG1.1",
            "JG1.1-2",
            "GB/T 1.1—2020",
            "GB/T 1.1—2020",
            "起草规则",
            "national",
            "国家标准",
            "current",
            "现行",
            "综合处",
            "2020-10-01",
            "",
        ),
    )
    return System(
        AT,
        "office",
        "某部门标准体系",
        "某部门",
        nodes,
        entries,
        (SystemCount("国家标准", 1, 1), SystemCount("地方标准", 1, 0)),
        (("编制背景", "背景。"),),
        True,
    )


def rules() -> tuple[RulePage, ...]:
    """Give two rule pages."""
    return (
        RulePage(
            "NOT-003",
            "错误",
            "注中不写要求",
            ("读者可以跳过注。",),
            "GB/T 1.1—2020, 9.2",
            ("note: 应<提交>",),
            ("text: 应提交",),
            "waive: {NOT-003: 理由}",
        ),
        RulePage("MOD-001", "警告", "能愿动词用错", ("说明。",), "GB/T 1.1—2020, 9.1"),
    )
