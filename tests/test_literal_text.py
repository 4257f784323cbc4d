"""Whatever an author types comes out as it was typed, in Word, on the site and in the data, or is refused with its place."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from builder.build import Job, build
from builder.inline import escape
from builder.workspace import examine
from tests.word.ooxml import faults

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "tests" / "specimens" / "two-profiles" / "standards" / "alpha"
PIECES = st.sampled_from(
    [
        *"&<>\"'{}%#_\\/|=-+@!?;:,.()[]~^*$`",
        *("{{ title }}", "{% if x %}", "{# x #}", "{{", "}}", "{%p for x in y %}", "{_{", "%_}", "@@BODY@@", "@@FRONT@@", "&amp;", "&#60;", "]]>"),
        *("<b>", "</w:t>", "<script>", "${x}", "%s", "\\n", "null", "#", " "),
        *("申请单位", "材料", "一", "，", "。", "“", "”", "（", "）", "《", "》", "—", "……", "　"),
        *(
            "𠮷",
            "𪚥",
            "𰻞",
            "㐂",
            "龘",
            "é",
            "e\u0301",
            "か\u3099",
            "ก็",
            "😀",
            "👨\u200d👩\u200d👧",
            "🇨🇳",
            "①",
            "Ⅳ",
            "㎡",
            "℃",
            "‰",
            "\u00a0",
            "\u2005",
        ),
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=14).map("".join)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXTS.map(lambda text: f"甲{text}乙"), min_size=12, max_size=12))
def test_text_comes_out_as_it_was_typed(texts: list[str]) -> None:
    with TemporaryDirectory() as temporary:
        root, out = Path(temporary), Path(temporary, "out")
        write(root, texts)
        workspace = examine(root)
        assert set(workspace.library.documents) == {"alpha"}, [finding.message for finding in workspace.findings]
        build(Job(workspace, ("alpha",), draft=True), ("word", "site", "data"), out)
        data = (out / "word" / "alpha.docx").read_bytes()
        assert faults(data) == []
        word, site = words(out / "word" / "alpha.docx"), page(out / "site" / "standards" / "alpha.html")
        blocks = json.loads((out / "data" / "alpha.json").read_text(encoding="utf-8"))
        told = json.dumps(blocks, ensure_ascii=False)
        for text in texts:
            assert text in word, text
            assert bare(text) in site, text
            assert json.dumps(text, ensure_ascii=False)[1:-1] in told, text


@pytest.mark.parametrize(
    "character", ["\x00", "\x01", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\ufffe", "\uffff", "\ufdd0", "\u202e", "\u2066", "\ufeff"]
)
def test_a_character_that_nothing_can_print_is_refused_with_its_place(character: str, tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "standards" / "alpha")
    file = tmp_path / "standards" / "alpha" / "clauses" / "04-application.yaml"
    text = file.read_text(encoding="utf-8").replace("申请单位应一次", f"申请单位应{character}一次")
    assert character in text
    file.write_text(text, encoding="utf-8")
    workspace = examine(tmp_path)
    (finding,) = (finding for finding in workspace.findings if finding.place.file.endswith("04-application.yaml"))
    line = next(number for number, line in enumerate(text.split("\n"), 1) if character in line)
    assert finding.rule.startswith("SRC-")
    assert workspace.positions[finding][0] == line


def write(root: Path, texts: list[str]) -> None:
    """Put each text at another place: cover, foreword, heading, clause, item, note, example, caption, cell, footnote, term, introduction."""
    folder = root / "standards" / "alpha"
    shutil.copytree(SOURCE, folder)
    typed = [escape(text) for text in texts]
    cover = yaml.safe_load((folder / "standard.yaml").read_text(encoding="utf-8"))
    cover["title"]["zh"] = [texts[0]]
    cover["issued_by"] = [texts[1], "乙局"]
    cover["foreword"]["drafted_by"] = [texts[2]]
    cover["introduction"] = [typed[11]]
    (folder / "standard.yaml").write_text(yaml.safe_dump(cover, allow_unicode=True), encoding="utf-8")
    table = {"id": "t", "title": typed[8], "columns": ["一", "二"], "rows": [[typed[9], "—"]]}
    content = [f"{typed[4]}[^f]", {"items": [typed[5], "乙。"]}, {"note": typed[6]}, {"example": typed[7]}, "见<#t>。", {"table": table}]
    clause = {"id": "odd", "title": typed[3], "content": content, "footnotes": {"f": typed[10]}}
    (folder / "clauses" / "06-odd.yaml").write_text(yaml.safe_dump(clause, allow_unicode=True), encoding="utf-8")


def words(file: Path) -> str:
    """Give the text of every part that holds text, paragraph by paragraph."""
    with zipfile.ZipFile(file) as archive:
        parts = [archive.read(name) for name in ("word/document.xml", "word/footnotes.xml")]
    text = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    return "\n".join("".join(run.text or "" for run in paragraph.iter(text)) for part in parts for paragraph in etree.fromstring(part).iter("{*}p"))


def page(file: Path) -> str:
    return bare(html.fromstring(file.read_bytes().decode()).text_content())


def bare(text: str) -> str:
    """Leave blanks out: a browser joins them."""
    return "".join(text.split())
