"""Rules about the cover and the facts that it prints (GB/T 1.1—2020, 8.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.inline import CITATION, citation
from builder.model import Citation, Document, Library
from builder.rules import Fault, rule
from builder.rules.wording import stretches
from builder.vocabulary import DRAFT_STAGES, STAGES

PROVINCES = frozenset(
    {
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46",
        "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
    }
)  # fmt: skip
"""Codes of provinces, autonomous regions, municipalities and special administrative regions (GB/T 2260)."""

MUNICIPALITIES = frozenset(("11", "12", "31", "50"))
"""Provinces without cities below them."""

ICS_FIELDS = frozenset(
    {
        "01", "03", "07", "11", "13", "17", "19", "21", "23", "25", "27", "29", "31", "33", "35", "37", "39", "43", "45", "47", "49",
        "53", "55", "59", "61", "65", "67", "71", "73", "75", "77", "79", "81", "83", "85", "87", "91", "93", "95", "97", "99",
    }
)  # fmt: skip
"""First level of the International Classification for Standards."""

CCS_CLASSES = frozenset("ABCDEFGHJKLMNPQRSTUVWXYZ")
"""First letters of the Chinese Classification for Standards; I and O are not used."""

_ICS = re.compile(r"\d{2}(?:\.\d{3}(?:\.\d{2})?)?")
_CCS = re.compile(r"[A-Z] \d{2}")
_DASHES = re.compile(r"\s*(?:[-‐‑‒–―－~～]|--|—)\s*(?=(?:\d{4}|X{4})$)")


@rule("META-001", "error", "GB/T 1.1—2020, 8.1")
def wrong_number(document: Document, library: Library) -> Iterator[Fault]:
    """The number of a standard has the form of its profile.

    Code, one space, sequence number, one-em dash and year; a draft may keep placeholders. The dash is looked at by META-002,
    the code of the region by META-003.

    标准编号应符合所用版式规定的写法。

    编号由代号、一个空格、顺序号、一字线和年份号组成，草案可以用XXXX占位。一字线由META-002核对，行政区划代码由META-003核对。
    """
    number, profile = document.facts.number, document.profile
    place = document.facts.place.at("number")
    example = f"写成{profile.number_example}的样子" if profile.number_example else "按照版式的编号格式书写"
    if not number:
        yield place, "标准没有编号", f"{example}；发布前顺序号和年份用XXXX占位"
        return
    if _under_another_profile(document) and "X" in number:
        return
    draft = document.stage in DRAFT_STAGES or not document.stage
    pattern = profile.draft_number_pattern if draft else profile.number_pattern
    probe = _DASHES.sub("—", number)
    if profile.level == "local":
        probe = re.sub(r"^DB\d{2,4}(?!\d)", profile.code, probe)
    if not _fits(pattern, probe):
        if not draft and _fits(profile.draft_number_pattern, probe):
            yield place, f"标准已发布，编号“{number}”仍有占位", "填写批准发布时给定的顺序号和年份号", number
        else:
            yield place, f"编号“{number}”不符合“{profile.name}”的编号格式", f"{example}：代号后空一格，年份前用一字线“—”", number


@rule("META-002", "error", "GB/T 1.1—2020, 8.1")
def wrong_dash(document: Document, library: Library) -> Iterator[Fault]:
    """The dash before the year of a document's number is the one-em dash.

    A hyphen or an en dash makes a number that searches do not find. The rule looks at the cover, at references.yaml, and at every citation.

    文件编号的年份前应使用一字线“—”。

    用连字符或半字线书写的编号，检索时查不到。本规则核对封面、references.yaml和文中引用的每一个编号。
    """
    facts = document.facts
    numbers = [(facts.number, facts.place.at("number"))]
    numbers += [(number, facts.place.at("replaces", index)) for index, number in enumerate(facts.replaces)]
    numbers += [(number, facts.place.at("bibliography", index)) for index, number in enumerate(facts.bibliography)]
    numbers += list(document.lists.listed or ()) + list(document.term_sources)
    if next(iter(library.documents), None) == document.id:
        numbers += [(entry.number, entry.place.at("number")) for entry in library.references]
    for number, place in numbers:
        if (found := _dashed_wrongly(number)) is not None:
            yield place, f"“{number}”的年份前不是一字线", f"写成“{found}”", number
    for stretch in stretches(document.blocks):
        if stretch.setting == "reference" or getattr(stretch.block, "stock", False):
            continue
        for inline in stretch.inlines:
            if isinstance(inline, Citation) and (found := _citation_dash(inline)) is not None:
                written = _number_part(inline.text)
                yield stretch.place, f"“{written}”的年份前不是一字线", f"写成“{found}”", written


@rule("META-003", "error", "地方标准管理办法；GB/T 2260")
def wrong_region(document: Document, library: Library) -> Iterator[Fault]:
    """The code of a local standard is that of its province or city.

    DB is followed by the first two digits of a province's code or the first four of a city's.
    The four municipalities have no cities below them, and codes ending in 90 stand for counties administered directly, not for cities.

    地方标准的代号应是本省或本市的行政区划代码。

    DB后面是省级代码的前两位，或者设区的市代码的前四位。直辖市没有四位代码；4190、4290、4690、6590表示省直辖的县，不是设区的市。
    """
    number, profile = document.facts.number, document.profile
    match = re.match(r"DBS?(\d+)", number)
    if profile.level != "local" or match is None or (_under_another_profile(document) and "X" in number):
        return
    code, place = match[1], document.facts.place.at("number")
    if not _region_exists(code):
        yield place, f"没有代码为“{code}”的省或设区的市", f"改为DB{profile.region}" if profile.region else "核对行政区划代码", match[0]
    elif profile.region and code != profile.region:
        help_text = f"改为DB{profile.region}，或选用{code}的版式"
        yield place, f"编号的代码“{code}”与“{profile.name}”的代码“{profile.region}”不同", help_text, match[0]


@rule("META-004", "warning", "标准化法，第二条")
def mandatory_without_basis(document: Document, library: Library) -> Iterator[Fault]:
    """A local standard without /T names the law that allows it to be mandatory.

    Local standards are recommendatory unless another law says otherwise, as it does for the environment.

    编号不含“/T”的地方标准应写明允许强制的法律依据。

    地方标准是推荐性标准，法律另有规定的（如生态环境）除外。
    """
    facts = document.facts
    if document.profile.level == "local" and re.match(r"DBS?\d+\s", facts.number) and not facts.mandatory_basis:
        help_text = "在代号后加“/T”，或写mandatory: {basis: 法律条款}"
        yield facts.place.at("number"), f"编号“{facts.number}”是强制性标准的写法，但没有法律依据", help_text, facts.number


@rule("META-005", "error", "GB/T 1.1—2020, 8.1")
def wrong_ics(document: Document, library: Library) -> Iterator[Fault]:
    """The cover has an ICS number of the right form, in a field that exists.

    Two digits for the field, three for the group, two for the subgroup: 35.240.01.

    封面应有ICS号，其写法和一级类目应正确。

    ICS号的写法是两位、三位、两位数字，用点分开，如35.240.01；前两位是国际标准分类法中存在的一级类目。
    """
    facts = document.facts
    if not facts.ics:
        yield facts.place, "没有可用的ICS号", "加一行，如ics: ['03.160']，数字要加引号"
    for index, number in enumerate(facts.ics):
        place = facts.place.at("ics", index)
        if not _ICS.fullmatch(number):
            yield place, f"ICS号“{number}”的写法不对", "写成35.240.01的样子：两位、三位、两位数字，用点分开", number
        elif number[:2] not in ICS_FIELDS:
            yield place, f"ICS没有“{number[:2]}”这个一级类目", "在国际标准分类法中查出所属类目", number


@rule("META-006", "error", "GB/T 1.1—2020, 8.1")
def wrong_ccs(document: Document, library: Library) -> Iterator[Fault]:
    """The cover has a CCS number of the right form, in a class that exists.

    A letter, one space, two digits: A 00.

    封面应有CCS号，其写法和一级类目应正确。

    CCS号的写法是一个大写字母、一个空格、两位数字，如A 00；字母是中国标准文献分类法的一级类目，不用I和O。
    """
    facts = document.facts
    if not facts.ccs:
        yield facts.place, "没有可用的CCS号", "加一行，如ccs: [A 00]"
    for index, number in enumerate(facts.ccs):
        place = facts.place.at("ccs", index)
        if not _CCS.fullmatch(number):
            yield place, f"CCS号“{number}”的写法不对", "写成A 00的样子：一个大写字母、一个空格、两位数字", number
        elif number[0] not in CCS_CLASSES:
            yield place, f"CCS没有“{number[0]}”这个一级类目", "在中国标准文献分类法中查出所属类目", number


@rule("META-007", "error", "GB/T 1.1—2020, 8.1")
def wrong_dates(document: Document, library: Library) -> Iterator[Fault]:
    """A published standard has both dates, and does not come into force before it is published.

    Users need the days between to prepare.

    已发布的标准应有发布日期和实施日期，实施日期不早于发布日期。

    使用者需要从发布到实施之间的时间做准备。日期写成YYYY-MM-DD。
    """
    facts = document.facts
    if document.stage == "published":
        for key, value, name in (("published", facts.published, "发布日期"), ("effective", facts.effective, "实施日期")):
            if not value:
                yield facts.place.at("stage"), f"标准已发布，没有可用的{name}", f"加一行，如{key}: 2026-09-01", "published"
    if facts.published and facts.effective and facts.effective < facts.published:
        message = f"实施日期“{facts.effective}”早于发布日期“{facts.published}”"
        yield facts.place.at("effective"), message, "核对两个日期", facts.effective


@rule("META-008", "error", "GB/T 1.1—2020, 8.1")
def wrong_issuer(document: Document, library: Library) -> Iterator[Fault]:
    """The issuer is the one that the profile names.

    Local standards are issued by the standardization authority of the place; standards issued jointly name other issuers beside it.

    发布机构应是版式规定的机构。

    地方标准由当地的标准化行政主管部门发布，例如2018年机构改革后不再写质量技术监督局。几地联合发布的，本地的机构也在其中。
    """
    facts, profile = document.facts, document.profile
    if not facts.issued_by and not profile.issuers:
        yield facts.place, "没有发布机构", "写issued_by，或在版式中写issuers"
    if facts.issued_by and not _under_another_profile(document):
        for issuer in profile.issuers:
            if "×" not in issuer and issuer not in facts.issued_by:
                given = "、".join(facts.issued_by)
                help_text = f"写上“{issuer}”，或删去issued_by，由版式给出"
                yield facts.place.at("issued_by"), f"发布机构“{given}”中没有“{issuer}”", help_text, facts.issued_by[0]


@rule("META-009", "error", "GB/T 1.1—2020, 8.1、D.1", whole=True)
def wrong_stage(document: Document, library: Library) -> Iterator[Fault]:
    """A standard has a stage; a draft's cover shows it and asks for patents, a published cover does neither.

    A draft that does not say so is taken for the standard.

    标准应写明所处的阶段；草案的封面印阶段和征集专利的提示，正式发布的不印。

    没有写明阶段的草案会被误认为正式标准。封面上的各行由程序按阶段印出。
    """
    facts, cover = document.facts, document.cover
    place = facts.place.at("stage")
    if not facts.stage:
        yield place, "没有写明阶段", f"加一行stage，可用的有：{'、'.join(f'{key}（{name}）' for key, name in STAGES.items())}"
    elif document.stage in DRAFT_STAGES:
        for line, name in ((cover.stage, "阶段"), (cover.patents, "征集专利的提示")):
            if not line:
                yield place, f"草案的封面没有{name}", "检查版式的stages和stock", facts.stage
    else:
        for line in (cover.stage, cover.patents):
            if line:
                yield place, f"不是草案，封面却印有“{line}”", "检查版式的stages和stock", facts.stage


def _fits(pattern: str, number: str) -> bool:
    """Match, and take a pattern that is no pattern for one that matches: the profile is at fault then, not the standard."""
    try:
        return re.fullmatch(pattern, number) is not None
    except re.error:
        return True


def _under_another_profile(document: Document) -> bool:
    """Tell whether the command line shows the standard under another profile than its own: its cover is still written for its own."""
    return document.facts.profile != document.profile.id


def _region_exists(code: str) -> bool:
    if len(code) == 2:
        return code in PROVINCES
    return len(code) == 4 and code[:2] in PROVINCES - MUNICIPALITIES and "01" <= code[2:] < "90"


def _dashed_wrongly(number: str) -> str | None:
    """Give the right form of a number whose dash is wrong, None where it is right."""
    found = citation(number)
    return _citation_dash(found) if found else None


def _citation_dash(cited: Citation) -> str | None:
    match = CITATION.match(cited.text)
    if match is None or not match["code"] or not match["year"] or match["year"] == f"—{cited.year}":
        return None
    return f"{cited.number}—{cited.year}"


def _number_part(text: str) -> str:
    """Give the number of a citation as it was written, without title and clause."""
    match = CITATION.match(text)
    return text[: match.end("year")] if match and match["year"] else text
