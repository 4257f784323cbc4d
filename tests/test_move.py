"""Lists put in order by ``check --fix``: whole entries move with their comments, and not a character inside them changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.findings import selected
from builder.fix import mend
from builder.move import rearranged
from builder.rules.examples import materialise
from builder.source import parse
from builder.workspace import examine

REFERENCES = "standards/example/clauses/02-references.yaml"


def ordered(folder: Path, file: str, raw: bytes, code: str) -> bytes:
    materialise("", folder)
    (folder / file).write_bytes(raw)
    mend(lambda: examine(folder), lambda findings: selected(findings, [code]))
    return (folder / file).read_bytes()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_references_are_put_in_the_order_of_the_standard_with_their_comments(end: str, tmp_path: Path) -> None:
    wrong = (
        "kind: references\nid: references  # 第2章\nentries:\n  # 林业\n  - LY/T 1820  # 待核\n  - 'GB/T 9704—2012'\n\n"
        "  # 版面\n  # 用于封面\n  - GB/T 1.1\n# 完\n"
    )
    right = (
        "kind: references\nid: references  # 第2章\nentries:\n  # 版面\n  # 用于封面\n  - GB/T 1.1\n"
        "  - 'GB/T 9704—2012'\n\n  # 林业\n  - LY/T 1820  # 待核\n# 完\n"
    )
    result = ordered(tmp_path, REFERENCES, wrong.replace("\n", end).encode(), "REF-004")
    assert result == right.replace("\n", end).encode()
    assert ordered(tmp_path, REFERENCES, result, "REF-004") == result


def test_symbols_and_abbreviations_are_put_in_order_each_among_their_own(tmp_path: Path) -> None:
    wrong = (
        "kind: symbols\nid: symbols\nentries:\n"
        "  - {symbol: OCR, zh: 光学字符识别, en: optical character recognition}  # 扫描\n"
        "  - symbol: b\n    zh: 宽度\n"
        "  # 接口\n  - symbol: API\n    zh: 应用程序编程接口\n    en: application programming interface\n"
        "  - symbol: a\n    zh: 长度\n"
    )
    right = (
        "kind: symbols\nid: symbols\nentries:\n"
        "  # 接口\n  - symbol: API\n    zh: 应用程序编程接口\n    en: application programming interface\n"
        "  - symbol: a\n    zh: 长度\n"
        "  - {symbol: OCR, zh: 光学字符识别, en: optical character recognition}  # 扫描\n"
        "  - symbol: b\n    zh: 宽度\n"
    )
    folder = tmp_path / "standards/example/clauses"
    materialise("", tmp_path)
    for number, name in ((6, "verification"), (5, "management"), (4, "service")):
        (folder / f"0{number}-{name}.yaml").rename(folder / f"0{number + 1}-{name}.yaml")
    file = "standards/example/clauses/04-symbols.yaml"
    (tmp_path / file).write_text(wrong, encoding="utf-8")
    mend(lambda: examine(tmp_path), lambda findings: selected(findings, ["ABB-003"]))
    assert (tmp_path / file).read_text(encoding="utf-8") == right


def test_a_list_in_brackets_keeps_its_spaces() -> None:
    assert rearranged("entries: [LY/T 1, 'GB/T 2',  GB/T 1]\n", "x.yaml", ("entries",), (2, 1, 0)) == "entries: [GB/T 1, 'GB/T 2',  LY/T 1]\n"


def test_a_list_in_brackets_with_comments_is_left() -> None:
    assert rearranged("entries: [\n  b,  # 一\n  a\n]\n", "x.yaml", ("entries",), (1, 0)) is None


def test_a_list_at_the_end_of_a_file_without_a_line_end_stays_without_one() -> None:
    assert rearranged("entries:\n  - b\n  - a", "x.yaml", ("entries",), (1, 0)) == "entries:\n  - a\n  - b"


WRITTEN = st.sampled_from(
    [
        "GB/T 1",
        "'GB/T 2—2020'",
        '"LY/T 3"',
        "|\n    甲\n    乙",
        ">-\n    丙 # 丁\n    戊",
        "{symbol: A, zh: 甲}",
        "symbol: B\n    zh: 乙",
        "[x, y]",
        "己  # 庚",
    ]
)
COMMENTS = st.sampled_from(["", "  # 甲\n", "  # 甲\n  # 乙\n", "\n", "\n  # 丙\n"])


@given(st.lists(st.tuples(COMMENTS, WRITTEN), min_size=1, max_size=6), st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_moving_changes_nothing_but_the_order(entries: list[tuple[str, str]], random: object, ended: bool, followed: bool) -> None:
    text = "# 头\nkind: x\nentries:\n" + "\n".join(f"{comment}  - {written}" for comment, written in entries) + "\n"
    text += "# 尾\ntail: y\n" if followed else ""
    text = text if ended else text.rstrip("\n")
    indexes = list(range(len(entries)))
    random.shuffle(indexes)  # type: ignore[attr-defined]
    new = rearranged(text, "x.yaml", ("entries",), indexes)
    if new is None:  # refused: nothing is written
        return
    assert sorted(new) == sorted(text)
    before, after = (parse(each.encode(), "x.yaml").data for each in (text, new))
    assert after["entries"] == [before["entries"][index] for index in indexes]
    assert {key: value for key, value in after.items() if key != "entries"} == {key: value for key, value in before.items() if key != "entries"}
    back = [indexes.index(position) for position in range(len(indexes))]
    assert parse((rearranged(new, "x.yaml", ("entries",), back) or text).encode(), "x.yaml").data == before


def test_ordinary_lists_are_not_refused() -> None:
    text = "entries:\n  # 甲\n  - GB/T 3\n  - |\n    GB/T 2\n  - 'GB/T 1'  # 乙\n"
    assert rearranged(text, "x.yaml", ("entries",), (2, 1, 0)) == "entries:\n  - 'GB/T 1'  # 乙\n  - |\n    GB/T 2\n  # 甲\n  - GB/T 3\n"
