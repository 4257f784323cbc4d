"""The papers of a workspace: everything is in them, nothing that must not be, every text as typed, and Word can read them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from docxtpl import DocxTemplate
from lxml import etree
from PIL import Image as PixelImage
from word.ooxml import faults
from word.sample import profile

from builder.findings import Place
from builder.model import (
    AnyBlock,
    Case,
    Cell,
    ClauseLink,
    Column,
    Cover,
    Document,
    Evidence,
    Example,
    Facts,
    Figure,
    Flow,
    FlowLink,
    FlowStep,
    Footnote,
    FootnoteCall,
    Formula,
    Image,
    Inlines,
    Item,
    Library,
    Metric,
    Note,
    Paragraph,
    Practice,
    Superscript,
    System,
    SystemCount,
    SystemEntry,
    SystemNode,
    Table,
    TableFootnote,
    Text,
    Trace,
    TraceLink,
    Warning,
)
from builder.passes.number import number as count
from builder.passes.summarize import summarize
from builder.profile import Profile
from builder.vocabulary import ONES
from builder.write.contract import TemplateFault
from builder.write.papers import compendium_variables, system_variables, write_compendium, write_system
from builder.write.papers.compendium import figure
from builder.write.pdf import PdfProblem, with_pages
from builder.write.word.draft import Measured
from builder.write.word.package import Package
from builder.write.word.projection import project, project_template
from builder.write.word.template import environment

TEMPLATES = Path(__file__).parents[1] / "templates" / "gbt11"
SYSTEM, CASES = TEMPLATES / "system.docx", TEMPLATES / "cases.docx"
HERE = Place("sample.yaml")
DEMO = "示例内容，仅供测试。"
ODD = "<b>A & B</b>、{{ title }}、{% if %}、{# 注 #}、{_{、%_}、{%p for x in y %}、\"引'、\\、]]>、&amp;、𠮷、e\u0301、👨\u200d👩\u200d👧、ก็"


def text(value: str) -> Inlines:
    return (Text(value),)


def paragraph(value: str) -> Paragraph:
    return Paragraph(place=HERE, inlines=text(value))


def item(value: str, level: int = 1, *, ordered: bool = True, first: bool = False) -> Item:
    return Item(place=HERE, level=level, ordered=ordered, inlines=text(value), first=first)


def cell(value: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    return Cell(text(value), HERE, colspan, rowspan)


def case(id_: str = "one", **changes: object) -> Case:
    made = Case(
        place=HERE,
        id=id_,
        title=f"案例{id_}",
        department="某市市级部门甲",
        level="city",
        level_label="市级",
        region="33",
        category="affairs",
        category_label="办事",
        matters=("事项甲", "事项乙"),
        abstract=text("摘要文字"),
        background=(paragraph("背景文字"),),
        practice=(Practice("optimize", "优流程", "串联改并联", (paragraph("做法文字"),)),),
        results=(paragraph("成效文字"),),
        metrics=(
            Metric("steps", "办理环节", "个", 15.0, 5.0, 66.7, "减少66.7%"),
            Metric("online_rate", "线上办理率", "%", 30.0, 100.0, 70.0, "+70个百分点"),
            Metric("volume", "年办件量", "件/年", None, 640.0, None, "—"),
        ),
        period_before=("2022-01-01", "2022-12-31"),
        period_after=("2023-01-01", "2023-12-31"),
        method="办件记录",
        ones=dict.fromkeys(ONES, True) | {"network": False},
        innovations=("创新文字",),
        lessons=(paragraph("启示文字"),),
        open_issues=("问题文字",),
        evidence=(
            Evidence("policy", "制度文件", "公开的佐证", "2023-01-02", True),
            Evidence("instruction", "批示", "不公开的佐证", "2023-01-03", False),
        ),
        supports=(ClauseLink("general", "submit-once", HERE, "5.2.1", "一次提交", "工作规范　第1部分：总则"),),
        status="selected",
        status_label="入选",
        declaration=True,
        secrecy_review="passed",
        submitted="2024-01-01",
        demo=False,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def entry(index: int, **changes: object) -> SystemEntry:
    made = SystemEntry(
        place=HERE,
        node="A1.1",
        code=f"A1.1-{index:02d}",
        standard="",
        number=f"GB/T {index}—2020",
        title=f"第{index}项标准",
        level="national",
        level_label="国家标准",
        status="current",
        status_label="现行",
        responsible=f"第{index}处",
        effective="2020-10-01",
        note="",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def nodes(branches: int = 3) -> tuple[SystemNode, ...]:
    found = []
    for branch in range(1, branches + 1):
        found.append(SystemNode(f"A{branch}", f"第{branch}子体系", 1, "", HERE))
        found += [SystemNode(f"A{branch}.{box}", f"第{branch}之{box}类", 2, f"A{branch}", HERE) for box in range(1, branch + 1)]
    return (*found, SystemNode(f"A{branches}.{branches}.1", "第三层", 3, f"A{branches}.{branches}", HERE))


def system(**changes: object) -> System:
    made = System(
        place=HERE,
        id="office",
        title="办事服务标准体系",
        department="某市市级部门甲",
        nodes=nodes(),
        entries=tuple(entry(number) for number in range(1, 41)),
        counts=(SystemCount("国家标准", 30, 12), SystemCount("合计", 31, 13)),
        explanation=(("编制背景", "背景第一段\n背景第二段"), ("工作计划", "计划文字")),
        demo=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def content(data: bytes) -> str:
    """Give the text of a paper without its 目次, which says the headings a second time."""
    return "".join(line for line in project(data).splitlines(keepends=True) if not line.startswith(("toc ", "目次标题")))


def words(data: bytes) -> str:
    """Give the text of the body, the headers and the footers exactly as it is stored."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name)]
    return "\n".join("".join(paragraph.itertext()) for part in parts for paragraph in etree.fromstring(part).iter("{*}p"))


def shelf(*cases: Case, links: tuple[TraceLink, ...] = (), **documents: Document) -> Library:
    """Give cases as the passes leave them: numbered, and added up."""
    library = Library(root=Path(), cases={each.id: each for each in cases}, profile=profile("db33"))
    return replace(summarize(count(library)), documents=documents, trace=Trace(links))


def compendium(*cases: Case, demo: str = "") -> bytes:
    return write_compendium(shelf(*(cases or (case(),))), CASES, demo)


# --- systems ---


def test_every_entry_of_a_system_is_in_its_paper() -> None:
    made = content(write_system(system(), SYSTEM))
    for number, line in enumerate(system().entries, 1):
        assert f"{number} ‖ {line.code} ‖ {line.number} ‖ {line.title} ‖ 国家标准 ‖ 2020-10-01 ‖ {line.responsible} ‖ 现行" in made


def test_every_node_count_and_explanation_of_a_system_is_in_its_paper() -> None:
    made = content(write_system(system(), SYSTEM))
    for node in system().nodes:
        assert f"{node.code}　{node.title}" in made
    assert "国家标准 ‖ 30 ‖ 12 ‖ 40.0%" in made
    assert "合计 ‖ 31 ‖ 13 ‖ 41.9%" in made
    for part in ("办事服务标准体系", "某市市级部门甲", "编制背景", "背景第一段", "背景第二段", "工作计划", "计划文字"):
        assert part in made
    assert "背景第一段／" not in made


def test_the_list_of_standards_lies_across_and_repeats_its_head() -> None:
    made = content(write_system(system(), SYSTEM))
    assert made.index("表头行 | 序号 ‖ 体系编号") < made.index("横向") < made.index("标准统计表")


def test_a_dash_stands_where_nothing_is_known_of_an_entry() -> None:
    made = content(write_system(system(entries=(entry(1, number="", effective="", responsible=""),)), SYSTEM))
    assert "1 ‖ A1.1-01 ‖ — ‖ 第1项标准 ‖ 国家标准 ‖ — ‖ — ‖ 现行" in made


def test_a_system_without_explanation_has_no_such_chapter() -> None:
    assert "编制说明" not in content(write_system(system(explanation=()), SYSTEM)).replace("（结构图、明细表、统计表和编制说明）", "")


@pytest.mark.parametrize(
    "given_nodes",
    [
        (),
        nodes(1),
        nodes(2),
        nodes(9),
        (SystemNode("A", "全部", 1, "", HERE), *(replace(node, level=node.level + 1) for node in nodes(4))),
        (SystemNode("A", "甲", 1, "", HERE), SystemNode("A", "甲之一", 2, "A", HERE), SystemNode("A", "甲之二", 3, "A", HERE)),
    ],
    ids=["none", "one", "two", "nine", "one-root", "same-code"],
)
def test_a_structure_of_any_shape_is_drawn_whole_and_sound(given_nodes: tuple[SystemNode, ...]) -> None:
    data = write_system(system(nodes=given_nodes), SYSTEM)
    assert faults(data) == []
    for node in given_nodes:
        assert f"{node.code}　{node.title}" in content(data)


# --- cases ---


def test_every_word_of_a_published_case_is_in_the_compendium() -> None:
    made = content(compendium())
    for (
        part
    ) in """案例one 某市市级部门甲 市级 办事 入选 事项甲、事项乙 摘要文字 背景文字 优流程：串联改并联 做法文字 成效文字 创新文字 启示文字 问题文字
    公开的佐证（制度文件，2023-01-02） 工作规范　第1部分：总则 5.2.1 一次提交 改革前统计期间为2022-01-01至2022-12-31 数据来源：办件记录""".split():
        assert part in made
    assert "办理环节 ‖ 个 ‖ 15 ‖ 5 ‖ 减少66.7%" in made
    assert "线上办理率 ‖ % ‖ 30 ‖ 100 ‖ +70个百分点" in made
    assert "年办件量 ‖ 件/年 ‖ — ‖ 640 ‖ —" in made
    assert "是 ‖ 是 ‖ 是 ‖ 是 ‖ 否" in made


@pytest.mark.parametrize(
    "change_",
    [{"declaration": False}, {"secrecy_review": "pending"}, {"secrecy_review": "failed"}]
    + [{"status": status} for status in ("submitted", "in-review", "declined", "withdrawn")],
    ids=str,
)
def test_a_case_that_is_not_published_leaves_no_trace(change_: dict[str, object]) -> None:
    hidden = case("secret", metrics=(Metric("steps", "办理环节", "个", 1000.0, 1.0, 99.9, "减少99.9%"),), **change_)
    assert compendium(case(), hidden) == compendium(case())


def test_evidence_that_is_not_public_leaves_no_trace() -> None:
    assert "不公开的佐证" not in content(compendium())


def test_cases_stand_in_the_order_of_their_submission_and_then_of_their_ids() -> None:
    made = content(compendium(case("b"), case("c", submitted="2023-12-31"), case("a")))
    titles = [line.rsplit(" | ", 1)[1] for line in made.splitlines() if line.startswith("案例标题")]
    assert titles == ["案例c", "案例a", "案例b"]


def test_numbers_are_added_up_and_rates_are_averaged_and_the_table_says_so() -> None:
    other = case(
        "two",
        metrics=(
            Metric("steps", "办理环节", "个", 1.0, 1.0, 0.0, "持平"),
            Metric("online_rate", "线上办理率", "%", 50.5, 80.0, 29.5, "+29.5个百分点"),
            Metric("visits", "跑动次数", "次", 0.0, 0.0, None, "—"),
        ),
    )
    made = content(compendium(case(), other))
    assert "按合计数计算" in made
    assert "办理环节 ‖ 个 ‖ 2 ‖ 合计数 ‖ 16 ‖ 6 ‖ 减少62.5%" in made
    assert "线上办理率 ‖ % ‖ 2 ‖ 算术平均数 ‖ 40.3 ‖ 90 ‖ +49.8个百分点" in made
    assert "跑动次数 ‖ 次 ‖ 1 ‖ 合计数 ‖ 0 ‖ 0 ‖ —" in made


def test_values_in_different_units_are_not_added() -> None:
    hours = case("two", metrics=(Metric("steps", "办理环节", "步", 4.0, 2.0, 50.0, "减少50.0%"),))
    made = content(compendium(case(), hours))
    assert "办理环节 ‖ 个 ‖ 1 ‖ 合计数 ‖ 15 ‖ 5" in made
    assert "办理环节 ‖ 步 ‖ 1 ‖ 合计数 ‖ 4 ‖ 2" in made


@pytest.mark.parametrize(("value", "printed"), [(None, "—"), (0.0, "0"), (15.0, "15"), (2.5, "2.5"), (1234567.0, "1234567"), (0.1 + 0.2, None)])
def test_a_figure_is_printed_as_it_was_typed(value: float | None, printed: str | None) -> None:
    assert figure(value) == (printed or "0.30000000000000004")


def test_a_compendium_without_cases_can_be_written() -> None:
    data = write_compendium(shelf(), CASES)
    assert faults(data) == []
    assert "（共0个案例）" in content(data)


def test_links_that_a_clause_declared_stand_beside_those_of_the_case() -> None:
    standard = Document("general", cast(Profile, None), Facts(HERE, "general"), cover=Cover(title=("工作规范", "第1部分：总则")))
    links = (
        TraceLink("one", "general", "submit-once", "5.2.1", "一次提交", "both"),
        TraceLink("one", "general", "limit", "6.1", "时限", "clause"),
        TraceLink("other", "general", "visits", "6.2", "跑动", "clause"),
    )
    made = content(write_compendium(shelf(case(), links=links, general=standard), CASES))
    assert "工作规范　第1部分：总则 ‖ 6.1 ‖ 时限" in made
    assert made.count("一次提交\n") == 1
    assert "跑动" not in made
    assert "时限" not in content(compendium())


def test_a_link_to_a_clause_that_is_not_there_is_not_printed() -> None:
    assert "支撑条款" not in content(compendium(case(supports=(ClauseLink("general", "gone", HERE),))))


# --- content ---


def everything(folder: Path) -> tuple[AnyBlock, ...]:
    """Give one block of every kind that an author of a case can write."""
    picture = folder / "picture.png"
    PixelImage.new("RGB", (40, 20), "white").save(picture)
    vector = folder / "picture.svg"
    vector.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="9" height="9"/></svg>', encoding="utf-8")
    flow = Flow(("甲", "乙"), (FlowStep("s1", "甲", "提交", "start", (FlowLink("s2"),)), FlowStep("s2", "乙", "办结", "end", ())))
    note = Note(place=HERE, inlines=text("表的注"))
    table = Table(
        place=HERE,
        inlines=text("清单要素"),
        unit="单位为个",
        columns=(Column(cell("序号", 1, 1)), Column(cell("要素")), Column(cell("说明"))),
        head=((cell("序号", 1, 2), cell("内容", 2)),),
        rows=((cell("1"), cell("跨列", 2)), (cell("2", 1, 2), cell("甲"), Cell((FootnoteCall("k"),), HERE)), (cell("乙"), cell("丙"))),
        notes=(note,),
        footnotes=(TableFootnote("k", "", text("表的脚注"), HERE),),
    )
    return (
        paragraph("一段文字"),
        item("第一项；", first=True),
        item("其一；", 2, first=True),
        item("其二；", 2),
        item("第二项。"),
        item("破折号项；", ordered=False, first=True),
        item("圆点项。", 2, ordered=False, first=True),
        Note(place=HERE, inlines=text("注一")),
        Note(place=HERE, inlines=text("注二")),
        Example(place=HERE, inlines=text("示例文字")),
        Warning(place=HERE, inlines=text("提示文字")),
        Paragraph(place=HERE, inlines=(Text("面积10 m"), Superscript("2"), FootnoteCall("f"))),
        Footnote(place=HERE, key="f", inlines=text("脚注文字")),
        table,
        Figure(place=HERE, inlines=text("位图"), image=Image("picture.png", picture, "位图的说明", None, HERE, (40, 20))),
        Figure(place=HERE, inlines=text("矢量图"), image=Image("picture.svg", vector, "矢量图的说明", 60, HERE, (40, 20))),
        Figure(place=HERE, inlines=text("流程图"), image=Image("", None, "流程图的说明", None, HERE, flow=flow), notes=(note,)),
        Figure(place=HERE, inlines=text("缺图"), image=Image("gone.png", None, "缺图的说明", None, HERE)),
        Formula(place=HERE, tex=r"R = 1"),
    )


def test_every_kind_of_content_is_printed_with_its_label(tmp_path: Path) -> None:
    data = compendium(case(background=everything(tmp_path)))
    assert faults(data) == []
    made = content(data)
    expected = """一段文字|a)→第一项；|1)→其一；|2)→其二；|b)→第二项。|——→破折号项；|·→圆点项。|注1：注一|注2：注二|示例：示例文字|提示文字
    面积10 m²*|*：脚注文字|表1　清单要素|单位为个|序号 ‖ 内容 ‖ |1 ‖ 跨列 ‖ |2 ‖ 甲 ‖ a| ‖ 乙 ‖ 丙
    注：表的注|a：表的脚注|〔图：位图的说明〕|图1　位图|〔图：矢量图的说明〕
    〔图：流程图的说明〕|图3　流程图|缺图的说明|图4　缺图|R=1"""
    for part in (part for line in expected.splitlines() for part in line.strip().split("|")):
        assert part.strip() in made, part
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kinds = sorted(name.rsplit(".", 1)[1] for name in archive.namelist() if name.startswith("word/media/"))
    assert kinds == ["emf", "png", "png"]


# --- both ---


def odd_papers() -> tuple[bytes, bytes]:
    odd_case = case(
        title=ODD,
        department=ODD,
        matters=(ODD,),
        abstract=text(ODD),
        background=(paragraph(ODD), item(ODD, first=True), Table(place=HERE, inlines=text(ODD), columns=(Column(cell(ODD)),), rows=((cell(ODD),),))),
        practice=(Practice("optimize", "优流程", ODD, (paragraph(ODD),)),),
        method=ODD,
        innovations=(ODD,),
        open_issues=(ODD,),
        evidence=(Evidence("policy", "制度文件", ODD, "", True),),
    )
    odd_node = SystemNode("A1", ODD, 1, "", HERE)
    odd_system = system(title=ODD, department=ODD, nodes=(odd_node,), entries=(entry(1, title=ODD, note=ODD),), explanation=((ODD, ODD),))
    return compendium(odd_case, demo=ODD), write_system(odd_system, SYSTEM, demo=ODD)


def test_every_character_comes_out_as_it_was_typed() -> None:
    made_cases, made_system = odd_papers()
    assert faults(made_cases) == []
    assert faults(made_system) == []
    assert words(made_cases).count(ODD) == 20
    assert words(made_system).count(ODD) == 11


def test_the_same_input_gives_the_same_bytes() -> None:
    assert write_system(system(), SYSTEM) == write_system(system(), SYSTEM)
    assert compendium() == compendium()


def test_no_paper_knows_the_time() -> None:
    for data in (write_system(system(), SYSTEM), compendium()):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = archive.read("docProps/core.xml").decode()
        assert "created" not in core
        assert "zh-CN" in core


def test_a_demonstration_says_so_on_its_cover_and_every_page() -> None:
    assert content(write_system(system(), SYSTEM, demo=DEMO)).count(DEMO) == 2
    assert content(compendium(demo=DEMO)).count(DEMO) == 2
    assert content(compendium(case(demo=True))).count("仅供软件演示") == 2


def test_what_is_no_demonstration_carries_no_such_sentence() -> None:
    assert "演示" not in content(compendium()) + content(write_system(system(demo=False), SYSTEM))
    assert DEMO not in content(write_system(system(demo=False), SYSTEM, demo=DEMO))


@pytest.mark.parametrize("path", [SYSTEM, CASES], ids=["system", "cases"])
def test_a_template_names_exactly_the_variables_that_the_writer_gives(path: Path) -> None:
    named = DocxTemplate(str(path)).get_undeclared_template_variables(environment())
    package = Package(path.read_bytes())
    given_ = system_variables(system(), package) if path == SYSTEM else compendium_variables(shelf(case()), package)
    assert named == set(given_)


def test_a_misspelt_variable_of_a_template_is_an_error(tmp_path: Path) -> None:
    package = Package(SYSTEM.read_bytes())
    package.parts["word/document.xml"] = package.parts["word/document.xml"].replace(b"entry.responsible", b"entry.resposible")
    wrong = tmp_path / "system.docx"
    wrong.write_bytes(package.to_bytes())
    with pytest.raises(TemplateFault, match="resposible"):
        write_system(system(), wrong)


@pytest.mark.parametrize("path", [SYSTEM, CASES], ids=["system", "cases"])
def test_a_template_is_sound_and_its_text_stands_beside_it(path: Path) -> None:
    """Refresh with ``python -m builder.write.word.projection templates/gbt11/<name>.docx > templates/gbt11/<name>.docx.txt``."""
    assert faults(path.read_bytes()) == []
    assert path.with_name(path.name + ".txt").read_text(encoding="utf-8") == project_template(path)


@pytest.mark.parametrize("path", [SYSTEM, CASES], ids=["system", "cases"])
def test_a_template_names_three_fonts_only(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        named = "".join(archive.read(f"word/{name}.xml").decode() for name in ("styles", "numbering", "document"))
    assert set(re.findall(r'w:(?:ascii|hAnsi|eastAsia|cs)="([^"]+)"', named)) - {"zh-CN"} == {"宋体", "黑体", "Times New Roman"}


def pdf_pages(folder: Path, papers: Mapping[str, Callable[[Measured], bytes]]) -> dict[str, tuple[bytes, list[str]]]:
    """Give papers with their pages in 目次, and the text of each sheet without any space, because LibreOffice sets some between 汉字 and letters."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice没有安装")
    made = with_pages({name: (None, write) for name, write in papers.items()}, folder)
    assert not isinstance(made, PdfProblem), made
    found = {}
    for name, (data, pdf) in made.items():
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
        found[name] = (data, ["".join(page.split()) for page in text.split("\f")])
    return found


def test_libreoffice_opens_the_papers_and_prints_what_is_in_them_and_their_contents_show_its_pages(tmp_path: Path) -> None:
    shelf_ = shelf(case(background=everything(tmp_path)), case("two"))
    found = pdf_pages(
        tmp_path,
        {
            "system": lambda measured: write_system(system(), SYSTEM, measured=measured),
            "cases": lambda measured: write_compendium(shelf_, CASES, measured=measured),
        },
    )
    texts = {name: "".join(pages) for name, (_, pages) in found.items()}
    assert [part for part in ("办事服务标准体系", "一、编制说明", "（二）工作计划", "A1.1-40", "40.0%", "—1—") if part not in texts["system"]] == []
    assert [
        part for part in ("最佳实践案例汇编", "案例one", "案例一", "三、主要做法", "（一）优流程", "减少66.7%") if part not in texts["cases"]
    ] == []
    for name, depth in (("system", 2), ("cases", 1)):
        data, pages = found[name]
        assert faults(data) == []
        contents = next(page for page in pages if "目次" in page)
        assert contents.endswith("—I—")
        lines = re.findall(r"([^.]+?)\.{4,}(\d+)", contents.split("目次")[1])
        assert len(lines) >= 3, contents
        first = next(number for number, page in enumerate(pages) if page.endswith("—1—"))
        for title, page in lines:
            assert title in pages[first + int(page) - 1], (name, title, page)
        assert f'TOC \\o "1-{depth}"' in words(data)


def test_a_template_without_contents_gets_none(tmp_path: Path) -> None:
    own = tmp_path / "cases.docx"
    with zipfile.ZipFile(CASES) as archive, zipfile.ZipFile(own, "w") as other:
        for name in archive.namelist():
            other.writestr(name, archive.read(name).replace("{{p contents }}".encode(), b""))
    data = write_compendium(shelf(), own)
    assert faults(data) == []
    assert "目　　次" not in project(data)
    assert "目　　次" in project(write_compendium(shelf(case()), CASES))
