"""What the examples of the rules cannot say: rules that never fire on a good build, borders of a check, and what must stay quiet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builder.findings import Finding, Severity
from builder.lint import lint
from builder.model import AnyBlock, Document, Heading, Library, Paragraph, Reference, Text
from builder.rules import catalogue
from builder.rules.examples import examples, materialise
from builder.rules.families import FAMILIES
from builder.rules.pub import addresses, identities, phones
from builder.rules.ref import order
from builder.workspace import Workspace, examine

ROOT = Path(__file__).parents[2]


def workspace(patch: str, folder: Path) -> Workspace:
    materialise(patch, folder)
    return examine(folder)


def codes(findings: Iterable[Finding]) -> list[str]:
    return sorted({finding.rule for finding in findings})


def tampered(library: Library, change: Any) -> Library:
    def blocks(document: Document) -> tuple[AnyBlock, ...]:
        return tuple(changed for block in document.blocks if (changed := change(block)) is not None)

    documents = {id_: replace(document, blocks=blocks(document)) for id_, document in library.documents.items()}
    return replace(library, documents=documents)


# --- the catalogue ---------------------------------------------------------------------------------------------------


def test_every_rule_has_a_manual_in_both_languages() -> None:
    for code, entry in catalogue().items():
        assert entry.title.endswith("。"), code
        assert entry.title_en.endswith("."), code
        assert entry.authority, code
        assert entry.family in FAMILIES, code


def test_a_titled_rule_names_no_other_language() -> None:
    for code, entry in catalogue().items():
        assert not any("\u4e00" <= character <= "\u9fff" for character in entry.title_en), code


def test_the_projects_own_standards_and_cases_break_no_rule() -> None:
    assert [(finding.rule, finding.place, finding.message) for finding in examine(ROOT).findings] == []


def test_examples_of_a_family_do_not_share_a_text() -> None:
    for code in catalogue():
        wrongs = [example.wrong for example in examples(code) if example.wrong]
        assert len(wrongs) == len(set(wrongs)), code


# --- rules that prove the finished document --------------------------------------------------------------------------


def test_a_changed_lead_in_of_the_references_is_found(tmp_path: Path) -> None:
    def change(block: AnyBlock) -> AnyBlock:
        if isinstance(block, Paragraph) and block.text.startswith("下列文件中的内容"):
            return replace(block, inlines=(Text("下列文件对于本文件的应用是必不可少的。"),))
        return block

    library = tampered(workspace("", tmp_path).library, change)
    assert codes(lint(library)) == ["REF-001"]


def test_a_numbered_entry_of_the_references_is_found(tmp_path: Path) -> None:
    def change(block: AnyBlock) -> AnyBlock:
        return replace(block, entry=f"[1]　{block.entry}") if isinstance(block, Reference) else block

    library = tampered(workspace("", tmp_path).library, change)
    assert codes(lint(library)) == ["REF-002"]


def test_a_number_that_is_left_out_is_found(tmp_path: Path) -> None:
    def change(block: AnyBlock) -> AnyBlock:
        return replace(block, number="5.3") if isinstance(block, Heading) and block.number == "5.2" else block

    library = tampered(workspace("", tmp_path).library, change)
    assert codes(lint(library)) == ["STR-008"]


def test_a_changed_lead_in_of_the_terms_is_found(tmp_path: Path) -> None:
    def change(block: AnyBlock) -> AnyBlock:
        if isinstance(block, Paragraph) and block.text == "下列术语和定义适用于本文件。":
            return replace(block, inlines=(Text("下列定义适用于本标准。"),))
        return block

    library = tampered(workspace("", tmp_path).library, change)
    assert codes(lint(library)) == ["TRM-001"]


def test_the_sentence_that_there_are_no_terms_is_found_above_terms(tmp_path: Path) -> None:
    def change(block: AnyBlock) -> AnyBlock:
        if isinstance(block, Paragraph) and block.text == "下列术语和定义适用于本文件。":
            return replace(block, inlines=(Text("本文件没有需要界定的术语和定义。"),))
        return block

    library = tampered(workspace("", tmp_path).library, change)
    assert codes(lint(library)) == ["TRM-001", "TRM-002"]


# --- borders ---------------------------------------------------------------------------------------------------------


def test_rules_that_conclude_from_absence_are_silent_when_a_file_could_not_be_read(tmp_path: Path) -> None:
    patch = """
        files:
          standards/example/clauses/06-verification.yaml: "id: verification\\ntitle 证实方法\\n"
        content: [说明。]
        annexes: [{id: form, title: 登记表, normative: false, content: [登记表有两栏。]}]
    """
    assert codes(workspace(_dedent(patch), tmp_path).findings) == ["SRC-006"]


def test_a_waiver_with_a_reason_accepts_a_finding(tmp_path: Path) -> None:
    patch = """
        chapter: {waive: {STR-009: 待增加第二条}}
        clauses: [{id: badge, title: 标识, text: 工作人员应佩戴统一的标识。}]
    """
    found = workspace(_dedent(patch), tmp_path).findings
    assert [(finding.rule, finding.waived) for finding in found] == [("STR-009", "待增加第二条")]


def test_what_must_not_be_published_cannot_be_waived(tmp_path: Path) -> None:
    found = workspace("case: {results: [详情可致电13800138000。], waive: {PUB-001: 已同意}}", tmp_path).findings
    assert [(finding.rule, finding.waived, finding.severity) for finding in found] == [("PUB-001", None, Severity.ERROR)]


def test_findings_point_at_the_offending_words(tmp_path: Path) -> None:
    content = "id: service\ntitle: 服务要求\ncontent:\n  - 公文的格式应符合GB/T 9704-2012的规定。\nverified_by: [verification]\n"
    materialise("", tmp_path)
    (tmp_path / "standards/example/clauses/04-service.yaml").write_text(content, encoding="utf-8")
    found = examine(tmp_path)
    assert [(finding.rule, found.positions[finding]) for finding in found.findings] == [("META-002", (4, 13))]


def test_a_wrong_dash_in_references_is_reported_once_for_all_standards(tmp_path: Path) -> None:
    materialise("references: [{number: GB/T 36112-2018, title: 政务服务中心服务现场管理规范}]", tmp_path)
    _second_standard(tmp_path)
    assert [finding.rule for finding in examine(tmp_path).findings if finding.rule == "META-002"] == ["META-002"]


def test_a_standard_of_the_workspace_needs_no_entry(tmp_path: Path) -> None:
    materialise("content: [其他要求应符合DB33/T 1234的规定。]", tmp_path)
    _second_standard(tmp_path, number="DB33/T 1234—2026")
    assert codes(examine(tmp_path).findings) == []


def test_a_placeholder_number_under_another_profile_is_no_mistake(tmp_path: Path) -> None:
    materialise("", tmp_path)
    assert codes(examine(tmp_path, profile="gb").findings) == []


def test_an_unknown_kind_of_number_is_a_mistake_under_its_own_profile(tmp_path: Path) -> None:
    assert codes(workspace("standard: {profile: gb}", tmp_path).findings) == ["META-001"]


@pytest.mark.parametrize("number", ["DB33/T 310001—2020", "DB33/T 2036.1—2017", "DB33/T 0022—2020"])
def test_numbers_as_they_are_printed_pass(number: str, tmp_path: Path) -> None:
    assert codes(workspace(f"standard: {{number: {number}}}", tmp_path).findings) == []


@pytest.mark.parametrize("code", ["DB1101", "DB4190", "DB3300", "DB91"])
def test_codes_that_are_no_city_are_found(code: str, tmp_path: Path) -> None:
    assert codes(workspace(f"standard: {{number: {code}/T 1—2026}}", tmp_path).findings) == ["META-003"]


def test_references_are_ordered_as_the_standard_says() -> None:
    wanted = [
        "GB/T 1.1", "GB/T 1.2", "GB 50016", "DA/T 85", "LY/T 1", "DB33/T 2", "T/ABC 1", "ISO 9001", "IEC 60050", "ITU-T X.1",
    ]  # fmt: skip
    mixed = wanted[::-1]
    assert sorted(mixed, key=order) == wanted


def test_a_list_may_close_each_inner_list_with_a_full_stop(tmp_path: Path) -> None:
    patch = """
        content:
          - 窗口应提供下列服务：
          - items:
              - text: 咨询：
                items: [现场咨询；, 电话咨询。]
              - text: 受理：
                items: [现场受理；, 线上受理。]
    """
    assert codes(workspace(_dedent(patch), tmp_path).findings) == []


def test_an_annex_that_is_only_pointed_at_in_a_requirement_is_informative(tmp_path: Path) -> None:
    patch = """
        content: [工作人员应填写登记表，登记表的样式见<#form>。]
        annexes: [{id: form, title: 登记表, normative: false, content: [登记表有两栏。]}]
    """
    assert codes(workspace(_dedent(patch), tmp_path).findings) == []


def test_a_reference_to_a_table_of_an_annex_mentions_the_annex(tmp_path: Path) -> None:
    patch = """
        content: [登记的内容应符合<#columns>的规定。]
        annexes:
          - id: form
            title: 登记表
            normative: true
            content: [{table: {id: columns, title: 栏目, columns: [栏目], rows: [[名称], [地址]]}}]
    """
    assert codes(workspace(_dedent(patch), tmp_path).findings) == []


def test_a_law_that_is_only_reported_is_not_cited_normatively(tmp_path: Path) -> None:
    patch = """
        content: [依据《中华人民共和国档案法》的规定，办理记录应归档。, 公开的内容见《中华人民共和国档案法》。]
        references: [{title: 中华人民共和国档案法, kind: law}]
    """
    assert codes(workspace(_dedent(patch), tmp_path).findings) == []


def test_a_title_that_is_no_law_is_no_citation(tmp_path: Path) -> None:
    assert codes(workspace("content: [工作人员应填写《来访登记表》。]", tmp_path).findings) == []


@pytest.mark.parametrize(
    "text",
    [
        "电话13800138000", "手机１３８００１３８０００", "（0571）87654321", "0571-87654321", "021-12345678转8001".replace("1234", "6234"),
        "+86 138 0013 8000", "联系电话：87654321", "400-123-4567",
    ],
)  # fmt: skip
def test_telephone_numbers_are_found(text: str) -> None:
    assert len(list(phones(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "GB/T 1.1—2020", "DB33/T 310001—2020", "DB33/T XXXX.1—XXXX", "2022-01-01", "2022年1月1日至2022年12月31日", "〔2023〕12345678号",
        "事项编码33010020230001", "办件编号1380013800012", "12345热线", "000-00000000", "0.13800138000", "1 000 000元", "XXXX-XX-XX",
        "统一社会信用代码91330000MA27XF1234", "ISO 13800-1",
    ],
)  # fmt: skip
def test_other_numbers_are_no_telephone_numbers(text: str) -> None:
    assert list(phones(text)) == []


def test_identity_numbers_are_told_by_their_check_character() -> None:
    assert list(identities("证件号码11010519491231002X，")) == ["11010519491231002X"]
    assert list(identities("１１０１０５１９４９１２３１００２Ｘ")) == ["１１０１０５１９４９１２３１００２Ｘ"]
    assert list(identities("编号110105194912310021")) == []
    assert list(identities("编号911010519491231002X")) == []


def test_mail_addresses_are_found() -> None:
    assert list(addresses("发送到some.one@example.gov.cn。")) == ["some.one@example.gov.cn"]
    assert list(addresses("单价为5元@件，a@b")) == []


def test_a_declined_case_may_hold_a_telephone_number(tmp_path: Path) -> None:
    patch = """
        case: {status: declined, results: [详情可致电13800138000。]}
    """
    assert "PUB-001" not in codes(workspace(_dedent(patch), tmp_path).findings)


def _dedent(text: str) -> str:
    from textwrap import dedent

    return dedent(text).strip() + "\n"


def _second_standard(root: Path, number: str = "DB33/T XXXX—XXXX") -> None:
    import shutil

    other = root / "standards/other"
    shutil.copytree(root / "standards/example", other)
    shutil.rmtree(other / "records")
    service = "id: service\ntitle: 服务要求\ncontent: [大厅应设置窗口。]\nverified_by: [verification]\n"
    (other / "clauses/04-service.yaml").write_text(service, encoding="utf-8")
    main = other / "standard.yaml"
    text = main.read_text(encoding="utf-8").replace("DB33/T XXXX—XXXX", number).replace("example", "other")
    main.write_text(text, encoding="utf-8")
