"""Drafts taken over: what was in the Word file is in the files of the standard, at its place, or in the list."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from builder.cli import run
from builder.importing import take_over
from builder.importing.manuscript import Line, Manuscript
from builder.importing.word import read_word
from builder.load import read_profile
from builder.model import Heading, Table, Term
from builder.office import open_office
from builder.office.mathematics import NotConverted, tex_of
from builder.tex import OMML, mathml, omml
from builder.workspace import examine
from builder.write.data import document_json
from builder.write.word import write_draft

ROOT = Path(__file__).parent.parent
EVERYTHING = ROOT / "tests" / "specimens" / "everything"
SAMPLES = ROOT.parent / "shared" / "samples"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DB33 = read_profile(ROOT, "db33")[0]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def manuscript_of(data: bytes) -> Manuscript:
    return read_word(open_office(data))


def imported(root: Path, file: Path, name: str, *more: str, profile: str = "db33") -> int:
    return run(["import", str(file), "--id", name, "--profile", profile, "--root", str(root), "--quiet", *more])


def saved(document: Any, path: Path) -> Path:
    document.save(path)
    return path


def taken(document: Any) -> Any:
    buffer = io.BytesIO()
    document.save(buffer)
    assert DB33 is not None
    return take_over(manuscript_of(buffer.getvalue()), id_="draft", profile=DB33)


# --- our own drafts ----------------------------------------------------------------------------------------------------


def own_drafts() -> Iterator[tuple[Path, str, str]]:
    yield EVERYTHING, "everything", "db33"
    for name in ("internal-matters-general", "internal-matters-evaluation", "internal-matters-service-guide"):
        yield ROOT, name, "db33"
    for profile in ("gb", "tb"):
        yield EVERYTHING, "everything", profile
    for profile in ("hb", "db3301"):
        yield EVERYTHING.parent / "smallest", "smallest", profile


NOT_IN_WORD = ("measures", "cases", "basis", "limit", "verified_by", "waive", "flow", "file", "tex", "function")
"""What a Word file does not hold: links to cases and the like, the data of a diagram, names of picture files, TeX as it was written."""


def bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items() if key not in NOT_IN_WORD}
    return [bare(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("root", "name", "profile"), list(own_drafts()), ids=lambda value: value if isinstance(value, str) else "")
def test_our_own_draft_comes_back_as_the_same_document(root: Path, name: str, profile: str, tmp_path: Path) -> None:
    if profile != "db33":
        root = shutil.copytree(root, tmp_path / "source", ignore=shutil.ignore_patterns("expected"))
        path = root / "standards" / name / "standard.yaml"
        path.write_text(re.sub(r"(?m)^profile: .*", f"profile: {profile}", path.read_text(encoding="utf-8")), encoding="utf-8")
    before = examine(root)
    document = before.library.documents[name]
    draft = tmp_path / "draft.docx"
    draft.write_bytes(write_draft(document, before.library))
    work = tmp_path / "work"
    (work / "standards").mkdir(parents=True)
    if (root / "standards" / "references.yaml").is_file():
        (work / "standards" / "references.yaml").write_bytes((root / "standards" / "references.yaml").read_bytes())
    for other in ("internal-matters-general", "internal-matters-evaluation"):
        # Titles of standards of the same workspace are printed where they are cited.
        if root is ROOT and other != name:
            (work / "standards" / other).symlink_to(root / "standards" / other)
    assert imported(work, draft, name, profile=profile) == 0
    after = examine(work)
    again = after.library.documents[name]
    was, now = (json.loads(document_json(one, (), {})) for one in (document, again))
    assert (now["cover"], now["references"], now["stage"]) == (was["cover"], was["references"], was["stage"])
    old, new = was["blocks"], now["blocks"]
    new = [block for block in new if (block["kind"], block.get("words")) != ("indexentry", "相同材料")]
    assert bare(new) == bare(old)
    formulas = [[re.sub(r"</?mrow>|\s", "", mathml(block["tex"])) for block in blocks if block["kind"] == "formula"] for blocks in (old, new)]
    assert formulas[0] == formulas[1]
    assert {path.name for path in (work / "standards" / name).iterdir()} >= {"standard.yaml", "clauses", "导入核对.md"}
    assert not [finding for finding in after.findings if finding.place.file.startswith(f"standards/{name}/") and finding.rule.startswith("SRC")]


# --- plain Word files --------------------------------------------------------------------------------------------------


def headed() -> Any:
    """A draft with Word's own heading styles, a table with merged cells, typed lists and references."""
    made = docx.Document()
    made.add_paragraph("办事指南编写规范", style="Title")
    made.add_paragraph("（征求意见稿）")
    made.add_heading("前言", 1)
    made.add_paragraph("本标准按照GB/T 1.1-2009给出的规则起草。")
    made.add_paragraph("本标准由甲单位提出，由乙单位归口。")
    made.add_paragraph("本标准起草单位：丙单位、丁单位。")
    made.add_heading("范围", 1)
    made.add_paragraph("本标准规定了办事指南的要求，不包括表1以外的内容。")
    made.add_heading("要求", 1)
    made.add_heading("通则", 2)
    made.add_paragraph("办事指南应符合下列要求：")
    made.add_paragraph("a）内容完整；")
    made.add_paragraph("b）用语规范，包括：")
    made.add_paragraph("1）名称；")
    made.add_paragraph("2）期限。")
    made.add_paragraph("注1：见第2章和附录A。")
    made.add_paragraph("2.1.1 办事指南应每年核对一次，见2.2，偏差不大于2.1 mm。")
    made.add_heading("要素", 2)
    made.add_paragraph("表1 要素表")
    table = made.add_table(3, 3)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ["类别", "要素", "说明", "基本", "名称", "全称", "", "期限", ""], strict=True
    ):
        cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(2, 1).merge(table.cell(2, 2))
    made.add_paragraph("示例：名称写作“某事项”。")
    made.add_paragraph("附录A")
    made.add_paragraph("（资料性附录）")
    made.add_paragraph("样例")
    made.add_paragraph("样例见要素表。")
    return made


def test_a_draft_with_heading_styles_becomes_chapters_and_clauses() -> None:
    result = taken(headed())
    assert [part.get("title", part.get("kind")) for part in result.chapters] == ["scope", "要求"]
    general, elements = result.chapters[1]["clauses"]
    assert (general["title"], elements["title"]) == ("通则", "要素")
    assert general["content"][1] == {"items": ["内容完整；", {"text": "用语规范，包括：", "items": ["名称；", "期限。"]}]}
    assert general["content"][2] == {"note": "见<#yao-qiu>和<#yang-li>。"}
    assert general["clauses"] == [{"text": "办事指南应每年核对一次，见<#yao-su>，偏差不大于2.1 mm。"}]
    table = elements["content"][0]["table"]
    assert (table["title"], table["columns"]) == ("要素表", ["类别", "要素", "说明"])
    assert table["rows"] == [[{"text": "基本", "rowspan": 2}, "名称", "全称"], [{"text": "期限", "colspan": 2}]]
    assert result.chapters[0]["content"][0].count("<#yao-su-biao>") == 1
    assert elements["content"][1] == {"example": "名称写作“某事项”。"}
    assert result.annexes == [{"id": "yang-li", "title": "样例", "normative": False, "content": ["样例见要素表。"]}]
    assert result.standard["foreword"] == {"proposed_by": ["甲单位"], "administered_by": ["乙单位"], "drafted_by": ["丙单位", "丁单位"]}
    assert (result.standard["stage"], result.standard["title"]["zh"]) == ("consultation", ["办事指南编写规范"])
    assert result.account.missing == result.account.listed == 0


def test_the_styles_of_the_template_family_are_enough() -> None:
    made = docx.Document()
    for style, text in (
        ("章标题", "要求"),
        ("一级条标题", "通则"),
        ("二级无标题", "应一次办结，按附录A办理："),
        ("字母编号列项（一级）", "甲；"),
        ("数字编号列项（二级）", "乙；"),
        ("字母编号列项（一级）", "丙。"),
        ("注：", "可以复制。"),
        ("附录标识", "附录A\n（规范性）\n表单"),
        ("附录章标题", "填写"),
        ("附录一级条标题", "名称"),
        ("段", "写全称。"),
    ):
        name = f"标准文件_{style}"
        if name not in [known.name for known in made.styles]:
            made.styles.add_style(name, 1)
        made.add_paragraph(text, style=name)
    result = taken(made)
    clause = result.chapters[0]["clauses"][0]["clauses"][0]["content"]
    assert clause == ["应一次办结，按<#biao-dan>办理：", {"items": [{"text": "甲；", "items": ["乙；"]}, "丙。"]}, {"note": "可以复制。"}]
    assert (result.annexes[0]["title"], result.annexes[0]["normative"]) == ("表单", True)
    assert result.annexes[0]["clauses"][0]["clauses"] == [{"id": "ming-cheng", "title": "名称", "text": "写全称。"}]


def test_typed_numbers_alone_are_enough() -> None:
    made = docx.Document()
    for text in (
        "DB33/T XXXX—XXXX",
        "档案借阅规范",
        "Specification for the lending of files",
        "目  次",
        "1 范围........1",
        "3 要求........2",
        "前  言",
        "本文件由甲单位提出并归口。",
        "1 范围",
        "本文件规定了档案借阅的要求。",
        "2 术语和定义",
        "下列术语和定义适用于本文件。",
        "2.1",
        "借阅 lending",
        "把档案交给申请单位使用的活动。",
        "注：包括复制。",
        "[来源：GB/T 20000.1-2014，定义5.3]",
        "3 要求",
        "3.1 申请",
        "3.1.1 申请单位应提交申请。",
        "3.1.2 申请单位应符合3.1.1的规定：",
        "——名称；",
        "——期限为2.5年。",
        "3.2 办理",
        "办理单位应按3.1办理，3.5 个以上的按附录A办理。",
        "附录A（规范性） 表单",
        "A.1 填写",
        "表单应填写完整。",
        "参考文献",
        "[1] GB/T 9704-2012 党政机关公文格式",
    ):
        made.add_paragraph(text)
    result = taken(made)
    assert [part["id"] for part in result.chapters] == ["scope", "terms", "yao-qiu"]
    assert result.chapters[1]["terms"] == [
        {
            "id": "jie-yue",
            "zh": "借阅",
            "en": "lending",
            "notes": ["包括复制。"],
            "source": {"document": "GB/T 20000.1—2014", "clause": "5.3"},
            "definition": "把档案交给申请单位使用的活动。",
        }
    ]
    apply, handle = result.chapters[2]["clauses"]
    assert [clause.get("text", clause.get("content")) for clause in apply["clauses"]] == [
        "申请单位应提交申请。",
        [f"申请单位应符合<#{apply['clauses'][0]['id']}>的规定：", {"dashes": ["名称；", "期限为2.5年。"]}],
    ]
    assert handle["text"] == "办理单位应按<#shen-qing>办理，3.5 个以上的按<#biao-dan>办理。"
    assert result.annexes[0]["clauses"][0] == {"id": "tian-xie", "title": "填写", "text": "表单应填写完整。"}
    assert result.standard["bibliography"] == ["GB/T 9704—2012"]
    assert result.standard["title"] == {"zh": ["档案借阅规范"], "en": ["Specification for the lending of files"]}
    assert result.account.missing == 0


def test_what_has_no_place_is_listed_and_ends_with_one(tmp_path: Path) -> None:
    made = headed()
    made.paragraphs[2].insert_paragraph_before("内部资料编号七")
    (tmp_path / "standards").mkdir()
    file = saved(made, tmp_path / "草案.docx")
    assert imported(tmp_path, file, "guide", "--dry-run") == 1
    assert not (tmp_path / "standards" / "guide").exists()
    assert imported(tmp_path, file, "guide") == 1
    listed = (tmp_path / "standards" / "guide" / "导入核对.md").read_text(encoding="utf-8")
    assert "“内部资料编号七”" in listed
    assert "# 待核对：" in (tmp_path / "standards" / "guide" / "standard.yaml").read_text(encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert imported(tmp_path, file, "guide") == 2
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_tracked_changes_count_as_accepted_and_deleted_words_are_listed() -> None:
    made = headed()
    paragraph = made.paragraphs[7]._p
    for tag, inner, words in (("ins", "t", "新增的话。"), ("del", "delText", "删去的话。")):
        change = paragraph.makeelement(qn(f"w:{tag}"), {qn("w:id"): "9", qn("w:author"): "甲"})
        run_ = change.makeelement(qn("w:r"), {})
        text = run_.makeelement(qn(f"w:{inner}"), {})
        text.text = words
        run_.append(text)
        change.append(run_)
        paragraph.append(change)
    result = taken(made)
    assert "新增的话。" in result.chapters[0]["content"][0]
    assert [remark.words for remark in result.remarks if not remark.kept] == ["删去的话。"]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7\n1 0 obj <</Type /Font>>", "草案.pdf", "没有章条"),
        (b"%PDF-1.4\n1 0 obj <</Subtype /Image>>", "草案.pdf", "扫描件"),
        (b"PK\x03\x04 no archive", "草案.docx", "已损坏"),
    ],
)
def test_a_file_that_cannot_be_taken_over_says_how_to_get_there(
    content: bytes, name: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "standards").mkdir()
    (tmp_path / name).write_bytes(content)
    assert imported(tmp_path, tmp_path / name, "draft") == 2
    assert words in capsys.readouterr().err


# --- formulas ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tex",
    [
        r"R = \frac{S_0 - S_1}{S_0} \times 100\%",
        r"E = \sum_{i=1}^{n} w_i x_i",
        r"\sqrt{a^2 + b^2}",
        r"\sqrt[3]{x}",
        r"c = n \bmod 10",
        r"\alpha \leq \beta",
        r"x_{ij}^{2}",
        r"\bar{x}",
        r"\left( \frac{a}{b} \right)^2",
        r"\lim_{x \to 0} \sin x",
        r"\int_0^1 f(x) dx",
        r"V = \pi r^2 h",
        r"T \neq \infty",
    ],
)
def test_a_formula_of_word_becomes_the_tex_that_it_was_made_from(tex: str) -> None:
    again = tex_of(etree.fromstring(f'<m:root xmlns:m="{OMML}">{omml(tex)}</m:root>')[0])
    # A group of one thing may be written with or without braces.
    assert re.sub(r"</?m:(box|e)>|\s", "", omml(again)) == re.sub(r"</?m:(box|e)>|\s", "", omml(tex)), again


def test_a_structure_that_is_not_known_is_refused() -> None:
    unknown = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:wheel><m:r><m:t>x</m:t></m:r></m:wheel></m:oMath>'
    with pytest.raises(NotConverted):
        tex_of(etree.fromstring(unknown))


# --- other sources -------------------------------------------------------------------------------------------------------

MARKDOWN = """# 档案借阅规范

## 1 范围

本文件规定了借阅的要求，面积为20 m^2^。

## 2 要求

### 2.1 申请

- 名称；
- 期限。

表1 要素

| 要素 | 说明 |
|------|------|
| 名称 | 见2.1 |
| 期限 | 5 |

申请按$R = 1$计算[^a]。

## 附录A（资料性） 样例

样例见第1章。

[^a]: 取整数。
"""

STS = """<?xml version="1.0"?>
<standard><front><std-meta><title-wrap xml:lang="zh"><intro>档案</intro><main>借阅规范</main></title-wrap>
<std-ref>DB33/T XXXX—XXXX</std-ref></std-meta>
<sec sec-type="foreword"><title>前言</title><p>本文件由甲单位提出。</p></sec></front>
<body><sec><label>1</label><title>范围</title><p>本文件规定了借阅的要求。</p></sec>
<sec><label>2</label><title>要求</title><sec><label>2.1</label><title>申请</title><p>按<xref rid="t1">表1</xref>申请，面积为20 m<sup>2</sup>。</p>
<list list-type="alpha-lower"><list-item><p>名称；</p></list-item><list-item><p>期限。</p></list-item></list>
<table-wrap id="t1"><label>表1</label><caption><title>要素</title></caption><table><thead><tr><th>要素</th><th>说明</th></tr></thead>
<tbody><tr><td rowspan="2">名称</td><td>全称</td></tr><tr><td>简称</td></tr></tbody></table></table-wrap>
<non-normative-note><label>注</label><p>可以复制。</p></non-normative-note></sec></sec></body>
<back><app-group><app><label>附录A</label><annex-type>(informative)</annex-type><title>样例</title><p>样例见2.1。</p></app></app-group></back></standard>
"""


ASCIIDOC = """= 档案借阅规范

[[scope]]
== 范围

本文件规定了借阅的要求，面积为20 m^2^。

[[req]]
== 要求

[[apply]]
=== 申请

申请按<<t1>>填写footnote:[取整数。]，latexmath:[R = 1]。

. 名称；
. 期限。

[[t1]]
.要素
[cols="1,1",options="header"]
|===
|要素 |说明

.2+|名称 |全称
|简称
|===

NOTE: 可以复制。

[appendix,obligation=informative]
== 样例

样例见<<apply>>。
"""


def test_asciidoc_is_taken_over_with_its_anchors_as_ids(tmp_path: Path) -> None:
    (tmp_path / "standards").mkdir()
    (tmp_path / "draft.adoc").write_text(ASCIIDOC, encoding="utf-8")
    assert imported(tmp_path, tmp_path / "draft.adoc", "lending") == 0
    clause = (tmp_path / "standards" / "lending" / "clauses" / "02-req.yaml").read_text(encoding="utf-8")
    for words in ("id: apply", "申请按<#t1>填写[^fnn1]，$R = 1$。", "items: [名称；, 期限。]", "id: t1", "{text: 名称, rowspan: 2}", "可以复制。"):
        assert words in clause
    annex = next((tmp_path / "standards" / "lending" / "annexes").iterdir()).read_text(encoding="utf-8")
    assert "normative: false" in annex and "样例见<#apply>。" in annex


def test_markdown_of_a_converter_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "standards").mkdir()
    (tmp_path / "草案.md").write_text(MARKDOWN, encoding="utf-8")
    assert imported(tmp_path, tmp_path / "草案.md", "lending") == 0
    document = examine(tmp_path).library.documents["lending"]
    text = (tmp_path / "standards" / "lending" / "clauses" / "02-yao-qiu.yaml").read_text(encoding="utf-8")
    assert document.facts.title_zh == ("档案借阅规范",)
    assert "dashes: [名称；, 期限。]" in text
    assert "fn" in text and "取整数。" in text and "$R = 1$" in text
    assert [table.title for table in document.all(Table)] == ["要素"] or len(list(document.all(Table))) == 1
    assert "见<#scope>" in (tmp_path / "standards" / "lending" / "annexes" / "01-yang-li.yaml").read_text(encoding="utf-8")


def test_an_interchange_file_of_standards_bodies_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "standards").mkdir()
    (tmp_path / "draft.xml").write_text(STS, encoding="utf-8")
    assert imported(tmp_path, tmp_path / "draft.xml", "lending") == 0
    clause = (tmp_path / "standards" / "lending" / "clauses" / "02-yao-qiu.yaml").read_text(encoding="utf-8")
    assert "按<#yao-su>申请，面积为20 m^2^。" in clause
    assert "items: [名称；, 期限。]" in clause
    assert "{text: 名称, rowspan: 2}" in clause
    assert "note: 可以复制。" in clause
    annex = (tmp_path / "standards" / "lending" / "annexes" / "01-yang-li.yaml").read_text(encoding="utf-8")
    assert "normative: false" in annex
    assert "样例见<#shen-qing>。" in annex


# --- real drafts: beside the checkout where there are any --------------------------------------------------------------

if SAMPLES.is_dir():
    DRAFTS = {"clinic": SAMPLES / "sc-clinic-data-access-draft.docx", "hospital": SAMPLES / "hospital-smart-service-grading.docx"}

    @pytest.fixture(scope="module")
    def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
        """A workspace that both drafts were imported into."""
        root = tmp_path_factory.mktemp("real")
        (root / "standards").mkdir()
        for name, file in DRAFTS.items():
            assert imported(root, file, name) in (0, 1)
        return root

    @pytest.mark.parametrize("name", DRAFTS)
    def test_every_character_of_a_real_draft_is_in_the_files_or_in_the_list(real: Path, name: str) -> None:
        with zipfile.ZipFile(DRAFTS[name]) as archive:
            parts = [part for part in archive.namelist() if re.fullmatch(r"word/(document|footnotes|header\d|footer\d)\.xml", part)]
            roots = [etree.fromstring(archive.read(part)) for part in parts]
        for root in roots:
            # What programs of old would show instead of a drawing says the same once more.
            etree.strip_elements(root, "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
        source = Counter(squeezed("".join(node.text or "" for root in roots for node in root.iter(f"{W}t"))))
        folder = real / "standards" / name
        files = [path for path in folder.rglob("*") if path.suffix in (".yaml", ".md")]
        written = "".join(path.read_text(encoding="utf-8") for path in [*files, real / "standards" / "references.yaml"])
        assert source - Counter(squeezed(written)) == Counter()
        assert "没有找到去处" not in written

    @pytest.mark.parametrize("name", DRAFTS)
    def test_every_table_of_a_real_draft_keeps_every_cell(real: Path, name: str) -> None:
        with zipfile.ZipFile(DRAFTS[name]) as archive:
            body = etree.fromstring(archive.read("word/document.xml")).find(f"{W}body")
        assert body is not None
        expected = [
            [words for cell in table.iter(f"{W}tc") if (words := squeezed("".join(node.text or "" for node in cell.iter(f"{W}t"))))]
            for table in body.iterfind(f"{W}tbl")
        ]
        tables = examine(real).library.documents[name].all(Table)
        found = [
            [
                words
                for row in (*table.head, tuple(column.title for column in table.columns), *table.rows)
                for cell in row
                # The call of a footnote is a letter that Word does not hold as text.
                if (words := squeezed("".join(inline.text for inline in cell.inlines if type(inline).__name__ != "FootnoteCall")))
            ]
            for table in tables
        ]
        assert found == expected
        assert len(expected) == {"clinic": 23, "hospital": 18}[name]

    def test_all_headings_of_a_real_draft_are_at_their_level_and_in_order(real: Path) -> None:
        wanted = json.loads((SAMPLES / "sc-clinic-data-access-draft.headings.json").read_text(encoding="utf-8"))["headings"]
        document = examine(real).library.documents["clinic"]
        found = [(1, "".join(document.facts.title_zh))]
        for block in document.blocks:
            match block:
                case Heading() if block.element in ("foreword", "body"):
                    found.append((block.level + 1, "".join(inline.text for inline in block.inlines)))
                case Term():
                    found.append((block.level + 1, block.zh))
                case _:
                    pass
        assert found == [(heading["level"], heading["text"]) for heading in wanted]
        assert len(found) == 67

    @pytest.mark.parametrize("name", DRAFTS)
    def test_a_real_draft_printed_again_reads_the_same(real: Path, name: str) -> None:
        library = examine(real).library
        printed = list(texts(manuscript_of(write_draft(library.documents[name], library))))
        source = list(texts(manuscript_of(DRAFTS[name].read_bytes())))
        assert len(source) > 590
        assert sum((Counter(source) - Counter(printed)).values()) <= {"clinic": 14, "hospital": 25}[name]
        lost = Counter(filter(None, map(usual, source))) - Counter(map(usual, printed))
        # What is left: the month on the cover, stock sentences of an older edition, a footnote of Word that is now one of its table, a ruled line.
        assert sum(lost.values()) <= {"clinic": 7, "hospital": 0}[name]

    def usual(text: str) -> str:
        """Give a text as the program prints it: numbers of chapters and items are its own, 附件1 is 附录A, dashes are those of GB/T 1.1."""
        text = re.sub(r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）|\d{1,2}\.(?!\d))", "", text)
        text = re.sub(r"附(?:件|录)(\d|[A-Z])", lambda found: f"附录{'ABC'['123ABC'.index(found[1]) % 3]}", text)
        return re.sub(r"^附录[ABC]$", "", re.sub(r"-{2,4}", "—", text))

    def texts(manuscript: Manuscript) -> Iterator[str]:
        """Go through the paragraphs and the cells, without blanks."""
        for block in manuscript.blocks:
            boxes = [block] if isinstance(block, Line) else [box for row in block.rows for box in row]
            yield from (words for box in boxes if not getattr(box, "contents", False) and (words := squeezed(box.text)))
