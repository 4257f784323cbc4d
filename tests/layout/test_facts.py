"""Every layout fact is measured on generated files, and the page of facts in the documentation says what the tests say."""

from __future__ import annotations

import shutil

import pytest

from .facts import FILES, MARKS, Fact, drafts, facts
from .measure import Draft
from .page import PAGE, page

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice没有安装")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Draft]:
    return drafts(tmp_path_factory.mktemp("facts"))


@needs_libreoffice
def test_every_fact_is_printed_as_it_should_be(printed: dict[str, Draft]) -> None:
    """One test for all, so that LibreOffice starts in one worker only; the message lists every fact that is not met."""
    found = []
    for fact in facts():
        try:
            found += [f"{fact.name}（{fact.file}）：{fault}" for fault in fact.faults(printed[fact.file])]
        except (AssertionError, LookupError, StopIteration, ValueError) as error:
            found.append(f"{fact.name}（{fact.file}）：{type(error).__name__} {error}")
    assert found == [], "\n" + "\n".join(found)


@needs_libreoffice
def test_a_fact_that_is_not_met_is_found(printed: dict[str, Draft]) -> None:
    wrong = [
        Fact("", "", "", "V", "everything", "style", (("of", "标准文件_章标题"),), (("字号", 12), ("汉字字体", "宋体")), 0.05),
        Fact("", "", "", "V", "general", "line", (("page", "^1范围$"), ("line", "^1范围$")), (("左", 26),), 0.5),
    ]
    assert [len(fact.faults(printed[fact.file])) for fact in wrong] == [2, 1]


@needs_libreoffice
@pytest.mark.parametrize("name", FILES)
def test_every_profile_and_sample_keeps_the_frame_of_the_page(printed: dict[str, Draft], name: str) -> None:
    """What holds for every file: paper, margins, heads, page numbers, three fonts, an odd first page, an end line."""
    draft = printed[name]
    body = draft.section("正文")
    assert (body["订口"], body["切口"], body["起始"], body["行距"]) == (25.01, 20.0, "oddPage", 15.6)
    assert draft.fonts() == {"字体": ["Times New Roman", "宋体", "黑体"]}
    number = draft.paragraph("标准文件_文件编号", "")["文字"].replace(" ", "")
    first = draft.find("^1范围$", "^1范围$")[0]
    assert first.number % 2 == 1
    for sheet in draft.sheets[1:]:
        heads = [line for line in sheet.lines if line.plain == number]
        if heads and sheet.width < 211 and sheet.lines[-1] is not heads[0]:
            assert heads[0].baseline == pytest.approx(28.8, abs=1)
            edge = sheet.width - heads[0].right if sheet.number % 2 else heads[0].left
            assert edge == pytest.approx(20, abs=0.6), f"{name}第{sheet.number}页"
    rules = [rule for sheet in draft.sheets for rule in sheet.rules if rule["粗"] == 1.5]
    assert [round(rule["长"], 1) for rule in rules][-1:] == [41.2]


def test_facts_are_marked_and_say_something_different_each() -> None:
    assert {fact.mark for fact in facts()} <= set(MARKS)
    assert len({(fact.clause, fact.says) for fact in facts()}) == len(facts())
    assert {fact.file for fact in facts()} <= set(FILES)
    assert len(facts()) > 150


def test_the_page_of_facts_is_up_to_date() -> None:
    """Refresh with ``python -m tests.layout.page``."""
    assert PAGE.is_file(), "缺少docs/layout/facts.md：运行python -m tests.layout.page"
    assert PAGE.read_text(encoding="utf-8") == page()
