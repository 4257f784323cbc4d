"""The papers of the process: filled from the data, complete or refused, and read by Word and LibreOffice as they were meant."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from docxtpl import DocxTemplate
from lxml import html
from word.ooxml import faults

from builder.folders import builtin_templates
from builder.model import Library, Table
from builder.papers import PARTS, paper_of, papers_of
from builder.paperwork import PaperProblem, make_bundle, print_paper
from builder.rules.examples import materialise
from builder.stage import pass_gate
from builder.workspace import Workspace, examine
from builder.write.contract import PAPER_VARIABLES
from builder.write.papers import paper_variables, write_paper
from builder.write.pdf import PdfProblem, to_pdf
from builder.write.word.package import Package
from builder.write.word.projection import project, project_template
from builder.write.word.template import environment

Run = Callable[..., "subprocess.CompletedProcess[str]"]

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates" / "gbt11"
ID = "internal-matters-general"
MEETING = """
date: 2026-07-15
place: 某市会议中心
chair: 主持人甲
experts:
  - {name: 专家甲, unit: 示例研究院, title: 研究员, speciality: 标准化}
  - {name: 专家乙, unit: 示例大学, title: 教授, speciality: 行政管理}
opinion: [送审资料齐全。, 与现行法律法规协调。]
vote: {approve: 2, against: 0, abstain: 0}
conclusion: passed-after-changes
comments:
  - {id: r1, clause: number-of-visits, comment: 写明线上补正是否计入, by: 专家甲, disposition: accepted}
  - {id: r2, comment: 统一用语, by: 专家乙, disposition: partly, reply: 第6章已统一}
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The samples of the repository, one of them with a review meeting."""
    root = tmp_path_factory.mktemp("papers")
    for name in ("standards", "cases"):
        shutil.copytree(ROOT / name, root / name)
    (root / "standards" / ID / "records" / "meeting.yaml").write_text(MEETING, encoding="utf-8")
    return examine(root)


def printed(workspace: Workspace, name: str) -> str:
    return project(print_paper(paper_of(workspace.library, ID, name), workspace.library.documents[ID]))


def names(library: Library) -> list[str]:
    return [name for name, entry in library.documents[ID].profile.documents.items() if entry.template and entry.template in OWN]


OWN = (
    "proposal.docx", "explanation.docx", "minutes.docx", "experts.docx", "review-summary.docx",
    "submission-letter.docx", "file-list.docx", "periodic-review.docx",
    "comment-letter.docx", "comment-form.docx", "comment-summary.docx",
)  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_a_template_names_only_what_papers_are_given(workspace: Workspace, name: str) -> None:
    named = DocxTemplate(str(TEMPLATES / name)).get_undeclared_template_variables(environment())
    paper = paper_of(workspace.library, ID, "minutes")
    given = set(paper_variables(paper, Package((TEMPLATES / name).read_bytes())))
    assert named <= given
    assert given == PAPER_VARIABLES


@pytest.mark.parametrize("name", OWN)
def test_the_text_of_a_template_stands_beside_it(name: str) -> None:
    """Refresh with ``python -m builder.write.word.projection templates/gbt11/<name> > templates/gbt11/<name>.txt``."""
    path = TEMPLATES / name
    assert faults(path.read_bytes()) == []
    assert path.with_name(path.name + ".txt").read_text(encoding="utf-8") == project_template(path)


def test_every_paper_is_sound_and_the_same_twice(workspace: Workspace) -> None:
    document = workspace.library.documents[ID]
    for name in names(workspace.library):
        paper = paper_of(workspace.library, ID, name)
        data = print_paper(paper, document)
        assert faults(data) == [], name
        assert data == print_paper(paper_of(workspace.library, ID, name), document), name


def test_the_explanation_has_the_ten_sections_in_order(workspace: Workspace) -> None:
    paper = paper_of(workspace.library, ID, "explanation")
    first = [section for section in paper.sections if section.level == 1]
    assert [section.number for section in first] == ["一、", "二、", "三、", "四、", "五、", "六、", "七、", "八、", "九、", "十、"]
    assert paper.lacks == ()


def test_the_explanation_tells_what_the_data_tell(workspace: Workspace) -> None:
    text = printed(workspace, "explanation")
    assert "2026年5月20日，形成征求意见稿。" in text
    assert "发送征求意见稿的单位20个；回函的单位15个，其中有意见的单位9个；没有回函的单位5个。" in text
    assert "意见共23条，其中采纳14条，部分采纳5条，未采纳4条。" in text
    assert "2名专家参加审查，同意2票，反对0票，弃权0票，审查结论为“修改后通过”。" in text
    assert ("工作人员入职“一件事”" in text and "办理环节15→5个" not in text.replace("\n", "")) or "跑动次数7→0次" in text


def test_the_basis_of_a_clause_stands_with_its_cases_and_figures(workspace: Workspace) -> None:
    paper = paper_of(workspace.library, ID, "explanation")
    provisions = next(section for section in paper.sections if section.title == "主要内容及其确定依据")
    rows = [tuple(cell.text for cell in row) for block in provisions.blocks if isinstance(block, Table) for row in block.rows]
    links = {link.number for link in workspace.library.trace.links if link.standard == ID}
    assert {row[0] for row in rows if row[3] != "—"} <= links
    kept = [check for check in workspace.library.trace.limits if check.standard == ID and check.kept]
    assert kept and any("符合限值" in row[3] for row in rows)


def test_a_paper_is_that_of_the_stage_that_asks_for_it(workspace: Workspace) -> None:
    letter = paper_of(workspace.library, ID, "submission-letter", "approval").variables
    assert letter["standard"]["stage"] == "报批稿"
    titles = [entry["title"] for entry in letter["files"]]
    assert titles[0] == "标准报批稿" and "审查会议纪要" in titles and "批准发布公告" not in titles
    final = replace(workspace.library.documents[ID], facts=replace(workspace.library.documents[ID].facts, stage="published"))
    library = replace(workspace.library, documents={**workspace.library.documents, ID: final})
    assert paper_of(library, ID, "submission-letter").variables["files"] == letter["files"], "also after publication"
    assert "复审表" not in [entry["title"] for entry in paper_of(library, ID, "file-list").variables["files"]], "nothing that is only for later"


def test_a_reference_in_typed_text_prints_the_number_of_now(workspace: Workspace) -> None:
    assert "见3.6和6.2.1。" in printed(workspace, "explanation")


def test_what_is_not_typed_is_named_with_its_place(tmp_path: Path) -> None:
    materialise("project: {task_source: 某计划}", tmp_path)
    library = examine(tmp_path).library
    lacks = paper_of(library, "example", "explanation").lacks
    assert any("没有写编制原则" in lack and "standards/example/records/explanation.yaml的principles" in lack for lack in lacks)


def test_a_comment_prints_the_number_of_its_clause_then_and_now(tmp_path: Path) -> None:
    for name in ("standards", "cases"):
        shutil.copytree(ROOT / name, tmp_path / name)
    folder = tmp_path / "standards" / ID
    project_file = folder / "records" / "project.yaml"
    project_file.write_text(project_file.read_text(encoding="utf-8") + "comment_window: [2026-05-20, 2026-06-20]\n", encoding="utf-8")
    main = folder / "standard.yaml"
    main.write_text(main.read_text(encoding="utf-8").replace("stage: consultation", "stage: working-draft"), encoding="utf-8")
    assert pass_gate(examine(tmp_path), ID, "consultation", "2026-05-20").written
    chapter = next((folder / "clauses").glob("05-*.yaml"))
    chapter.rename(chapter.with_name("04-a-" + chapter.name[3:]))
    library = examine(tmp_path).library
    rows = {row["number"]: row for row in paper_of(library, ID, "explanation").variables["comments"]["rows"]}
    moved = [row for row in rows.values() if row["then"] != row["now"]]
    assert moved and all(f"{row['then']}（现{row['now']}）" == row["clause"] for row in moved if row["now"] != "—")


def test_text_comes_out_as_typed(tmp_path: Path) -> None:
    text = "“{{ title }}”{% if %}&<b>'\"𠮷e\u0301👨\u200d👩\u200d👧"
    materialise("project: {task_source: 某计划}", tmp_path)
    (tmp_path / "standards/example/records/explanation.yaml").write_text(json.dumps({"others": text}, ensure_ascii=False), encoding="utf-8")
    library = examine(tmp_path).library
    data = print_paper(paper_of(library, "example", "explanation"), library.documents["example"])
    assert text in project(data)


def test_a_bundle_is_refused_with_everything_that_is_missing(workspace: Workspace) -> None:
    made = make_bundle(workspace, ID, "approval")
    assert made.data is None
    assert any("先运行zhunsheng stage internal-matters-general --to approval" in lack for lack in made.lacks)
    assert any("审查专家签名表" in lack for lack in made.lacks)


@pytest.fixture
def approval(tmp_path: Path) -> Path:
    """The sample at the stage of approval, with everything that its bundle demands."""
    for name in ("standards", "cases"):
        shutil.copytree(ROOT / name, tmp_path / name)
    folder = tmp_path / "standards" / ID
    main = folder / "standard.yaml"
    main.write_text(main.read_text(encoding="utf-8").replace("stage: consultation", "stage: approval"), encoding="utf-8")
    records = folder / "records"
    (records / "meeting.yaml").write_text(MEETING, encoding="utf-8")
    (records / "signed.pdf").write_bytes(b"%PDF-1.4 scan")
    project_file = records / "project.yaml"
    papers = "papers:\n  - {paper: expert-signatures, date: 2026-07-15, kept: 档案室, file: signed.pdf}\n"
    project_file.write_text(project_file.read_text(encoding="utf-8") + papers, encoding="utf-8")
    return tmp_path


def test_a_bundle_holds_exactly_what_the_profile_demands(approval: Path) -> None:
    workspace = examine(approval)
    made = make_bundle(workspace, ID, "approval")
    assert made.lacks == () and made.data is not None
    demanded = {entry.title for entry in workspace.library.documents[ID].profile.documents.values() if "approval" in entry.stages}
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert {Path(name).stem for name in archive.namelist()} == demanded | {"标准报批稿"}
        assert archive.read("审查专家签名表.pdf") == b"%PDF-1.4 scan"
    assert made.data == make_bundle(examine(approval), ID, "approval").data


def test_a_scan_outside_the_records_is_refused(approval: Path) -> None:
    (approval / "secret.pdf").write_bytes(b"secret")
    project_file = approval / "standards" / ID / "records" / "project.yaml"
    project_file.write_text(project_file.read_text(encoding="utf-8").replace("file: signed.pdf", "file: ../../../secret.pdf"), encoding="utf-8")
    made = make_bundle(examine(approval), ID, "approval")
    assert made.data is None and any("扫描件" in lack for lack in made.lacks)


def test_another_authority_has_other_sections_and_papers_by_data_alone(tmp_path: Path) -> None:
    for name in ("standards", "cases"):
        shutil.copytree(ROOT / name, tmp_path / name)
    own = tmp_path / "templates" / "db33"
    shutil.copytree(builtin_templates() / "db33", own)
    sections = [
        {"title": "必要性", "parts": {"background": ""}},
        {"title": "经过", "parts": {"process": "", "drafters": "分工"}},
    ]
    documents = {
        "documents": {
            "explanation": {"sections": sections},
            "notice": {"title": "会议通知", "template": "notice.docx", "stages": ["consultation"]},
        }
    }
    (own / "profile.yaml").write_text(
        (own / "profile.yaml").read_text(encoding="utf-8") + yaml.safe_dump(documents, allow_unicode=True), encoding="utf-8"
    )
    shutil.copy(TEMPLATES / "experts.docx", own / "notice.docx")
    library = examine(tmp_path).library
    assert [paper.id for paper in papers_of(library, ID)] == [
        name for name, entry in library.documents[ID].profile.documents.items() if entry.template and "consultation" in entry.stages
    ]
    assert "notice" in [paper.id for paper in papers_of(library, ID)]
    assert [(section.level, section.title) for section in paper_of(library, ID, "explanation").sections] == [(1, "必要性"), (1, "经过"), (2, "分工")]


def test_a_template_that_is_missing_or_misspelt_is_named(workspace: Workspace, tmp_path: Path) -> None:
    document = workspace.library.documents[ID]
    paper = paper_of(workspace.library, ID, "minutes")
    bare = document.profile.with_folders((tmp_path,))
    with pytest.raises(PaperProblem, match=r"没有“审查会议纪要”的模板“minutes\.docx”"):
        print_paper(paper, replace(document, profile=bare))
    package = Package((TEMPLATES / "minutes.docx").read_bytes())
    package.parts["word/document.xml"] = package.parts["word/document.xml"].replace(b"meeting.place", b"meeting.palce")
    (tmp_path / "minutes.docx").write_bytes(package.to_bytes())
    with pytest.raises(PaperProblem, match="palce"):
        print_paper(paper, replace(document, profile=bare))


def test_profiles_name_parts_that_exist(workspace: Workspace) -> None:
    for document in workspace.library.documents.values():
        for entry in document.profile.documents.values():
            assert {name for section in entry.sections for name in section.parts} <= set(PARTS)


def test_the_command_lists_and_writes_papers(workspace: Workspace, zhunsheng: Run, tmp_path: Path) -> None:
    root = str(workspace.library.root)
    run = zhunsheng("papers", ID, "--root", root, "--out", str(tmp_path), "--format", "json")
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert [(row["paper"], row["lacks"]) for row in found["papers"]][0] == ("explanation", [])
    assert (tmp_path / "编制说明.docx").is_file()
    wrong = zhunsheng("papers", ID, "explanaton", "--root", root)
    assert wrong.returncode == 2 and "explanation" in wrong.stderr
    refused = zhunsheng("bundle", ID, "--stage", "approval", "--root", root)
    assert refused.returncode == 1 and "没有打包" in refused.stderr


def test_libreoffice_numbers_the_sections_as_we_do(workspace: Workspace, tmp_path: Path) -> None:
    files = []
    for name in names(workspace.library):
        paper = paper_of(workspace.library, ID, name)
        template = workspace.library.documents[ID].profile.file(paper.template)
        assert template is not None
        path = tmp_path / f"{name}.docx"
        path.write_bytes(write_paper(paper, template))
        files.append(path)
    made = to_pdf(files, tmp_path)
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice没有安装")
    assert not isinstance(made, PdfProblem), made
    shown = {pdf.stem: subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout for pdf in made}
    texts = {name: "".join(text.split()) for name, text in shown.items()}
    for section in paper_of(workspace.library, ID, "explanation").sections:
        assert f"{section.number}{section.title}" in texts["explanation"]
    assert "专家甲" in texts["minutes"] and "审查结论：修改后通过" in texts["minutes"]
    assert len(made) == len(files)


@pytest.fixture(scope="module")
def site(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the samples, built with the drafts that it offers."""
    out = tmp_path_factory.mktemp("site")
    run = subprocess.run(
        [sys.executable, "-m", "builder", "build", "site", "word", "--root", str(workspace.library.root), "--out", str(out)],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return out


def test_the_explanation_is_a_page_beside_its_standard(workspace: Workspace, site: Path) -> None:
    page = html.fromstring((site / "site" / "standards" / ID / "explanation.html").read_text(encoding="utf-8"))
    sections = paper_of(workspace.library, ID, "explanation").sections
    assert [heading.text_content() for heading in page.xpath("//main//h2 | //main//h3")] == [section.number + section.title for section in sections]
    assert "采纳14条，部分采纳5条，未采纳4条" in page.text_content()
    standard = html.fromstring((site / "site" / "standards" / f"{ID}.html").read_text(encoding="utf-8"))
    assert standard.xpath(f"//a[@href='{ID}/explanation.html']")
    (link,) = page.xpath("//a[text()='下载Word']/@href")
    assert (site / "site" / "standards" / ID / unquote(link)).resolve().is_file()


def test_readers_are_not_told_what_editors_have_still_to_type(workspace: Workspace) -> None:
    from builder.write.site.papers import PaperPages

    paper = paper_of(workspace.library, ID, "explanation")
    hint = "在records/explanation.yaml中填写"
    first, second, *rest = (replace(section, blocks=section.blocks or paper.sections[0].blocks) for section in paper.sections)
    sections = (replace(first, blocks=(), hint=hint), replace(second, hint=hint), *rest)
    (page,) = PaperPages(workspace.library, [replace(paper, sections=sections)]).pages()
    text = html.fromstring(page.body).text_content()
    assert "records/" not in text and "待补充" not in text
    assert text.count("本节尚未公布。") == 1, "a section that says something already is shown as it is"


def test_an_explanation_with_personal_data_is_no_page(workspace: Workspace, tmp_path: Path) -> None:
    root = tmp_path / "leak"
    shutil.copytree(workspace.library.root, root)
    file = root / "standards" / ID / "records" / "comments.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("建议增加事项编码", "建议增加事项编码，请电13912345678"), encoding="utf-8")
    assert [finding.rule for finding in examine(root).findings] == ["PUB-007"]
    out = tmp_path / "out"
    arguments = ["build", "site", "--draft", "--root", str(root), "--out", str(out)]
    subprocess.run([sys.executable, "-m", "builder", *arguments], capture_output=True, check=False)
    assert (out / "site" / "standards" / f"{ID}.html").is_file()
    assert [path for path in (out / "site").rglob("*") if path.is_file() and "13912345678" in path.read_text(encoding="utf-8", errors="ignore")] == []
