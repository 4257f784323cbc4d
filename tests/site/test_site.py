"""The site of the hand-made library: links, escaping, permalinks, search index, determinism."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from links import problems
from lxml import html
from sample import HOSTILE, library, rules

from builder.model import Annex, Clause, Heading, Table, Term
from builder.write.site import SiteError, guide_folder, write_site
from builder.write.site.formulas import formula


def page(site: Path, name: str) -> str:
    return (site / f"{name}.html").read_text(encoding="utf-8")


def entries(site: Path) -> list[dict[str, str]]:
    keys = ("url", "title", "number", "kind", "where", "text")
    return [dict(zip(keys, row, strict=True)) for shard in sorted(site.glob("search/[0-9]*.js")) for row in rows(shard)]


def rows(shard: Path) -> list[list[str]]:
    script = shard.read_text(encoding="utf-8")
    return json.loads(script[script.index("[") : script.rindex("]") + 1])  # type: ignore[no-any-return]


def test_every_page_is_there(site: Path) -> None:
    names = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {
        "index.html", "search.html", "trace.html", "standards/index.html", "standards/sample.html", "cases/index.html", "cases/onboarding.html",
        "systems/index.html", "systems/office.html", "terms/index.html", "references/index.html", "rules/index.html", "rules/NOT-003.html",
        "guide/index.html", "guide/clauses.html",
    } <= names  # fmt: skip


def test_every_link_leads_somewhere_and_nothing_comes_from_another_host(site: Path) -> None:
    assert list(problems(site)) == []


def test_every_clause_term_table_and_annex_has_a_permalink(site: Path) -> None:
    tree = html.fromstring(page(site, "standards/sample"))
    links = {link.get("href"): link.get("aria-label") for link in tree.iterfind(".//a[@class='permalink']")}
    for block in library().documents["sample"].blocks:
        if isinstance(block, Heading | Annex | Clause | Term | Table):
            assert links[f"#{block.anchor}"].endswith("的固定链接")
            assert len(tree.findall(f".//*[@id='{block.anchor}']")) == 1


def test_what_an_author_types_never_becomes_markup(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<img src=x" not in text
        assert "<script>alert" not in text
    assert HOSTILE in html.fromstring(page(site, "standards/sample")).text_content()


def test_a_formula_holds_nothing_but_mathematics() -> None:
    for tex in (r"\text{<script>alert(1)</script>}", r"\text{<b onclick='x'>y</b>}", r"\href{javascript:alert(1)}{x}", r"\frac{"):
        assert formula(tex).startswith("<code>")
    assert formula(r"\frac{a}{b}").startswith("<math")


def test_only_published_cases_appear_anywhere(site: Path) -> None:
    for path in sorted(site.rglob("*")):
        if path.suffix in (".html", ".js"):
            text = path.read_text(encoding="utf-8")
            assert "不公开的案例" not in text, path
            assert "秘密截图" not in text, path


def test_demo_and_notices_stand_on_every_page(site: Path) -> None:
    for path in site.rglob("*.html"):
        if path.name == "404.html":
            continue
        text = path.read_text(encoding="utf-8")
        assert "示例内容，仅供软件演示；非现行或拟发布标准；数据为虚构。" in text
        assert "<p>草案</p>" in text


def test_no_banner_without_demo(tmp_path: Path) -> None:
    plain = library()
    sample = plain.documents["sample"]
    write_site(replace(plain, documents={"sample": replace(sample, facts=replace(sample.facts, demo=False))}, cases={}, systems={}), tmp_path)
    assert "重要提示" not in page(tmp_path, "index")


def test_an_empty_library_has_a_site(tmp_path: Path) -> None:
    write_site(replace(library(), documents={}, cases={}, systems={}, references=(), trace=type(library().trace)()), tmp_path)
    assert list(problems(tmp_path)) == []


def test_findings_stand_at_the_head_of_the_page(site: Path) -> None:
    text = page(site, "standards/sample")
    assert "本草案有以下问题（1）" in text
    assert text.index("本草案有以下问题") < text.index('id="foreword"')
    assert "本草案有以下问题" not in page(site, "standards/other")


def test_every_clause_is_in_the_search_index(site: Path) -> None:
    found = {entry["url"]: entry for entry in entries(site)}
    for document in library().documents.values():
        for block in document.blocks:
            if isinstance(block, Heading | Annex | Clause | Term | Table):
                assert f"standards/{document.id}.html#{block.anchor}" in found
    assert "申请单位应通过协同平台一次提交申请" in found["standards/sample.html#submit-once"]["text"]
    assert any(entry["kind"] == "指南" for entry in found.values())


def test_every_search_entry_leads_to_an_anchor(site: Path) -> None:
    for entry in entries(site):
        name, _, anchor = entry["url"].partition("#")
        text = (site / name).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in text, entry["url"]


def test_a_table_keeps_spans_scopes_and_footnotes(site: Path) -> None:
    tree = html.fromstring(page(site, "standards/sample"))
    table = tree.find(".//div[@id='elements']")
    assert [(head.get("scope"), head.get("colspan")) for head in table.iter("th")] == [
        ("colgroup", "2"), ("col", None), ("col", None), ("col", None), ("col", None),
    ]  # fmt: skip
    assert table.find(".//td[@rowspan='2']").text == "全省统一"
    assert [cell.get("class") for cell in table.find(".//tbody").iter("td")] == ["center", None, None, "center", None]
    assert table.find(".//tfoot//p[@id='elements_footnote-a']") is not None


def test_references_lead_to_their_targets(site: Path) -> None:
    text = page(site, "standards/sample")
    assert '<a href="#elements" class="reference">表1</a>' in text
    assert '<a href="#reference-1" class="citation">GB/T 9704—2012</a>' in text
    assert '<a href="other.html#other-clause" class="reference">DB33/T 1—2026中5.1</a>' in text
    assert '<a href="other.html">DB33/T 1—2026　另一个标准</a>' in text
    assert 'href="../../word/sample.docx"' in text
    assert 'href="../../data/sample.json"' in text


def test_a_clause_shows_its_cases_measures_basis_and_limit(site: Path) -> None:
    beside = html.fromstring(page(site, "standards/sample")).find(".//dl[@class='beside']").text_content()
    for words in ("优流程", "减跑动", "工作人员入职“一件事”", "跑动次数≤1次", "案例表明一次提交可以做到。", "5.2"):
        assert words in beside


def test_the_same_library_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two/deeper"):
        (tmp_path / name).mkdir(parents=True)
        write_site(library(), tmp_path / name, rules=rules())
    one, two = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tmp_path / "one", tmp_path / "two/deeper")
    )
    assert one == two
    assert not any(str(tmp_path).encode() in data for data in one.values())


def test_a_guide_page_links_to_clauses_and_other_sites_can_too(tmp_path: Path) -> None:
    guide = tmp_path / "docs" / "guide"
    guide.mkdir(parents=True)
    (guide / "index.md").write_text("# 指南\n\n见{zs:clause}`sample#submit-once`和{zs:case}`这个案例 <onboarding>`。\n", encoding="utf-8")
    out = tmp_path / "site"
    out.mkdir()
    write_site(library(), out, guide=guide)
    text = page(out, "guide/index")
    assert 'href="../standards/sample.html#submit-once"' in text
    assert 'href="../cases/onboarding.html"' in text
    assert list(problems(out)) == []
    inventory = (out / "objects.inv").read_bytes()
    listed = zlib.decompress(inventory[inventory.index(b"zlib.\n") + 6 :]).decode()
    assert "sample#submit-once zs:clause 1 standards/sample.html#submit-once 5.1.1" in listed
    assert "hidden" not in listed


def test_a_dead_role_in_the_guide_is_our_bug(tmp_path: Path) -> None:
    guide = tmp_path / "docs" / "guide"
    guide.mkdir(parents=True)
    (guide / "index.md").write_text("# 指南\n\n```{nonsense}\n```\n", encoding="utf-8")
    with pytest.raises(SiteError):
        write_site(library(), tmp_path / "site", guide=guide)


def test_rule_pages_escape_their_examples(site: Path) -> None:
    assert "note: 应&lt;提交&gt;" in page(site, "rules/NOT-003")


def test_the_guide_is_found_and_has_one_sentence_a_line() -> None:
    pages = sorted(guide_folder().glob("*.md"))
    assert len(pages) >= 9
    for guide in pages:
        fenced = False
        for line in guide.read_text(encoding="utf-8").splitlines():
            fenced ^= line.startswith("```")
            if not fenced and not line.startswith(("|", "-", "1", "2", "3")):
                assert line.rstrip("。").count("。") == 0, f"{guide.name}: {line}"


def test_nothing_but_the_site_is_written(site: Path) -> None:
    names = {path.name for path in site.rglob("*")}
    assert not names & {".buildinfo", ".doctrees", "environment.pickle", "_sources", "searchindex.js"}
