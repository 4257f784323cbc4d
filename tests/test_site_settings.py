"""``standards/site.yaml``: what is read of it, and what is said of its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.load import load


def loaded(root: Path, text: str):  # type: ignore[no-untyped-def]
    (root / "standards").mkdir()
    (root / "standards" / "site.yaml").write_text(text, encoding="utf-8")
    return load(root)


def test_settings_are_read(tmp_path: Path) -> None:
    text = "title: 某站\naddress: https://a.example.gov.cn/biaozhun\ncomments: {way: mail, mail: yijian@example.gov.cn, note: 请于期限内反馈。}\n"
    found = loaded(tmp_path, text)
    assert found.findings == []
    site = found.library.site
    assert (site.title, site.address, site.way, site.mail) == ("某站", "https://a.example.gov.cn/biaozhun/", "mail", "yijian@example.gov.cn")


def test_a_workspace_without_settings_takes_comments_on_paper(tmp_path: Path) -> None:
    (tmp_path / "standards").mkdir()
    assert load(tmp_path).library.site.way == "form"


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("comments: {way: mail}\n", "SRC-011", "mail"),
        ("comments: {way: fax}\n", "SRC-012", "fax"),
        ("address: biaozhun.example.gov.cn\n", "SRC-012", "不是网站的地址"),
        ("comments: {way: issue, issues: 'https://a.example.gov.cn/new'}\n", "SRC-012", "{title}"),
        ("comments: {way: mail, mail: 意见箱}\n", "SRC-012", "不是电子邮箱"),
        ("titel: 某站\n", "SRC-010", "title"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(tmp_path: Path, text: str, rule: str, words: str) -> None:
    findings = loaded(tmp_path, text).findings
    assert [finding.rule for finding in findings] == [rule]
    assert words in findings[0].message + findings[0].help
