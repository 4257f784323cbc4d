"""Words of a list are found in one scan, the longest first, and inside one another."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from builder.findings import Place
from builder.model import Clause, Sentence, Text
from builder.rules import checks
from builder.rules.examples import materialise
from builder.rules.occurrence import Lexicon
from builder.workspace import examine

FAMILIES = {"FWD", "SCO", "REF", "TRM", "ABB", "LST", "ANX", "CON", "POL", "UPG"}


def test_the_longest_word_wins() -> None:
    lexicon = Lexicon(["政务服务", "政务服务大厅", "大厅", "一"])
    assert list(lexicon.longest("政务服务大厅的政务服务")) == [(0, "政务服务大厅"), (7, "政务服务")]
    assert list(lexicon.every("政务服务大厅")) == [(0, "政务服务大厅"), (0, "政务服务"), (4, "大厅")]


def test_an_empty_list_finds_nothing() -> None:
    assert list(Lexicon([]).every("政务服务")) == []


@given(st.lists(st.text("甲乙丙", min_size=2, max_size=4), max_size=6), st.text("甲乙丙", max_size=30))
def test_every_occurrence_is_found(words: list[str], text: str) -> None:
    expected = {(position, word) for word in words for position in range(len(text)) if text.startswith(word, position)}
    assert set(Lexicon(words).every(text)) == expected


def test_the_rules_stay_linear(tmp_path: Path) -> None:
    """Ten times the clauses take about ten times as long; the margin is wide, so that a busy machine does not fail it."""
    materialise("", tmp_path)
    library = examine(tmp_path).library
    document = library.documents["example"]

    def seconds(count: int) -> float:
        subject = replace(document, blocks=(*document.blocks, *(clause(index) for index in range(count))))
        begin = time.perf_counter()
        for entry in checks("document"):
            if entry.family in FAMILIES and entry.check is not None:
                list(entry.check(subject, library))
        return time.perf_counter() - begin

    seconds(200)
    assert seconds(4000) < 40 * max(seconds(400), 0.01)


def clause(index: int) -> Clause:
    text = f"窗口{index}应在收到申请之日起5个工作日内受理，通过平台{index}（以下简称“台{index}”）登记。"
    place = Place("standards/example/clauses/09-long.yaml", ("clauses", index))
    sentences = (Sentence(text, "requirement"),)
    return Clause(place=place, prose=place.at("text"), level=2, number=f"9.{index}", anchor=f"_{index}", inlines=(Text(text),), sentences=sentences)
