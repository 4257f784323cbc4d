"""What holds for every input: marks, numbers, YAML, positions."""

from __future__ import annotations

import re
import string

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from builder.findings import Place
from builder.inline import escape, normalised, parse
from builder.model import AnyBlock, Citation, Clause, Heading, Item, KeyTerm, Math, Text, Variable, printed
from builder.passes.number import _blocks, _Counters, letters
from builder.passes.references import order_key
from builder.profile import Profile, merged
from builder.provision import Lexicon, provision, sentences
from builder.source import AlteredInteger, AlteredNumber, locate
from builder.source import parse as parse_source
from builder.vocabulary import PROVISIONS
from builder.write.data import json_parts, to_json

prose = st.text(alphabet=st.sampled_from("申请单位应一次提交，。：；（）“”《》<>#$*^~[]\\{}&|—～ab1 5.GB/T　"), max_size=40)
PLACE = Place("f")


@given(prose)
def test_escaped_text_prints_as_it_is(text: str) -> None:
    assert printed(parse(escape(text))) == text


@given(prose)
def test_no_text_makes_the_reader_of_marks_fail_or_lose_a_character_outside_marks(text: str) -> None:
    inlines = parse(text)
    kept = "".join(inline.text for inline in inlines if isinstance(inline, Text | Citation | KeyTerm | Variable | Math))
    for character in "申请单位应一次提交，。：；（）":
        marks = sum(character in inline.tex for inline in inlines if isinstance(inline, Math))
        assert marks or printed(inlines).count(character) == text.count(character), (character, kept)


CODES = st.sampled_from(["GB/T", "DB33/T", "DA/T", "GB"])


@given(CODES, st.integers(1, 99999), st.none() | st.integers(1, 99), st.none() | st.integers(1980, 2030))
def test_a_number_is_found_in_any_sentence(code: str, sequence: int, part: int | None, year: int | None) -> None:
    number = f"{code} {sequence}" + (f".{part}" if part else "")
    typed = number + (f"—{year}" if year else "")
    found = [inline for inline in parse(f"应符合{typed}的规定，见{typed}。") if isinstance(inline, Citation)]
    assert [(citation.number, citation.year) for citation in found] == [(number, str(year) if year else None)] * 2
    assert normalised(typed.replace("—", "-").replace(" ", "")) == (number, str(year) if year else None)


NUMBERS = st.sampled_from(
    ["GB/T 5", "GB 50016—2014", "DA/T 85", "DB33/T 1", "T/ABC 2", "ISO 9001", "IEC 3", "《某法》", "国发〔2018〕27号", "GB/T 1.10", "GB/T 1.9"]
)


@given(st.lists(NUMBERS))
def test_the_order_of_references_is_one_order(numbers: list[str]) -> None:
    ordered = sorted(numbers, key=lambda number: order_key(number, "33"))
    numbers.reverse()
    assert ordered == sorted(numbers, key=lambda number: order_key(number, "33"))
    ranks = [order_key(number, "33")[0] for number in ordered]
    assert ranks == sorted(ranks)


@given(st.integers(1, 2000))
def test_letters_count_on_after_z_as_word_does(count: int) -> None:
    """Word's upperLetter and lowerLetter double the letter: z, aa, bb."""
    assert string.ascii_lowercase.index(letters(count)[0]) + 26 * (len(letters(count)) - 1) + 1 == count
    assert len(set(letters(count))) == 1


tree = st.recursive(st.just(()), lambda children: st.lists(children, min_size=1, max_size=4).map(tuple), max_leaves=25)


def _profile() -> Profile:
    from pathlib import Path

    templates = Path(__file__).parent.parent / "templates"
    read = YAML(typ="safe", pure=True).load
    base = read((templates / "gbt11" / "profile.yaml").read_text(encoding="utf-8"))
    own = read((templates / "db33" / "profile.yaml").read_text(encoding="utf-8"))
    own.pop("extends")
    return Profile.model_validate({**merged(base, own), "id": "db33"})


LABELS = _profile().labels


@given(tree)
def test_numbers_are_consecutive_and_begin_with_their_parents(shape: tuple[object, ...]) -> None:
    blocks: list[AnyBlock] = []

    def add(children: tuple[object, ...], level: int) -> None:
        for child in children:
            blocks.append(Heading(place=PLACE, level=level))
            assert isinstance(child, tuple)
            add(child, level + 1)

    add(shape, 1)
    numbers = [block.number or "" for block in _blocks(blocks, LABELS, set(), _Counters()) if isinstance(block, Heading)]
    assert len(set(numbers)) == len(numbers)
    for index, number in enumerate(numbers):
        parent, _, last = number.rpartition(".")
        assert not parent or parent in numbers[:index]
        if int(last) > 1:
            assert (f"{parent}." if parent else "") + str(int(last) - 1) in numbers[:index]


@given(st.lists(st.tuples(st.integers(1, 2), st.booleans()), max_size=30))
def test_items_are_lettered_from_a_in_every_list(entries: list[tuple[int, bool]]) -> None:
    blocks: list[AnyBlock] = [Clause(place=PLACE, level=2, prose=PLACE)]
    for level, first in entries:
        blocks.append(Item(place=PLACE, level=level, ordered=True, first=first or not isinstance(blocks[-1], Item)))
    labelled = [block for block in _blocks(blocks, LABELS, set(), _Counters()) if isinstance(block, Item)]
    for block in labelled:
        assert re.fullmatch(r"[a-z]+\)" if block.level == 1 else r"\d+\)", block.label)
        if block.first:
            assert block.label in ("a)", "1)")


@given(prose)
def test_sentences_hold_the_whole_text_and_have_a_type(text: str) -> None:
    parts = sentences(text)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)
    assert all(provision(part, Lexicon()) in PROVISIONS for part in parts)


FORBIDDEN = "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn"), exclude_characters=FORBIDDEN)
plain = st.one_of(st.none(), st.booleans(), st.integers(-10000, 10000), st.text(alphabet=CHARACTERS, max_size=20))
keys = st.text(alphabet="abcdef-", min_size=1, max_size=6)
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=15)
data = st.dictionaries(keys, values, min_size=1, max_size=5)


@given(data)
def test_what_ruamel_writes_is_read_back_the_same(value: dict[str, object]) -> None:
    import io

    buffer = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = True
    yaml.dump(value, buffer)
    try:
        judged = YAML(typ="safe", pure=True).load(buffer.getvalue())
    except YAMLError:
        judged = None
    assume(judged == value)  # ruamel.yaml itself does not read every text back that begins with a question mark
    source = parse_source(buffer.getvalue().encode(), "f")
    assert source.findings == []
    assert source.data == value


yaml_like = st.text(alphabet=st.sampled_from("ab甲乙1 :-[]{}#'\"\n,|>?&*!%.~"), max_size=60)


@settings(max_examples=400)
@given(yaml_like)
def test_both_yaml_readers_agree_or_the_file_is_refused(text: str) -> None:
    """ruamel.yaml is the judge: what we read without complaint, it reads the same."""
    source = parse_source(text.encode(), "f")
    if source.findings:
        assert all(finding.position and finding.position[0] >= 1 for finding in source.findings)
        return
    try:
        judged = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise AssertionError(f"ruamel refuses {text!r}") from error
    assert _same(source.data, judged), (source.data, judged)


def _same(ours: object, judged: object) -> bool:
    """Compare, where ruamel.yaml resolves more words than the core schema does (dates, 1_000, 0b1) or keys to numbers."""
    if isinstance(ours, dict) and isinstance(judged, dict):
        return len(ours) == len(judged) and all(_same(a, b) for a, b in zip(ours.values(), judged.values(), strict=True))
    if isinstance(ours, list) and isinstance(judged, list):
        return len(ours) == len(judged) and all(_same(a, b) for a, b in zip(ours, judged, strict=True))
    if isinstance(ours, AlteredInteger | AlteredNumber):
        return isinstance(judged, int | float | str)
    if isinstance(ours, float) and isinstance(judged, float) and ours != ours:
        return judged != judged
    if isinstance(ours, str) and not isinstance(judged, str):
        return bool(re.fullmatch(r"[0-9_:.\-+obxTZ ]+", ours))
    return ours == judged


@given(st.lists(st.text(alphabet="甲乙丙应", min_size=1, max_size=8), min_size=1, max_size=6), st.integers(0, 5))
def test_a_value_is_found_where_it_stands(texts: list[str], pick: int) -> None:
    index = pick % len(texts)
    lines = ["# 注释", "content:", *(f"  - '{text}'" for text in texts)]
    source = "\n".join(lines) + "\n"
    assert locate(source, ("content", index)) == (index + 3, 5)
    assert locate(source, ("content", index), words=texts[index]) == (index + 3, 6)
    assert locate(source, ("content", 99)) == (2, 1)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=4), plain, min_size=1, max_size=4))
def test_data_written_in_parts_are_the_data_written_at_once(data: dict[str, object]) -> None:
    assert "".join(json_parts(data)) == to_json(data)
    late = {key: iter(value) if isinstance(value, list) else value for key, value in data.items()}
    assert "".join(json_parts(late)) == to_json(data)
