"""A document with every kind of block, made by hand, for the tests of the Word writer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml

from builder.findings import Place
from builder.model import (
    Annex,
    AnyBlock,
    Cell,
    Citation,
    Clause,
    Column,
    ContentsEntry,
    Cover,
    CrossReference,
    Document,
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
    Inlines,
    Item,
    KeyTerm,
    Library,
    Math,
    Note,
    Paragraph,
    Reference,
    ReferencePart,
    Subscript,
    Superscript,
    Symbol,
    SymbolMeaning,
    Table,
    TableFootnote,
    Term,
    Text,
    Variable,
    Warning,
)
from builder.profile import Profile, merged

ROOT = Path(__file__).parents[2]
PICTURES = Path(__file__).parent / "pictures"
HERE = Place("sample.yaml")
LIBRARY = Library(root=ROOT)
ODD_TEXT = "应写作<b>A & B</b>，{{ number }}、{% if %}、@@BODY@@、\\、“引号”和]]>均原样印出。"


def profile(name: str) -> Profile:
    """Read a profile of the repository."""
    folder = ROOT / "templates" / name
    data = yaml.safe_load((folder / "profile.yaml").read_text(encoding="utf-8"))
    folders: tuple[Path, ...] = (folder,)
    if "extends" in data:
        below = ROOT / "templates" / data.pop("extends")
        data = merged(yaml.safe_load((below / "profile.yaml").read_text(encoding="utf-8")), data)
        folders = (folder, below)
    return Profile(id=name, **data).with_folders(folders)


def text(value: str) -> Inlines:
    """Give plain text as inlines."""
    return (Text(value),)


def to(label: str, anchor: str, before: str = "", after: str = "") -> CrossReference:
    """Give a cross reference of one stretch with literal text around it."""
    parts = [ReferencePart(before)] if before else []
    parts.append(ReferencePart(label, anchor))
    parts += [ReferencePart(after)] if after else []
    return CrossReference(target=anchor, parts=tuple(parts), anchor=anchor)


def cell(value: str, **options: object) -> Cell:
    """Give a cell of plain text."""
    return Cell(inlines=text(value), place=HERE, **options)  # type: ignore[arg-type]


def column(title: str, **options: object) -> Column:
    """Give a column with a plain title."""
    return Column(title=cell(title), **options)  # type: ignore[arg-type]


def heading(level: int, number: str | None, title: str, anchor: str, **options: object) -> Heading:
    """Give a heading."""
    return Heading(place=HERE, level=level, number=number, inlines=text(title), id=anchor, anchor=anchor, **options)  # type: ignore[arg-type]


def paragraph(value: str | Inlines, **options: object) -> Paragraph:
    """Give a paragraph."""
    return Paragraph(place=HERE, inlines=text(value) if isinstance(value, str) else value, **options)  # type: ignore[arg-type]


def item(
    level: int, label: str, value: str, number: int, *, first: bool = False, id: str | None = None, element: str = "body", inside: str = ""
) -> Item:
    """Give an item of the list ``number``."""
    return Item(
        place=HERE,
        level=level,
        ordered=label not in ("——", "·"),
        label=label,
        inlines=text(value),
        list=number,
        first=first,
        id=id,
        anchor=id or "",
        element=element,
        inside=inside,
    )


def image(name: str, alt: str, width: float | None = 60) -> Image:
    """Give a picture of the folder ``pictures``."""
    return Image(name=name, path=PICTURES / name, alt=alt, width=width, place=HERE, size=(200, 100))


FLOW = Flow(
    lanes=("申请单位", "牵头单位"),
    steps=(
        FlowStep("s1", "申请单位", "提交申请", "start", (FlowLink("s2"),)),
        FlowStep("s2", "牵头单位", "材料是否齐全", "decision", (FlowLink("s3", "是"), FlowLink("s1", "否"))),
        FlowStep("s3", "牵头单位", "办结", "end", ()),
    ),
)

FRONT: tuple[AnyBlock, ...] = (
    Heading(place=HERE, level=1, inlines=text("前言"), display="前　　言", anchor="foreword", element="foreword"),
    paragraph("本文件按照GB/T 1.1—2020《标准化工作导则　第1部分：标准化文件的结构和起草规则》的规定起草。", element="foreword", stock=True),
    paragraph("请注意本文件的某些内容可能涉及专利。本文件的发布机构不承担识别专利的责任。", element="foreword", stock=True),
    item(1, "——", "增加了联办事项的要求（见5.2）；", 90, first=True, element="foreword"),
    item(1, "——", "更改了办理时限（见第6章）。", 90, element="foreword"),
    Heading(place=HERE, level=1, inlines=text("引言"), display="引　　言", anchor="introduction", element="introduction"),
    heading(2, "0.1", "背景", "background", element="introduction"),
    paragraph("机关内部办事事项的办理方式需要统一。", element="introduction"),
    heading(2, "0.2", "方法", "method", element="introduction"),
    paragraph("本文件采用“一件事”的方法。", element="introduction"),
)

CHAPTERS: tuple[AnyBlock, ...] = (
    Warning(place=HERE, inlines=text("重要提示：使用本文件的人员应熟悉机关内部办事制度。")),
    heading(1, "1", "范围", "scope", chapter="scope"),
    paragraph("本文件规定了机关内部办事事项的管理要求。"),
    paragraph("本文件适用于各级机关内部办事事项的办理和监督，也适用于以机关内部办事事项为基础形成的跨部门联办事项的办理。"),
    heading(1, "2", "规范性引用文件", "references", chapter="references"),
    paragraph("下列文件中的内容通过文中的规范性引用而构成本文件必不可少的条款。", stock=True),
    Reference(place=HERE, number="GB/T 9704—2012", title="党政机关公文格式", entry="GB/T 9704—2012　党政机关公文格式", anchor="ref-1"),
    Reference(place=HERE, number="GB/T 36339", title="智能客服语义库技术要求", entry="GB/T 36339　智能客服语义库技术要求", anchor="ref-2"),
    heading(1, "3", "术语和定义", "terms", chapter="terms"),
    paragraph("下列术语和定义适用于本文件。", stock=True),
    Term(
        place=HERE,
        level=2,
        number="3.1",
        id="matter",
        anchor="matter",
        zh="办事事项",
        en="matter",
        abbreviation="BS",
        admitted=("事项",),
        deprecated=("业务",),
        definition=text("机关内部为履行职责而办理的具体事务。"),
        examples=(Example(place=HERE, label="示例", inlines=text("公务用车更新。")),),
        notes=(Note(place=HERE, label="注1", inlines=text("办事事项由主项和子项构成。")), Note(place=HERE, label="注2", inlines=text("见附录。"))),
        source=text("[来源：GB/T 20000.1—2014，5.3，有修改]"),
    ),
    Term(place=HERE, level=2, number="3.2", id="joint", anchor="joint", zh="联办", en="joint handling", definition=text("两个以上单位共同办理。")),
    heading(1, "4", "符号和缩略语", "symbols", chapter="symbols"),
    Symbol(place=HERE, symbol=(Variable("R"),), zh="环节精简率", en="", sort="symbol"),
    Symbol(place=HERE, symbol=text("API"), zh="应用程序接口", en="Application Programming Interface", sort="abbreviation"),
    heading(1, "5", "事项管理", "management"),
    heading(2, "5.1", "事项清单", "list"),
    paragraph(
        (
            Text("清单应符合"),
            Citation("GB/T 9704—2012", "GB/T 9704", "2012", normative=True),
            Text("的规定，要素见"),
            to("表1", "elements"),
            Text("和"),
            to("表A.1", "annex-table"),
            Text("，流程见"),
            to("图1", "flow"),
            Text("，并应符合"),
            to("5", "management", "第", "章"),
            Text("、"),
            to("5.2.1", "one"),
            Text("、"),
            CrossReference(
                target="item-b", anchor="item-b", parts=(ReferencePart("5.2.1", "one"), ReferencePart(" "), ReferencePart("b)", "item-b"))
            ),
            Text("、"),
            CrossReference(
                target="item-b1", anchor="item-b1", parts=(ReferencePart("b)", "item-b"), ReferencePart(" "), ReferencePart("1)", "item-b1"))
            ),
            Text("、"),
            to("附录A", "annex-a"),
            Text("、"),
            to("A.1.1", "annex-one"),
            Text("、"),
            to("3.2", "joint"),
            Text("、"),
            to("1", "rate", "公式（", "）"),
            Text("、"),
            to("A.1", "annex-rate", "公式（", "）"),
            Text("的要求"),
            FootnoteCall("first", "1)"),
            Text("。"),
        )
    ),
    Footnote(
        place=HERE,
        key="first",
        number=1,
        label="1)",
        inlines=text("清单由牵头单位编制，脚注的文字在一行写不下时从第五个字的位置接着写，所以这个脚注写得长一些，以便看清楚转行的位置。"),
    ),
    paragraph(
        (
            Text("面积单位为m"),
            Superscript("2"),
            Text("，水为H"),
            Subscript("2"),
            Text("O，其中"),
            Math(r"x^2+y^2"),
            Text("为行内公式，"),
            Variable("n"),
            Text("为变量，"),
            KeyTerm("关键词"),
            Text("为黑体。"),
        )
    ),
    heading(2, "5.2", "事项办理", "handling"),
    Clause(
        place=HERE,
        prose=HERE,
        level=3,
        number="5.2.1",
        id="one",
        anchor="one",
        inlines=(KeyTerm("受理"), Text("　受理事项时应做好下列工作：")),
    ),
    item(1, "a)", "核对材料；", 1, first=True),
    item(1, "b)", "登记下列信息：", 1, id="item-b"),
    item(2, "1)", "申请单位；", 1, id="item-b1"),
    item(2, "2)", "申请时间；", 1),
    item(1, "c)", "告知办理时限，办理时限的计算从受理的次日开始，遇法定节假日顺延，延长的办理时限应告知申请单位。", 1),
    Clause(
        place=HERE,
        prose=HERE,
        level=3,
        number="5.2.2",
        id="two",
        anchor="two",
        inlines=(Text("办理时应公开下列内容"), FootnoteCall("second", "2)"), Text("：")),
    ),
    Footnote(place=HERE, key="second", number=2, label="2)", inlines=text("涉密内容除外。")),
    item(1, "——", "办理依据；", 2, first=True),
    item(1, "——", "办理流程，包括：", 2),
    item(2, "·", "受理；", 2),
    item(2, "·", "办结。", 2),
    Clause(place=HERE, prose=HERE, level=3, number="5.2.3", id="three", anchor="three", inlines=text("办结后应：")),
    item(1, "a)", "归档；", 3, first=True),
    item(1, "b)", "评价。", 3),
    Note(
        place=HERE,
        label="注",
        inlines=text("评价由申请单位作出，注的文字在一行写不下时与注的第一个字对齐接着写，所以这条注写得长一些，以便看清楚转行的位置。"),
    ),
    Example(place=HERE, label="示例1", inlines=text("某单位在三个工作日内办结。")),
    Example(place=HERE, label="示例2"),
    paragraph("办理结果如下：", inside="example"),
    item(1, "a)", "材料齐全；", 4, first=True, inside="example"),
    item(1, "b)", "时限符合。", 4, inside="example"),
    heading(2, "5.3", "事项要素", "elements-clause"),
    paragraph(ODD_TEXT),
    Table(
        place=HERE,
        id="elements",
        anchor="elements",
        number="1",
        label="表1",
        inlines=text("清单要素"),
        unit="单位为个",
        columns=(column("序号", width=10, align="center"), column("主项"), column("子项"), column("说明"), column("必备/可选")),
        head=((cell("序号", rowspan=2), cell("要素", colspan=2), cell("其他", colspan=2)),),
        rows=(
            (
                cell("1"),
                cell("主项名称", rowspan=2),
                cell("子项名称一"),
                cell("全省统一，名称中不出现单位的名称，名称应与权力事项的名称相对应"),
                cell("必备"),
            ),
            (cell("2"), cell("子项名称二"), Cell(inlines=(Text("由牵头单位确定"), FootnoteCall("a", "a")), place=HERE), cell("可选")),
            (cell("合计", colspan=4), cell("2")),
        ),
        notes=(Note(place=HERE, label="注", inlines=text("序号不是事项编码。")),),
        footnotes=(TableFootnote("a", "a", text("有子项时填写。"), HERE),),
    ),
    paragraph("表后的文字与表之间空一行。"),
    Figure(
        place=HERE,
        id="flow",
        anchor="flow",
        number="1",
        label="图1",
        inlines=text("联办流程"),
        image=Image(name="flow", path=None, alt="申请、核对、办结三个步骤", width=None, place=HERE, flow=FLOW),
        key=(text("1——申请单位；"), text("2——牵头单位。")),
        notes=(Note(place=HERE, label="注", inlines=text("流程只画出主要步骤。")),),
    ),
    Figure(
        place=HERE,
        id="two-pictures",
        anchor="two-pictures",
        number="2",
        label="图2",
        inlines=text("两种标识"),
        parts=(
            FigurePart("a)", text("矢量图"), image("mark.svg", "一个圆形标识")),
            FigurePart("b)", text("点阵图"), image("mark.png", "一个方形标识")),
        ),
    ),
    heading(1, "6", "时限", "limits"),
    paragraph((Text("环节精简率按"), to("1", "rate", "公式（", "）"), Text("计算。"))),
    Formula(
        place=HERE,
        id="rate",
        anchor="rate",
        tex=r"R = \frac{S_0 - S_1}{S_0} \times 100\%",
        number="1",
        label="公式（1）",
        where=(
            SymbolMeaning((Variable("R"),), text("环节精简率；"), HERE),
            SymbolMeaning(
                (Variable("S"), Subscript("0")),
                text("改革前的办理环节数，改革前的办理环节数以改革前一年的平均数计，不足一年的以实际月数的平均数计；"),
                HERE,
            ),
            SymbolMeaning((Variable("S"), Subscript("1")), text("改革后的办理环节数。"), HERE),
        ),
    ),
    Formula(place=HERE, tex=r"T = \sqrt{t_1 + t_2}", anchor="formula-2"),
)

ANNEXES: tuple[AnyBlock, ...] = (
    Annex(
        place=HERE,
        normative=True,
        number="A",
        label="附录A",
        nature="（规范性）",
        inlines=text("清单的要素"),
        id="annex-a",
        anchor="annex-a",
        element="annex",
    ),
    heading(2, "A.1", "要素", "annex-elements", element="annex"),
    Clause(place=HERE, prose=HERE, level=3, number="A.1.1", id="annex-one", anchor="annex-one", inlines=text("清单应有名称。"), element="annex"),
    Clause(place=HERE, prose=HERE, level=3, number="A.1.2", anchor="annex-two", inlines=text("清单应有编码。"), element="annex"),
    Table(
        place=HERE,
        id="annex-table",
        anchor="annex-table",
        number="A.1",
        label="表A.1",
        inlines=text("编码"),
        columns=(column("段"), column("含义")),
        rows=((cell("1～2"), cell("地区")), (cell("3～4"), cell("部门"))),
        element="annex",
    ),
    Figure(
        place=HERE,
        id="annex-figure",
        anchor="annex-figure",
        number="A.1",
        label="图A.1",
        inlines=text("标识"),
        image=image("mark.png", "方形"),
        element="annex",
    ),
    Formula(place=HERE, id="annex-rate", anchor="annex-rate", tex=r"a = b", number="A.1", label="公式（A.1）", element="annex"),
    heading(2, "A.2", "格式", "annex-format", element="annex"),
    paragraph("格式不限。", element="annex"),
    Annex(
        place=HERE,
        normative=False,
        number="B",
        label="附录B",
        nature="（资料性）",
        inlines=text("清单示例"),
        id="annex-b",
        anchor="annex-b",
        element="annex",
    ),
    paragraph("表B.1给出了示例。", element="annex"),
    Table(
        place=HERE,
        id="wide",
        anchor="wide",
        number="B.1",
        label="表B.1",
        inlines=text("宽表"),
        columns=tuple(column(f"第{index}列") for index in range(1, 11)),
        rows=tuple(tuple(cell(f"{row}-{index}") for index in range(1, 11)) for row in range(1, 4)),
        landscape=True,
        element="annex",
    ),
    paragraph("宽表之后恢复纵向。", element="annex"),
    Heading(place=HERE, level=1, inlines=text("参考文献"), display="参　考　文　献", anchor="bibliography", element="bibliography"),
    Reference(
        place=HERE,
        number="GB/T 13016—2018",
        title="标准体系构建原则和要求",
        entry="GB/T 13016—2018　标准体系构建原则和要求",
        index=1,
        anchor="bib-1",
        element="bibliography",
    ),
    Reference(place=HERE, number="", title="《某条例》", entry="《某条例》", index=2, anchor="bib-2", element="bibliography"),
)

CONTENTS = (
    ContentsEntry(1, "", "前言", "foreword"),
    ContentsEntry(1, "", "引言", "introduction"),
    ContentsEntry(1, "1", "范围", "scope"),
    ContentsEntry(1, "2", "规范性引用文件", "references"),
    ContentsEntry(1, "3", "术语和定义", "terms"),
    ContentsEntry(1, "4", "符号和缩略语", "symbols"),
    ContentsEntry(1, "5", "事项管理", "management"),
    ContentsEntry(2, "5.1", "事项清单", "list"),
    ContentsEntry(2, "5.2", "事项办理", "handling"),
    ContentsEntry(2, "5.3", "事项要素", "elements-clause"),
    ContentsEntry(1, "6", "时限", "limits"),
    ContentsEntry(1, "附录A（规范性）", "清单的要素", "annex-a"),
    ContentsEntry(2, "A.1", "要素", "annex-elements"),
    ContentsEntry(2, "A.2", "格式", "annex-format"),
    ContentsEntry(1, "附录B（资料性）", "清单示例", "annex-b"),
    ContentsEntry(1, "", "参考文献", "bibliography"),
)

COVER = Cover(
    ics=("01.120",),
    ccs=("A 00",),
    mark="DB33",
    banner="浙江省地方标准",
    number="DB33/T XXXX—XXXX",
    replaces="代替 DB33/T 1234—2018",
    title=("机关内部办事", "通用要求"),
    english="Internal matters of government offices—General requirements",
    consistency="（ISO 9999:2020，NEQ）",
    stage="（征求意见稿）",
    completed="（本草案完成时间：2026-05-20）",
    patents="在提交反馈意见时，请将您知道的相关专利连同支持性文件一并附上。",
    published="XXXX-XX-XX发布",
    effective="XXXX-XX-XX实施",
    issuers=("浙江省市场监督管理局",),
    issue_word="发布",
    demo="示例内容，仅供软件演示；非现行或拟发布标准；数据为虚构。",
)

EVERYTHING = Document(
    id="everything",
    profile=profile("db33"),
    facts=Facts(place=HERE, id="everything", stage="consultation", drafted_by=("某研究院",)),
    blocks=FRONT + CHAPTERS + ANNEXES,
    cover=COVER,
    contents=CONTENTS,
)

SMALLEST = replace(EVERYTHING, id="smallest", blocks=CHAPTERS[1:3], contents=CONTENTS[2:3], cover=replace(COVER, demo="", replaces="", english=""))
