"""Rules about the cover and the facts that it prints (GB/T 1.1—2020, 8.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.inline import CITATION, citation, normalised
from builder.model import Card, Citation, Document, Facts, Library
from builder.rules import Fault, rule
from builder.rules.wording import document_stretches
from builder.vocabulary import DRAFT_STAGES, FUNCTIONS, STAGES

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

PATENT_CALL = "在提交反馈意见时，请将您知道的相关专利连同支持性文件一并附上。"

REPLACED_LINE = 45
"""Characters that fit one line at the top right of the cover."""

_FUNCTION_WORDS: dict[str, tuple[str, ...]] = {
    "terminology": ("术语", "词汇"),
    "symbol": ("符号", "标志"),
    "classification": ("分类", "编码", "代码", "目录"),
    "test": ("试验方法", "测定", "检验方法", "检测方法", "试验"),
    "specification": ("规范", "要求"),
    "code-of-practice": ("规程",),
    "guidance": ("指南", "指导"),
    "evaluation": ("评价", "评估"),
}
_ENGLISH_WORDS: dict[str, str] = {
    "specification": r"\bspecifications?\b|\brequirements\b|\bmethod of operation\b",
    "code-of-practice": r"\bcodes? of practice\b|\bprocedures?\b",
    "guidance": r"\bguid(?:ance|elines?|e)\b",
}

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
    numbers += list(facts.books)
    numbers += list(document.lists.listed or ()) + list(document.term_sources)
    if next(iter(library.cards), None) == document.id:
        numbers += [(entry.number, entry.place.at("number")) for entry in library.references]
    for number, place in numbers:
        if (found := _dashed_wrongly(number)) is not None:
            yield place, f"“{number}”的年份前不是一字线", f"写成“{found}”", number
    for stretch in document_stretches(document):
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
    if not facts.issued_by and not profile.issuers_of(facts.number):
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


@rule("META-010", "error", "GB/T 1.1—2020, D.1")
def wrong_patent_call(document: Document, library: Library) -> Iterator[Fault]:
    """The cover of a draft asks for patents in the fixed words.

    The builder prints the sentence; what remains to be wrong is a profile with another one.

    草案封面征集专利的提示应使用固定的语句。

    这句话由程序印出；可能写错的是版式中改过的语句。
    """
    words = document.profile.stock.cover_patents
    if words != PATENT_CALL:
        yield document.facts.place.at("profile"), f"版式中征集专利的提示是“{words}”", f"在版式中改为“{PATENT_CALL}”", document.facts.profile


@rule("META-011", "warning", "GB/T 1.1—2020, 8.1")
def long_replaced_line(document: Document, library: Library) -> Iterator[Fault]:
    """The line of replaced documents on the cover fits one line.

    Where there are more, the cover names none of them and the foreword all.

    封面的代替文件不超过一行。

    文件较多时，封面只写得下一行，全部编号在前言中列出。
    """
    line = document.cover.replaces
    if len(line) > REPLACED_LINE:
        place = document.facts.place.at("replaces")
        words = document.facts.replaces[0]
        yield place, f"封面的代替文件有{len(line)}个字符，超过一行", "只列出直接代替的文件，其余写入前言的history", words


@rule("META-012", "error", "GB/T 1.1—2020, 8.1", whole=True)
def no_english_title(document: Document, library: Library) -> Iterator[Fault]:
    """The cover has an English title.

    National and industry standards must have one; for local and group standards the profile makes it a hint.

    封面应有英文名称。

    国家标准和行业标准必须有；地方标准和团体标准由版式降为提示。
    """
    if document.profile.english_title != "none" and not document.facts.title_en:
        yield document.facts.place.at("title"), "没有英文名称", "在title下加一行en: [Specification for …]", "title"


@rule("META-013", "warning", "GB/T 1.1—2020, 10.3.1.2")
def wrong_english_title(document: Document, library: Library) -> Iterator[Fault]:
    """In the English title only the first letter of each element is a capital, and the elements are written one by one.

    Proper names and abbreviations keep their capitals; the names are in the profile's list ``english_names``.
    The builder joins the elements with the dash.

    英文名称每个要素只有第一个字母大写，各要素分开书写。

    专有名词和缩写除外，专有名词在版式的词表english_names中。要素之间的一字线由程序印出。
    """
    names = set(document.profile.words.get("english_names", ()))
    for index, element in enumerate(document.facts.title_en):
        place = document.facts.place.at("title", "en", index)
        if match := re.search(r"\s[-–—]\s|—|--", element):
            yield place, f"英文名称的要素“{element}”中有“{match.group().strip()}”", "分成两个要素：en: [第一个要素, 第二个要素]", element
            continue
        starts = {match.end() for match in re.finditer(r"^[\"“‘']?|: ?", element)}
        first = re.match(r"[a-z]+", element)
        if first and first.group() not in names:
            right = element[:1].upper() + element[1:]
            yield place, f"英文名称的要素以小写的“{first.group()}”开头", f"改为“{right}”", first.group()
        wrong = [
            match.group()
            for match in re.finditer(r"(?<![A-Za-z’'-])[A-Z][a-z’']+", element)
            if match.start() not in starts and match.group() not in names
        ]
        if wrong:
            right = element
            for word in wrong:
                right = re.sub(rf"(?<=[ “‘-]){word}", word.lower(), right)
            yield place, f"英文名称中的“{'、'.join(wrong)}”首字母大写", f"改为“{right}”", wrong[0]


@rule("META-014", "error", "GB/T 1.1—2020, 6.1.1、10.3.1.2")
def wrong_title(document: Document, library: Library) -> Iterator[Fault]:
    """The title has one to three elements, written one by one.

    Field, object and aspect; the builder prints one full-width space between them.

    标准名称由一至三个要素组成，各要素分开书写。

    依次为引导要素、主体要素和补充要素；要素之间一个汉字的空由程序印出。
    """
    elements = document.facts.title_zh
    place = document.facts.place.at("title")
    if not any(element.strip() for element in elements):
        yield document.facts.place, "标准没有名称", "加一行title: {zh: [主体要素, 补充要素]}"
        return
    if len(elements) > 3:
        yield place.at("zh"), f"标准名称有{len(elements)}个要素：“{'　'.join(elements)}”", "合并为至多三个要素：引导、主体、补充", elements[-1]
    for index, element in enumerate(elements):
        if not element.strip():
            yield place.at("zh", index), f"标准名称的第{index + 1}个要素是空的", "删去空的要素"
        elif "部分" not in element and (match := re.search(r"　|\s[-–—]\s|(?<=[\u4e00-\u9fff”）])\s+(?=[\u4e00-\u9fff“（])|—", element)):
            shown = match.group().strip() or "空格"
            help_text = "分成两个要素：zh: [第一个要素, 第二个要素]"
            yield place.at("zh", index), f"标准名称的要素“{element}”中有{'空格' if shown == '空格' else f'“{shown}”'}", help_text, element


@rule("META-015", "error", "GB/T 1.1—2020, 6.1.4.1")
def class_word_in_title(document: Document, library: Library) -> Iterator[Fault]:
    """The title does not call the document a standard.

    The cover says that already.

    标准名称不以“标准”“地方标准”等词结尾。

    封面已经写明是哪一级标准。名称的末尾用“规范”“规程”“指南”等表示功能的词。
    """
    for index, element in enumerate(document.facts.title_zh):
        last = index == len(document.facts.title_zh) - 1 or re.match(r"第.{1,3}部分", document.facts.title_zh[index + 1]) is not None
        match = re.search(r"(?:国家|行业|地方|团体|企业)?标准$|标准化指导性技术文件", element.strip())
        if match and (last or match.group() == "标准化指导性技术文件"):
            help_text = "改为“……规范”“……规程”或“……指南”"
            yield document.facts.place.at("title", "zh", index), f"标准名称“{element}”中有“{match.group()}”", help_text, match.group()


@rule("META-016", "warning", "GB/T 1.1—2020, 6.1.4.2")
def title_without_function(document: Document, library: Library) -> Iterator[Fault]:
    """The title shows the function of the document, in Chinese and in English.

    A specification is called 规范, a code of practice 规程, a guidance 指南, and so on.

    标准名称应有表示功能的词，并与function一致，中英文也应一致。

    规范标准用“规范”，规程标准用“规程”，指南标准用“指南”，分类标准用“分类”或“编码”，试验标准用“试验方法”或“……的测定”，术语标准用“术语”，评价标准用“评价”。
    """
    facts = document.facts
    words = _FUNCTION_WORDS.get(facts.function, ())
    title = "".join(facts.title_zh)
    if not words or not title:
        return
    place = facts.place.at("title")
    ends = [re.sub(r"^第.{1,3}部分[：:]?", "", element) for element in facts.title_zh]
    other = next((word for end in reversed(ends) for word in ("规范", "规程", "指南") if end.endswith(word) and word not in words), None)
    if other and not any(word in title for word in words):
        yield place, f"function是“{FUNCTIONS[facts.function]}”，名称中写的是“{other}”", f"名称改用“{words[0]}”，或改function", other
    elif not any(word in title for word in words):
        yield place, f"名称“{title}”中没有“{'”“'.join(words)}”", f"在名称的末尾加“{words[0]}”", facts.title_zh[-1]
    english = "—".join(facts.title_en)
    own = _ENGLISH_WORDS.get(facts.function)
    if own is None or re.search(own, english, re.IGNORECASE):
        return
    for pattern in _ENGLISH_WORDS.values():
        if match := re.search(pattern, english, re.IGNORECASE):
            message = f"function是“{FUNCTIONS[facts.function]}”，英文名称中写的是“{match.group()}”"
            yield place.at("en"), message, "使英文名称与中文名称的功能一致", match.group()


@rule("META-017", "warning", "GB/T 1.1—2020, 6.1.2.2 b)")
def enumerating_title(document: Document, library: Library) -> Iterator[Fault]:
    """The last element of the title does not enumerate what the document treats.

    One word for the whole is enough; the scope tells the rest.

    标准名称的补充要素不罗列内容的各个方面。

    用一个概括的词，各个方面写在范围中。
    """
    elements = document.facts.title_zh
    if elements and elements[-1].count("、") >= 2:
        help_text = "改用概括的词，如“技术规范”“服务规范”"
        yield document.facts.place.at("title", "zh", len(elements) - 1), f"标准名称的“{elements[-1]}”罗列了几个方面", help_text, elements[-1]


@rule("META-018", "error", "GB/T 1.1—2020, 7.1、6.1.3")
def wrong_part_title(document: Document, library: Library) -> Iterator[Fault]:
    """The last element of a part's title says which part it is; the number says it too, and the other elements are those of the other parts.

    The form is 第N部分：…. The digit is an Arabic one.

    部分的名称应是“第N部分：……”，编号中有“.N”，前面的要素与其他部分相同，补充要素各不相同。

    N用阿拉伯数字。
    """
    facts = document.facts
    elements = facts.title_zh
    place = facts.place.at("title", "zh")
    for index, element in enumerate(elements):
        match = re.search(r"第\s*([一二三四五六七八九十\d]+)\s*部分(：?)", element)
        if match is None:
            continue
        if not re.fullmatch(r"第\d+部分：\S.*", element):
            yield place.at(index), f"部分的名称“{element}”写法不对", "写成“第1部分：总则”的样子，用阿拉伯数字和全角冒号", element
        elif index != len(elements) - 1 or index == 0:
            yield place.at(index), f"“{element}”不是名称的最后一个要素", "前面写与其他部分相同的要素，最后写“第N部分：……”", element
        elif facts.number and (found := re.search(r"\.(\d+|X)(?=[-–—－―]|$)", facts.number)) is None:
            yield (
                facts.place.at("number"),
                f"名称是“{match.group().rstrip('：')}”，编号“{facts.number}”中没有“.{match[1]}”",
                f"编号写成“……XXXX.{match[1]}—XXXX”",
                facts.number,
            )
        elif facts.number and found and found[1] not in (match[1], "X"):
            yield facts.place.at("number"), f"名称是“{match.group().rstrip('：')}”，编号中是“.{found[1]}”", "使编号与名称一致", facts.number
        else:
            yield from _other_parts(document, library)
    if facts.series and elements and not any("部分" in element for element in elements):
        help_text = "在名称的最后加一个要素，如“第1部分：总则”"
        yield facts.place.at("title"), f"写了所属系列“{facts.series}”，名称中没有“第N部分：”", help_text, elements[-1]


@rule("META-019", "warning", "GB/T 1.1—2020, 6.1.1")
def different_titles(document: Document, library: Library) -> Iterator[Fault]:
    """The title is the same on the cover, on the first page of the body, and everywhere else.

    The builder prints all of them from one place, so that no source file can get it wrong; the rule proves the finished document.

    封面、正文首页和其他各处的标准名称应一致。

    各处的名称都由程序从同一处印出，源文件中不会写错；本规则用来证明成稿无误。
    """
    if document.cover.title != document.facts.title_zh:
        shown, written = document.cover.name, "　".join(document.facts.title_zh)
        yield document.facts.place.at("title"), f"封面的名称是“{shown}”，不是“{written}”", "这是程序的错误，请报告", shown


@rule("META-020", "info", "GB/T 1.1—2020, 8.1")
def filing_number_out_of_place(document: Document, library: Library) -> Iterator[Fault]:
    """A filing number stands on the covers of industry standards only.

    The profile says whether it is printed.

    只有行业标准的封面印备案号。

    是否印备案号由版式规定。
    """
    facts, profile = document.facts, document.profile
    if facts.filing and profile.filing_number == "none" and not _under_another_profile(document):
        yield facts.place.at("filing_number"), f"“{profile.name}”的封面不印备案号“{facts.filing}”", "删去filing_number", facts.filing


@rule("META-021", "warning", "GB/T 1.1—2020, 8.1、图E.6")
def industry_without_name(document: Document, library: Library) -> Iterator[Fault]:
    """The cover of an industry standard names the industry.

    The profile lists the codes of industries with their names; a standard of another code names its industry itself.

    行业标准的封面应写明行业的名称。

    版式列有各行业的代号和名称，按编号开头的代号选用；没有列入的，在standard.yaml里写industry。
    """
    facts, profile = document.facts, document.profile
    if "{industry}" in profile.banner and not facts.industry and profile.industry(facts.number) is None:
        code = facts.number.partition(" ")[0].partition("/")[0]
        help_text = f"写industry，如industry: 水利；或在版式的industries中加上{code or '行业代号'}"
        yield facts.place.at("number"), f"不知道代号“{code}”是哪个行业，封面会印成“{document.cover.banner}”", help_text, code


def _other_parts(document: Document, library: Library) -> Iterator[Fault]:
    """Compare the title of a part with those of the other parts of the same series in the workspace."""
    facts = document.facts
    if not facts.series:
        return
    place = facts.place.at("title", "zh")
    for other in library.cards.values():
        if other.id >= document.id or other.series != facts.series or not other.title:
            continue
        if _another_edition(facts, other):
            continue
        theirs = other.title
        if theirs[:-1] != facts.title_zh[:-1]:
            message = f"名称的“{'　'.join(facts.title_zh[:-1])}”与“{other.id}”的“{'　'.join(theirs[:-1])}”不同"
            yield place, message, "同一系列各部分的前几个要素应相同", facts.title_zh[0]
        elif theirs[-1].partition("：")[2] == facts.title_zh[-1].partition("：")[2]:
            yield place, f"名称的“{facts.title_zh[-1]}”与“{other.id}”的补充要素相同", "各部分的补充要素应不同", facts.title_zh[-1]


def _another_edition(one: Facts, other: Card) -> bool:
    """Tell whether two standards are editions of one: the one replaces the other, or their numbers differ in the year only."""
    if one.number in other.replaces or other.number in one.replaces:
        return True
    number = normalised(one.number)[0]
    return "X" not in number and number == normalised(other.number)[0]


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
