"""Borders of the rules about wording: neighbours of a verbal form, places of words, corrections, and one scan for all rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from builder.lint import lint
from builder.model import ContentsEntry, Term
from builder.passes import finish
from builder.provision import LONGEST, Lexicon, forms, provision, sentences
from builder.rules.examples import materialise
from builder.rules.passages import passages
from builder.workspace import Workspace, examine
from tests.corpus.measure import placed

ROOT = Path(__file__).parents[2]


def workspace(patch: str, folder: Path) -> Workspace:
    materialise(patch, folder)
    return examine(folder)


def lexicon() -> Lexicon:
    profile = next(iter(examine(ROOT).library.documents.values())).profile
    return Lexicon.of(profile.words)


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("受理机构的管理应有专人负责。", "requirement"),
        ("应对材料核对。", "requirement"),
        ("标题应用黑体书写。", "requirement"),
        ("受理应当场出具回执。", "requirement"),
        ("材料的提供应符合5.2的规定。", "requirement"),
        ("应急预案见附录A。", "statement"),
        ("数据应用由平台承担。", "statement"),
        ("应提交的材料包括申请表和证件。", "statement"),
        ("应提交而未提交的，可在3日内补交。", "permission"),
        ("经审核通过后，方可发布。", "permission"),
        ("不能提供原件的，可提交复印件。", "permission"),
        ("办事宜通过协同平台完成。", "recommendation"),
        ("未尽事宜由双方协商。", "statement"),
        ("系统的可用性由供应商保证。", "statement"),
        ("打印机能自动双面打印。", "capability"),
        ("身体机能评估由医师完成。", "statement"),
        ("温度过高可能导致失真。", "possibility"),
        ("打开电源，预热30 min。", "instruction"),
        ("当指示灯亮起后，按下启动键。", "instruction"),
        ("测量结果保留2位小数。", "statement"),
        ("窗口人员核对材料，出具回执。", "statement"),
        ("“应”表示要求。", "statement"),
        ("依据《中华人民共和国消防法》的规定，单位必须设置消防设施。", "statement"),
        ("窗口必须公示时间。", "requirement"),
        ("申请人不必到现场。", "permission"),
    ],
)
def test_the_type_of_a_sentence_is_read_from_its_neighbours(sentence: str, type_: str) -> None:
    assert provision(sentence, lexicon()) == type_


def test_a_word_of_the_profile_is_no_verbal_form() -> None:
    assert provision("大厅位于应宜路1号。", Lexicon(("应宜路",))) == "statement"


def test_a_form_in_a_condition_does_not_govern() -> None:
    found = forms("应补正而未补正的，窗口可退回。", lexicon())
    assert [(form.word, form.governs) for form in found] == [("应", False), ("可", True)]


def test_an_item_continues_its_lead_in(tmp_path: Path) -> None:
    patch = "content:\n  - 窗口宜提供下列服务：\n  - items: [打印资料；, 可复印资料；, 代为登记。]\n"
    document = workspace(patch, tmp_path).library.documents["example"]
    types = [sentence.provision for block in document.blocks if type(block).__name__ == "Item" for sentence in block.sentences]
    assert types == ["recommendation", "permission", "recommendation"]


def test_steps_are_instructions_and_things_are_not(tmp_path: Path) -> None:
    steps = "  - 操作按下列步骤进行：\n  - items: [打开电源；, 记录读数。]\n"
    patch = f"content:\n{steps}  - 大厅应保存记录，记录包括：\n  - items: [测量的数据；, 检查的记录。]\n"
    document = workspace(patch, tmp_path).library.documents["example"]
    types = [sentence.provision for block in document.blocks if type(block).__name__ == "Item" for sentence in block.sentences]
    assert types == ["instruction", "instruction", "requirement", "requirement"]


def test_all_rules_share_one_scan_of_a_document(tmp_path: Path) -> None:
    document = workspace("", tmp_path).library.documents["example"]
    assert passages(document) is passages(document)
    assert passages(replace(document)) is not passages(document)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("窗口必须公示时间。", "窗口应公示时间。"),
        ("窗口不得收费，不得推诿。", "窗口不应收费，不应推诿。"),
        ("窗口应当公示时间。", "窗口应公示时间。"),
        ("申请人可以在线提交材料。", "申请人可在线提交材料。"),
        ("不得已停止服务的，窗口不得拒绝登记。", "不得已停止服务的，窗口不应拒绝登记。"),
    ],
)
def test_a_safe_correction_names_the_right_words(text: str, mended: str, tmp_path: Path) -> None:
    found = workspace(f"content: ['{text}']", tmp_path).findings
    fixes = [finding.fix for finding in found if finding.fix is not None]
    assert fixes
    for fix in sorted(fixes, key=lambda fix: -fix.occurrence):
        parts = text.split(fix.old)
        text = fix.old.join(parts[: fix.occurrence]) + fix.new + fix.old.join(parts[fix.occurrence :])
    assert text == mended


def test_a_doubled_form_is_not_corrected_word_by_word(tmp_path: Path) -> None:
    found = workspace("content: [大厅应必须设置窗口。]", tmp_path).findings
    assert {finding.rule for finding in found} == {"MOD-001", "MOD-016"}
    assert all(finding.fix is None for finding in found)


def test_a_term_in_the_contents_is_found(tmp_path: Path) -> None:
    library = workspace("", tmp_path).library
    document = library.documents["example"]
    term = next(document.all(Term))
    entry = ContentsEntry(level=2, number=term.number, title=term.zh, anchor=term.anchor)
    changed = replace(library, documents={"example": replace(document, contents=(*document.contents, entry))})
    assert [finding.rule for finding in lint(changed)] == ["STR-028"]


def test_digits_of_cited_documents_are_no_limits(tmp_path: Path) -> None:
    texts = ["材料的书写格式应符合GB/T 9704—2012的规定。", "材料的书写格式应符合GB/T 15834—2011的规定。", "材料的书写格式应符合GB/T 1.1的规定。"]
    found = workspace(f"content: [{'，'.join(texts).replace('。，', '。, ')}]", tmp_path).findings
    assert "CON-003" not in {finding.rule for finding in found}
    texts = ["按GB/T 9704—2012排版的材料的页边距应为20 mm。", "按GB/T 9704—2012排版的材料的页边距应为25 mm。"]
    found = workspace(f"content: [{', '.join(texts)}]", tmp_path / "second").findings
    assert [finding.message for finding in found if finding.rule == "CON-003"] == ["“按GB/T 9704—2012排版的材料的页边距应为25 m…”与第4章的“20”不一致"]


def test_a_sentence_without_an_end_is_read_in_pieces_and_reported_once() -> None:
    text = "窗口应核对材料，" * 1000
    pieces = sentences(text)
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= LONGEST
    assert all(piece.endswith("，") for piece in pieces)
    found = [finding.message for finding in lint(finish(placed({"text": text}))) if finding.rule == "MOD-024"]
    assert [message[:9] for message in found] == ["一句话有8000个"]
