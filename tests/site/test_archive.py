"""Older texts of a standard: a page for each frozen stage, the switch between them, the comparison, and what keeps them out of the way."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from lxml import html
from portal import ROOT

from builder.archive import Archive
from builder.load import load
from builder.model import SiteSettings
from builder.passes import finish
from builder.versions import editions
from builder.workspace import Workspace
from builder.write.site.frame import Frame

ID = "internal-matters-general"
WORKING, CONSULTED = f"standards/{ID}/working-draft-2026-03-20", f"standards/{ID}/consultation-2026-05-20"


@pytest.fixture(scope="module")
def site(portal_out: Path) -> Path:
    return portal_out / "site"


def parsed(site: Path, page: str) -> html.HtmlElement:
    return html.parse(str(site / f"{page}.html"), html.HTMLParser(encoding="utf-8")).getroot()


def switch(tree: html.HtmlElement) -> list[tuple[str, str | None]]:
    """Give what the switch lists: the words, and where they lead; nothing leads to the page at hand."""
    listed = [entry[0] for entry in tree.iterfind(".//nav[@class='editions']/ul/li")]
    assert [one.get("aria-current") for one in listed if one.tag == "span"] == ["true"]
    return [(one.text_content(), one.get("href")) for one in listed]


def test_the_page_of_today_and_every_frozen_one_switch_to_all_others(site: Path) -> None:
    assert switch(parsed(site, f"standards/{ID}")) == [
        ("现在的文本（征求意见稿）", None),
        ("征求意见稿2026-05-20", f"{ID}/consultation-2026-05-20.html"),
        ("工作组讨论稿2026-03-20", f"{ID}/working-draft-2026-03-20.html"),
    ]
    assert [address for _, address in switch(parsed(site, WORKING))] == [f"../{ID}.html", "consultation-2026-05-20.html", None]


def test_a_frozen_page_prints_the_text_of_its_stage_and_says_that_it_is_not_the_text_of_today(site: Path) -> None:
    page = parsed(site, WORKING)
    text = page.find(".//div[@class='standard']").text_content()
    assert "申请单位宜提交申请，办理单位可委托受理。" in text
    assert "申请单位应通过协同平台一次提交申请。" not in text
    assert "申请单位应通过协同平台一次提交申请。" in parsed(site, f"standards/{ID}").find(".//div[@class='standard']").text_content()
    notice = page.find(".//aside[@class='archived']")
    assert "这是2026-03-20存档的工作组讨论稿，不是现在的文本。" in notice.text_content()
    assert [link.get("href") for link in notice.iter("a")] == [f"../{ID}.html", "working-draft-2026-03-20-changes.html"]
    assert "现在的文本与它没有差异。" in parsed(site, CONSULTED).find(".//aside[@class='archived']").text_content()
    assert page.find(".//div[@class='standard']").get("data-way") is None, "comments are made on the text of today"


def test_the_comparison_shows_both_texts_with_links_to_their_clauses(site: Path) -> None:
    page = parsed(site, f"{WORKING}-changes")
    row = next(row for row in page.iterfind(".//section[@class='both']//tr") if "更改" in row[0].text_content())
    assert "".join(one.text for one in row[1].iter("del")) + "".join(one.text for one in row[2].iter("ins"))
    assert [link.get("href") for link in row.iter("a")] == ["working-draft-2026-03-20.html#submit-once", f"../{ID}.html#submit-once"]
    assert "没有差异" in parsed(site, f"{CONSULTED}-changes").find(".//article").text_content()


def test_old_texts_are_kept_out_of_searches_maps_and_inventories(site: Path) -> None:
    frozen = (WORKING, CONSULTED, f"{WORKING}-changes", f"{CONSULTED}-changes")
    for name in frozen:
        assert parsed(site, name).find(".//meta[@name='robots']").get("content") == "noindex"
    assert parsed(site, f"standards/{ID}").find(".//meta[@name='robots']") is None
    data = (site / "objects.inv").read_bytes()
    listed = [zlib.decompress(data[data.index(b"zlib.\n") + 6 :]).decode()]
    listed += [path.read_text(encoding="utf-8") for path in [*site.glob("search/*.js"), *site.glob("provisions/*"), *site.glob("*.xml")]]
    assert len(listed) > 5
    assert not [text[:80] for text in listed if "working-draft-2026" in text or "可委托受理" in text]


def test_search_engines_are_sent_to_the_text_of_today(portal_workspace: Workspace) -> None:
    library = replace(portal_workspace.library, site=SiteSettings(address="https://biaozhun.example.gov.cn/"))
    with editions(portal_workspace) as finder:
        pages = Archive(library, finder).printed()[ID].pages
    made = [html.fromstring(Frame(library.site, []).put(page)) for page in pages]
    assert {page.find(".//link[@rel='canonical']").get("href") for page in made} == {f"https://biaozhun.example.gov.cn/standards/{ID}.html"}


def test_a_stage_with_personal_data_is_left_out_and_said_to_be(site: Path, portal_told: list[str]) -> None:
    assert not (site / "standards" / ID / "working-draft-2026-03-28.html").exists()
    assert [line for line in portal_told if "working-draft-2026-03-28" in line and "电话号码" in line]


def test_settings_tell_which_stages_are_shown(portal_workspace: Workspace) -> None:
    for stages, shown in ((("consultation",), [CONSULTED, f"{CONSULTED}-changes"]), ((), None)):
        library = replace(portal_workspace.library, site=SiteSettings(archive=stages))
        with editions(portal_workspace) as finder:
            printed = Archive(library, finder).printed()
        assert [page.name for page in printed[ID].pages] == shown if shown else printed == {}


def test_what_was_printed_is_remembered_until_the_standard_or_the_snapshot_changes(portal_workspace: Workspace, tmp_path: Path) -> None:
    looked: list[str] = []

    def printed(workspace: Workspace) -> object:
        with editions(workspace) as finder:
            found = finder.find
            finder.find = lambda name: looked.append(name) or found(name)  # type: ignore[method-assign, func-returns-value]
            library = replace(workspace.library, site=replace(workspace.library.site, archive=("consultation",)))
            return Archive(library, finder, cache=tmp_path).printed()

    first = printed(portal_workspace)
    assert looked == [f"{ID}@consultation-2026-05-20"]
    assert printed(portal_workspace) == first
    assert len(looked) == 1
    note = tmp_path / "editions" / ID / "editions.json"
    note.write_text(json.dumps({"sum": "?"}), encoding="utf-8")
    assert printed(portal_workspace) == first
    assert len(looked) == 2
    document = portal_workspace.library.documents[ID]
    changed = replace(document, blocks=document.blocks[:-3])
    library = replace(portal_workspace.library, documents={**portal_workspace.library.documents, ID: changed})
    assert printed(replace(portal_workspace, library=library)) != first


def test_a_standard_that_was_replaced_is_in_the_switch_and_compared(tmp_path: Path) -> None:
    copytree(ROOT / "standards", tmp_path / "standards")
    home = tmp_path / "standards" / ID
    copytree(home, tmp_path / "standards" / "older")
    old = tmp_path / "standards" / "older" / "standard.yaml"
    old.write_text(
        old.read_text(encoding="utf-8").replace(f"id: {ID}", "id: older").replace("DB33/T XXXX.1—XXXX", "DB33/T 9999.1—2018"), encoding="utf-8"
    )
    main = home / "standard.yaml"
    main.write_text(main.read_text(encoding="utf-8") + "replaces: [DB33/T 9999.1—2018]\n", encoding="utf-8")
    loaded = load(tmp_path)
    workspace = Workspace(finish(loaded.library), (), {}, loaded)
    with editions(workspace) as finder:
        printed = Archive(workspace.library, finder).printed()[ID]
    assert [(edition.label, edition.page) for edition in printed.switch][1:] == [("DB33/T 9999.1—2018", "standards/older")]
    assert [page.name for page in printed.pages] == [f"standards/{ID}/older-changes"]
