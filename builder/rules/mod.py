"""Rules about verbal forms and wording (GB/T 1.1—2020, 9.1, 9.4 and annex C)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from builder.findings import Fix
from builder.model import Clause, Document, Example, Footnote, Formula, Heading, Item, Library, Note, Paragraph, Symbol, Term, Warning
from builder.provision import Form, reports_law
from builder.rules import Fault, rule
from builder.rules.outline import chapters
from builder.rules.passages import Passage, authored, passages
from builder.rules.view import view

_WRONG_PROHIBITIONS = ("不得", "不可", "禁止", "严禁", "不准", "不许", "不允许")
_NEEDS = ("须", "务必", "需", "需要")
_LONG_FORMS = {
    "应该": "应", "不应该": "不应", "只准许": "应", "只准": "应", "只许": "应", "只允许": "应", "不准许": "不应",
    "推荐": "宜", "建议": "宜", "不推荐": "不宜", "不建议": "不宜",
    "可以": "可", "允许": "可", "准许": "可", "可以不": "不必", "无须": "不必", "毋须": "不必", "无需": "不必", "毋需": "不必", "能够": "能",
    "不能够": "不能", "不可以": "不应",
}  # fmt: skip
"""Words that stand for a verbal form only where the language forces it, and the form itself (annex C)."""

_DEMANDS = ("应", "不应", "应当", "应该", "不应当", "不应该", "必须", "须", "务必")
_PROSE = ("prose", "cell", "footnote")


@view
def _texts(document: Document) -> Iterator[Passage]:
    """Go through the sentences in which verbal forms belong: clauses, tables and table footnotes."""
    for passage in authored(document, *_PROSE):
        if not isinstance(passage.block, Footnote):
            yield passage


@view
def _with_notes(document: Document) -> Iterator[Passage]:
    """Go through the same sentences and those of notes and footnotes: what is worded badly there is not made right by being out of place."""
    for passage in authored(document, *_PROSE, "note"):
        if not isinstance(passage.block, Footnote) or passage.setting == "footnote":
            yield passage


def _said(document: Document, words: tuple[str, ...]) -> Iterator[tuple[Passage, Form]]:
    """Go through the uses of some verbal forms, also where no form may stand, since deleting is not the only remedy there."""
    for passage in authored(document, *_PROSE, "note", "example", "term"):
        if passage.block.inside:
            continue
        for form in passage.forms:
            if form.word in words and (passage.setting == "term" or not _attributive(form)):
                yield passage, form


def _attributive(form: Form) -> bool:
    """Tell whether the form says something about a noun inside a clause (允许通行的车辆), where no other form can stand for it."""
    return not form.governs and form.word in ("允许", "准许", "推荐", "建议", "禁止", "需", "需要", "须", "不可")


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"


def _replaced(passage: Passage, start: int, old: str, new: str, what: str, *, safe: bool = True) -> Fault:
    """Make the fault of a word that another one replaces, with the reworded sentence as remedy and, where it is safe, a correction."""
    reworded = passage.reworded(start, old, new)
    fix: Fix | None = passage.fix(start, old, new) if safe else None
    return passage.place, f"{what}“{_around(passage, start, old)}”", f"改为“{reworded}”", old, fix


def _around(passage: Passage, start: int, word: str) -> str:
    first, last = passage.bounds(start)
    return passage.text[max(first, start - 8) : min(last, start + len(word) + 8)]


@rule("MOD-001", "error", "GB/T 1.1—2020, 表C.1、9.5.4.2.2")
def must(document: Document, library: Library) -> Iterator[Fault]:
    """A requirement is worded with the verbal form for requirements, not with a word for outside constraints.

    A document cannot compel. Only where a law is reported, and named, does the law's own word stand.

    要求用“应”表述，不用“必须”。

    标准本身不能强制。只有转述法律的规定并写明法律名称时，才用“必须”，如“依据《……法》的规定，……必须……”。
    """
    for passage, form in _said(document, ("必须",)):
        if not reports_law(passage.text):
            yield _replaced(passage, form.start, form.word, "应", "用“必须”表述要求：", safe=not _doubled(passage, form))


def _doubled(passage: Passage, form: Form) -> bool:
    """Tell whether a form stands right behind another one, so that deleting it is the remedy, not replacing it."""
    index = bisect_left(passage.forms, form.start, key=lambda other: other.start)
    return index > 0 and passage.forms[index - 1].end == form.start


@rule("MOD-002", "error", "GB/T 1.1—2020, 表C.1")
def prohibition(document: Document, library: Library) -> Iterator[Fault]:
    """What is not to be done is worded with the negative form of the requirement.

    Prohibitions are the language of law; the standard has one form for a negative requirement.

    不要做的事用“不应”表述，不用“不得”“不可”“禁止”“严禁”“不准”“不许”“不允许”。

    禁止是法律的用语，标准中否定的要求只有“不应”一种写法。
    """
    for passage, form in _said(document, _WRONG_PROHIBITIONS):
        if _doubled(passage, form):
            continue
        safe = form.word in ("不得", "不准", "不许") or (form.word == "不可" and form.governs)
        yield _replaced(passage, form.start, form.word, "不应", f"用“{form.word}”表述否定的要求：", safe=safe)


@rule("MOD-003", "error", "GB/T 1.1—2020, 表C.1")
def ought_to(document: Document, library: Library) -> Iterator[Fault]:
    """A requirement is worded with the short verbal form, not with the long one of laws.

    One form for one meaning: a reader who meets two looks for a difference.

    要求用“应”表述，不用“应当”。

    一个意思只用一种写法，两种并用会使人以为轻重不同。“应当”是法律的用语。
    """
    for passage, form in _said(document, ("应当", "不应当")):
        if not _doubled(passage, form):
            yield _replaced(passage, form.start, form.word, form.word.removesuffix("当"), f"用“{form.word}”表述要求：")


@rule("MOD-004", "error", "GB/T 1.1—2020, 表C.1")
def need_to(document: Document, library: Library) -> Iterator[Fault]:
    """A requirement is worded with its verbal form, not with words for need.

    A need may be met or not; whether it binds remains open.

    要求用“应”表述，不用“须”“务必”“需”“需要”。

    “需要”说的是需求，看不出是不是要求。“所需”“需求”“确需……的”不在此列。
    """
    for passage, form in _said(document, _NEEDS):
        if not _doubled(passage, form) or passage.plain[: form.start].endswith("应"):
            yield _replaced(passage, form.start, form.word, "应", f"用“{form.word}”表述要求：", safe=False)


@rule("MOD-005", "warning", "GB/T 1.1—2020, 9.1、附录C")
def long_form(document: Document, library: Library) -> Iterator[Fault]:
    """The verbal forms themselves are used, not the expressions that may stand for them.

    Annex C allows the equivalents only where the language leaves no other way.

    用能愿动词本身，不用可以代替它的说法：“应该”写作“应”，“可以”写作“可”，“能够”写作“能”，“无须”写作“不必”，“推荐”“建议”写作“宜”。

    附录C列出的等效表述，只在因语言原因不能用首选的能愿动词时使用。
    """
    for passage, form in _said(document, tuple(_LONG_FORMS)):
        if not form.governs and form.word in ("无需", "无须", "毋须", "不需", "不需要"):
            continue
        if _doubled(passage, form) or (form.word == "可以" and _BY_MEANS.match(passage.plain, form.end)):
            continue
        new = _LONG_FORMS[form.word]
        if form.word in ("允许", "准许"):
            words = _around(passage, form.start, form.word)
            yield passage.place, f"用“{form.word}”代替“可”：“{words}”", "改用“可”，写出由谁做什么，如“患者可……”", form.word
            continue
        if form.word == "可以" and passage.plain.startswith("是", form.end):
            yield _replaced(passage, form.start, "可以是", "可为", "用“可以”代替“可”：")
            continue
        safe = form.word in ("应该", "不应该", "可以", "能够", "不能够", "不推荐", "不建议", "推荐", "建议") and form.governs
        yield _replaced(passage, form.start, form.word, new, f"用“{form.word}”代替“{new}”：", safe=safe)


_BY_MEANS = re.compile(r"(?![用由在按通经自选从向使采])[^，。；：]{1,16}(?:形式|方式|名义|作为|为准|为单位|为依据|代替|替代|为基准|为参考)")


@rule("MOD-006", "error", "GB/T 1.1—2020, 9.4.2.2")
def softened_requirement(document: Document, library: Library) -> Iterator[Fault]:
    """Words such as “as far as possible”, “consider” or “avoid” do not stand with the form for requirements.

    Whether somebody has tried or considered cannot be verified; such a sentence is a recommendation.

    “尽可能”“尽量”“考虑”“优先考虑”“充分考虑”“避免”“慎重”不与“应”连用，与“宜”连用。

    是否尽了力、是否考虑过，无法证实，这样的句子只能是推荐。
    """
    for passage in _with_notes(document):
        if passage.provision != "requirement":
            continue
        for hit in passage.hits_of("soft_words"):
            demand = _demand_before(passage, hit.start, 12 if hit.word in _TRYING else 0)
            if demand is not None:
                reworded = passage.reworded(demand.start, demand.word, "不宜" if demand.word.startswith("不") else "宜")
                message = f"“{demand.word}”与“{hit.word}”连用：“{_around(passage, demand.start, demand.word)}”"
                yield passage.place, message, f"改为“{reworded}”，或写出能证实的要求", hit.word
                break
            if isinstance(passage.block, Item) and hit.start == 0 and not passage.governing:
                yield passage.place, f"要求的列项以“{hit.word}”开头：“{_short(passage.text)}”", "改写为能证实的要求，或把引导语改为“宜”", hit.word
                break


_TRYING = ("尽可能", "尽量", "尽力", "力求", "力争", "尽可能地", "尽量地")


def _demand_before(passage: Passage, position: int, gap: int) -> Form | None:
    """Find the form for a requirement that stands before a position in the same part of the sentence, at most ``gap`` characters away."""
    first, _ = passage.bounds(position)
    for form in reversed(passage.forms):
        if form.word in _DEMANDS and first <= form.start and 0 <= position - form.end <= gap:
            return form
    return None


@rule("MOD-007", "error", "GB/T 1.1—2020, 9.4.2.3")
def usual_requirement(document: Document, library: Library) -> Iterator[Fault]:
    """Words such as “usually” or “in principle” do not stand with the form for requirements.

    They open an exception that nobody has written down.

    “通常”“一般”“原则上”不与“应”“不应”连用。

    这些词语留下了没有写明的例外。有例外时，写明在什么情况下例外。
    """
    for passage in _with_notes(document):
        for hit in passage.hits_of("usual_words"):
            end = hit.start + len(hit.word)
            if _REGULAR.match(passage.plain, end):
                continue
            match = (_USUALLY if hit.word == "一般" else _IN_PRINCIPLE).match(passage.plain, end)
            form = next((form for form in passage.forms if match and form.start == match.end()), None)
            before = _demand_before(passage, hit.start, 0)
            found = form if form is not None and form.word in _BINDING else before
            if found is not None and not (before is not None and _KINDS.match(passage.plain, end)):
                reworded = passage.reworded(hit.start, hit.word, "")
                message = f"“{hit.word}”与“{found.word}”连用：“{_around(passage, hit.start, hit.word)}”"
                yield passage.place, message, f"改为“{reworded}”，或写明例外的情况", hit.word


_BINDING = (*_DEMANDS, "不得", "严禁", "禁止", "不准", "不许", "不允许")
_DEMAND = r"(?=不?应|必须|须|务必|不得|严禁|禁止|不准|不许|不允许)"
_USUALLY = re.compile(
    r"(?:(?:来说|而言|来讲|地)?，[^，。；]{0,20}?|(?:情况|情形|条件)下，?[^，。；]{0,16}?)?，?(?:都|均|也|仍|还|只|地，?)?"
    rf"(?:(?:在|由|按照?|以|于|自|对|从|经|通过|将|把|至少|于)[^，。；]{{1,20}}?，?|每[^，。；应]{{1,8}}?)?{_DEMAND}"
)
_IN_PRINCIPLE = re.compile(rf"(?:(?:情况|情形|条件)下|来说|而言|来讲)?，?[^，。；宜可能]{{0,20}}?{_DEMAND}")
"""What may stand between 通常 or 原则上, which cannot describe a noun, and the form."""
_REGULAR = re.compile("[规年态温压]")
_KINDS = re.compile(r"(?:性|要求|事项|规定|情况|项目|人员|材料|信息|病人|护理|程序|方法|缺陷|隐患|风险|问题|工作|公共)")


@rule("MOD-008", "error", "GB/T 1.1—2020, 表C.1")
def qualitative_requirement(document: Document, library: Library) -> Iterator[Fault]:
    """A requirement gives what can be verified, not a quality that everybody judges for themselves.

    “Strong enough” or “convenient” cannot be measured; a value, a feature or a procedure can.

    要求应能证实，不写“足够”“充分”“良好”“便捷”“较为……”等定性的说法。

    各人判断不同，无法证实。写出数值、特征或者做法。
    """
    for passage in _texts(document):
        if passage.provision != "requirement":
            continue
        hit = next(_qualities(passage), None)
        if hit is not None:
            message = f"要求是定性的：“{_around(passage, hit[0], hit[1])}”"
            yield passage.place, message, f"把“{hit[1]}”改为能测量或核对的数值、特征，如“面积不应小于20 m²”", hit[1]


def _qualities(passage: Passage) -> Iterator[tuple[int, str]]:
    """Go through the qualitative words that a requirement demands: right behind 应, behind a verb of having, or closing the clause."""
    taken = -1
    for hit in passage.hits:
        if hit.list not in ("qualitative_words", "degree_words") or hit.start < taken:
            continue
        first, last = passage.bounds(hit.start)
        demand = next((form for form in reversed(passage.forms) if form.word in _DEMANDS and first <= form.start < hit.start), None)
        if demand is None or demand.word.startswith("不") or passage.plain.startswith(("清晰可见", "清晰可辨", "清晰可读"), hit.start):
            continue
        between = passage.plain[demand.end : hit.start]
        behind = passage.plain[hit.start + len(hit.word) : last]
        direct = not between or (_HAVING if hit.list == "qualitative_words" else _HAVING_SOME).fullmatch(between) is not None
        closes = _CLOSING.fullmatch(behind) is not None
        if hit.word == "高度" and behind[:1] not in tuple("重关集自可统一警负保"):
            continue
        if not between and hit.word in _ADVERBS and re.match("地?[一-鿿]", behind):
            found = True
        elif hit.list == "degree_words":
            found = direct and not (hit.word == "较" and behind[:1] in ("之", "上"))
        else:
            found = (direct and (closes or bool(between))) or (
                closes and len(between) <= 6 and hit.word in _RESULTS and not re.search("是否|[、的]", between)
            )
        if found:
            taken = hit.start + len(hit.word)
            yield hit.start, hit.word


_RESULTS = ("良好", "得当", "恰当", "妥善", "完好", "清晰", "整洁", "均匀", "充足", "合理", "完善", "牢固")
"""Words that also close a clause behind a verb: 混合良好, 处置得当."""

_ADVERBS = frozenset("热情 热心 耐心 细心 周到 亲切 礼貌 文明 友好 科学 灵活 高效 合理 恰当 得当 便捷 简便".split())
"""Words that also say how something is to be done, where nobody can tell whether it was: 应热情接待."""

_HAVING = re.compile(r"(?:保持|做到|具有|具备|有|提供|配备|配置|采取|进行|保证|确保|予以|给予|建立|布置得|力求)")
_HAVING_SOME = re.compile(f"{_HAVING.pattern}|设置|安装|设立?|配|制定|做好|留有|预留|开展|施加|安排|投入")
_CLOSING = re.compile(r"|[、和与及且并而].*|[^的，。；：]{1,2}")


@rule("MOD-009", "warning", "GB/T 1.1—2020, 表C.1")
def vague_requirement(document: Document, library: Library) -> Iterator[Fault]:
    """A requirement names its times, quantities and scope.

    “In time”, “relevant” or “about” leave it to every reader to fill in the value.

    要求中应写明时间、数量和范围，不用“及时”“适当”“有关”“左右”等不确定的说法。

    不确定的说法由各人自己填空，无法证实是否做到。
    """
    for passage in _texts(document):
        if passage.provision != "requirement":
            continue
        taken = {start for start, _ in _qualities(passage)}
        seen = -1
        for hit in passage.hits_of("vague_words"):
            if hit.start < seen or hit.start in taken or not _is_vague(passage, hit.start, hit.word):
                continue
            seen = hit.start + len(hit.word)
            remedy = _VAGUE_REMEDIES.get(hit.word, "写出具体的内容")
            yield passage.place, f"要求中有不确定的说法“{_around(passage, hit.start, hit.word)}”", f"把“{hit.word}”改为具体的内容：{remedy}", hit.word


_VAGUE_REMEDIES = {
    "及时": "如“在2个工作日内”", "尽快": "如“在2 h内”", "尽早": "如“在2个工作日内”", "适时": "如“每季度”",
    "必要时": "写明在什么情况下", "若干": "写出数量", "适量": "写出数量", "少量": "写出数量", "多数": "写出比例",
    "左右": "写出允许的偏差，如“±2 ℃”", "大约": "写出数值和允许的偏差", "大概": "写出数值和允许的偏差", "约": "写出数值和允许的偏差",
    "有关": "写出名称", "相关": "写出名称", "一定": "写出数值或范围", "适当": "写出数值或条件",
    "基本": "写出允许的偏差",
}  # fmt: skip
_VAGUE_CONTEXTS: dict[str, tuple[str, str]] = {
    # what may not stand before, what has to follow (empty: anything)
    "及时": (r"(?!)", r"(?!性|[\u4e00-\u9fff]{0,4}率)"),
    "基本": (r"(?!)", r"(?=满足|符合|完成|一致|达到|相同|实现|具备|覆盖|无|不)"),
    "一定": (r"不$", r"(?=的|数量|比例|时间|期限|范围|程度|规模|幅度|条件|厚度|距离|高度|温度|浓度|量|面积|频次)"),
    "左右": (r"(?<![\d个日天元%℃年月时分秒米gmLhVWAkNKn半倍人次岁种件份条])$", r"(?!两|侧|手|对|各|岸|摇|方向|舷|翼|视|重|转)"),
    "上下": (r"(?<![\d个日天元%℃年月时分秒米gmLhVWAkNKnPa])$", r"(?!级|游|班|限|文|车|楼|两)"),
    "多数": (r"(?!)", r"(?!据|字|值|量|组|票)"),
    "相关": (r"(?:与(?:(?!相关|有关)[^，。；]){1,16}|利益|密切|不|时间|正|负)$", r"(?!性|系数|度|方|关系|联)"),
    "有关": (r"与(?:(?!相关|有关)[^，。；]){1,16}$", r"(?![联闭])"),
    "合理": (r"(?:不|公平)$", r"(?!化|性)"),
    "适当": (r"不$", r"(?!性)"),
    "约": (r"[预违合签条节制公履特解邀大续誓规隐集简]$", r"(?=\d|为)"),
    "少量": (r"(?!)", r""),
    "视情": (r"(?!)", r"(?!况[^，。；]{0,4}表)"),
}


def _is_vague(passage: Passage, start: int, word: str) -> bool:
    before, behind = passage.plain[:start], passage.plain[start + len(word) :]
    not_before, follows = _VAGUE_CONTEXTS.get(word, (r"(?!)", r""))
    if re.search(not_before, before) or not re.match(follows, behind):
        return False
    if word in ("有关", "相关") and _BLANKET.match(behind):
        return False
    return not (word == "合理" and before.endswith(("是否", "不")))


_BLANKET = re.compile(r"(?:国家|现行|行业|地方|的)*(?:法律|法规|规章|政策|标准|规范|规定|要求的规定)")
"""“应符合有关规定” is REF-011."""


@rule("MOD-010", "info", "GB/T 1.1—2020, 5.4.1、9.1")
def open_enumeration(document: Document, library: Library) -> Iterator[Fault]:
    """An enumeration in a requirement is complete.

    What is left open behind the last item cannot be verified.

    要求中列举的内容应列全，不以“等”收尾。

    “等”字后面还有什么，各人理解不同，无法证实。
    """
    for passage in _texts(document):
        if passage.provision != "requirement":
            continue
        for match in _OPEN.finditer(passage.plain):
            if not _friend_of_etc(passage.plain, match.end() - 1) and "、" in passage.plain[: match.end()]:
                start = match.end() - 1
                yield passage.place, f"列举以“等”收尾：“{passage.text[max(0, start - 12) : start + 6]}”", "把列举的内容列全，删去“等”", "等"


_OPEN = re.compile(
    r"(?:、|(?:(?<=[\u4e00-\u9fff]、)|(?<=[\u4e00-\u9fff]，))?(?<![平总饱柔调缓随祥中])[和及与](?![谐平时格]))[^，。；：、（）□]{1,20}?等(?!\d|[一二三四五六七八九十两几][项个种类条份件名级]|级|于|同|效|待|候|距|额|比|分|式|价|次|腰|离|压|"
    r"温|位|高|长|宽|边|幅|外|号)"
)
_BEFORE_ETC = "甲乙丙丁平同均对相优特初中高何我你它他一二三四五六七八九十上下次"


def _friend_of_etc(text: str, position: int) -> bool:
    """Tell whether 等 belongs to a word such as 甲等, 平等, 同等 or 均等."""
    if _RANKS.search(text, 0, position):
        return True
    if text.endswith(("合同", "胡同"), 0, position):
        return False
    return text[position - 1] in _BEFORE_ETC and text[position + 1 : position + 2] not in ("", "，", "。", "；")


_RANKS = re.compile("[甲乙丙丁特优上中下一二三四五]等[、和][甲乙丙丁特优上中下一二三四五]$")


@rule("MOD-011", "warning", "GB/T 1.1—2020, 表C.4～表C.6")
def exchanged_form(document: Document, library: Library) -> Iterator[Fault]:
    """Permission, ability and possibility keep their own verbal forms.

    People are allowed to do something; devices are able to; events possibly happen.

    允许用“可”，能力用“能”，可能性用“可能”，不互相代替。

    “申请人能查询”是说有没有本领，“申请人可查询”才是允许；“系统可生成”是允许，“系统能生成”才是能力。
    """
    for passage in _texts(document):
        if not any(form.word in ("能", "可", "可能", "不能") for form in passage.forms):
            continue
        actors, devices = _subjects(document.profile.words.get("actors", ())), _subjects(document.profile.words.get("devices", ()))
        for form in passage.forms:
            if not form.governs:
                continue
            before = passage.plain[passage.bounds(form.start)[0] : form.start]
            behind = passage.plain[form.end :]
            new = ""
            if not before.strip() and passage.forms[0].start < form.start:
                first, _ = passage.bounds(passage.forms[0].start)
                before = passage.plain[first : passage.forms[0].start]
            subject = _ASIDE.sub("", before) or before
            acts = (actors is not None and actors.search(subject)) or _PARTY.search(subject)
            if form.word == "不能" and acts and _FORBIDDEN.match(behind):
                new = "不应"
            elif (
                (form.word == "能" and _SERVED.search(subject) and not _SKILL.match(behind))
                or (form.word in ("能", "可能") and _APPROVED.search(passage.plain, 0, form.start) and not _HAPPENS.match(behind))
                or (form.word in ("能", "可能") and acts and (_ALLOWED.match(behind) or (form.word == "能" and _FREELY.match(behind))))
            ):
                new = "可"
            elif form.word == "可" and _HAPPENS.match(behind):
                new = "可能"
            elif form.word == "可" and not acts and _SUBJECT.search(subject) and (_BEARS.match(behind) or _AFFECTS.match(behind)):
                new = "能" if _BEARS.match(behind) else "可能"
            elif form.word == "可" and devices is not None and devices.search(subject) and _ABLE.match(behind):
                new = "能"
            if new and not _doubled(passage, form):
                meaning = {"可": "允许", "能": "能力", "可能": "可能性", "不应": "要求"}[new]
                message = f"用“{form.word}”表述{meaning}：“{_around(passage, form.start, form.word)}”"
                yield passage.place, message, f"表述{meaning}时改为“{passage.reworded(form.start, form.word, new)}”", form.word


_ALLOWED = re.compile(
    r"(?:在[^，。；]{1,12}(?:内|上|中|下|处)?|通过[^，。；]{1,12}|凭[^，。；]{1,10}|自行|自愿|直接|随时|当场|线上|在线|选择|代为|免费|"
    r"任意|优先|持[^，。；]{1,8}|按[^，。；]{1,10}|向[^，。；]{1,10}|根据[^，。；]{1,12}|依据?[^，。；]{1,10}|现场|提前|推迟|仅|只|再次|分批|分期)*"
    r"(?:选择|签字|签名|签收|换领|改签|退票|取消|取回|观摩|试用|抵扣|续约|解除|转让|延期|缓交|补交|补正|更正|自备|自取|跳过|省略|增设|"
    r"共用|合并|沿用|设立|重复使用|委托|申请|提出|提交|查询|查阅|查看|下载|打印|复制|借阅|预约|领取|办理|撤回|变更|延长|登录|使用|进入|携带|停放|参加|参观|"
    r"不(?:[设参办交做用需进配留另再予开存装保建]|单独|定期|提供|制定|编制|安排|采用|适用)|批准|同意|无条件|退货|退换|退款|免除|减免|从轻|不予|延长|放宽|决定|授权|指定|简化|缩短|减少|免除|聘请|邀请|撤销|注销|补办|续借|复印|旁听|列席|陪同|陪护|探视|挂失|暂停|终止|单独|兼任|增加|"
    r"评价|评议|评分|监督|举报|(?:对|就)[^，。；]{1,16}(?:评价|评议|评分|投诉|监督|申诉|提意见)|进行(?:评价|查询|投诉|预约|申诉|选择|变更)|"
    r"燃放|自带|更换|退还|要求|投诉|拒绝|代办|享受|免交|兑换|拍照|报名|调取|外出|采用|借用)"
)
_SERVED = re.compile(
    "(?:(?:申请|代办|委托|当事|办事|权利|投保|承租|出租|借阅|持证|持卡|购票|报名|捐赠|投诉|来访|探视|收件|寄件|取件|预约|监护|参赛|投标|受助)(?:人|者|人员)|家属|群众|公众|居民|业主"
    "|用户|使用者|利用者|参观者|消费者|游客|旅客|乘客|读者|观众|患者|病人|家长|学生|学员|考生|顾客|住户|租户|客户|会员|村民|市民|商户|车主|货主|纳税人)(?:也|都|均|还|即)?$"
)
"""Those whom a service is for: what they 能 do by their free choice, they are permitted to do."""
_SKILL = re.compile(
    "[^，。；]{0,24}?(?:独立|自理|行走|站立|翻身|进食|穿衣|交流|沟通|辨|识|判断|理解|了解|知[道晓]|掌握|熟|正确|准确|清楚|清晰|顺利|有效|迅速|及时|快速|看[到见清懂]|听[到见清懂]"
    "|说出|读出|复述|感[到受知]|到达|获[得知]|享有|得到|收到|找到|保持|保证|满足|达到|胜任|承[担受]|适应|忍受|耐受|坚持|提供|履行|按[时期]|配合|完成|够)"
)
_APPROVED = re.compile("经[^，。；]{1,16}(?:同意|批准|许可|授权|允许)(?:后|的)?，?[^，。；]{0,12}$")
"""What leads in a permission: 经科室负责人同意，…."""
_FREELY = re.compile(
    r"(?:在[^，。；]{1,12}[内中上])?(?:自由|自主|自愿|自行|随时|任意|优先|免费|凭[^，。；]{1,10}|持[^，。；]{1,10})"
    r"(?!识别|辨别|判断|辨认|生活|行走|活动|进食|穿衣|翻身|呼吸|说出|完成[^，。；]{0,6}动作)"
)
"""What marks a free choice, whatever is chosen."""
_PARTY = re.compile(
    "(?:方|者|人|员|师|生|家|户|单位|机构|部门|科室|医院|学校|企业|公司|窗口|中心|团队|班组|食堂|站点|网点|门店|店|厂|村|社区|园|馆|院|所|站|队|社|"
    "委员会|组织|商|客|童|民|监护人|家长|小组)$"
)
_ASIDE = re.compile("(?:在|(?<![大小高低多少等属])于|经|凭|持|出示|自|通过|每)[^，。；在]{1,12}$")
"""What may stand between a subject and its verbal form: 申请人在受理前能…."""
_FORBIDDEN = re.compile(
    "(?:单独|擅自|随意|自行|私自|携带|进入|使用|乘坐|吸烟|离开|兼任|转借|转让|触摸|代替|代签|代领|脱岗|饮酒|穿|佩戴|拒绝|推诿|泄露|收取|接受)"
)
_HAPPENS = re.compile(
    r"(?:能)?(?:在[^，。；]{1,12}(?:内|时|后|中|下)|直接|间接|进一步|严重|迅速|突然)*(?:造成|导致|引起|引发|诱发|影响|干扰|发生|出现|产生危|危及|危害|妨碍|损坏|损害|破坏|污染|堵塞|损伤|腐蚀|"
    r"使[^，。；]{1,14}(?:失|降|升|变|损|偏|停|死|裂|坏|亡|漏|脱|干|燥|敏|毒|锈|霉|烂|腐|胀|缩|软|硬|脆|老化|劳|缓|断|松|落|浊|肿|痛|钝|塞|堵|滑|倒|溢|爆|燃|涨|跌|淤|崩|塌|陷|沉|漂|乱|失真|波动|恶化|回升|回落)"
    r"|(?:诱|激|引)发|损害|加速|加剧|加重|削弱|降低[^，。；]{1,8}(?:性能|寿命|精度|强度|质量|效果|可靠性)|缩短[^，。；]{1,6}寿命)"
)
_ABLE = re.compile(
    r"(?:在[-−]?\d|在[^，。；]{1,24}(?:\d ?(?:ms|s|min|h)内)|发出|穿透|穿过|产生|释放|吸收|抑制|阻挡|截留|切断|屏蔽|抵抗|承担|输送|提升|牵引"
    r"|驱动|反射|透过|过滤|压缩|"
    r"在[^，。；]{1,12}(?:后|时|中|下|内|间)(?:独立|继续|自动|连续|正常|稳定|可靠|持续|保持|运行|工作|启动|使用|缓存|存储|记录|识别|飞行)|同时|自动|实时|连续|独立|快速|每[秒分小时天日]|支持|承载|"
    r"存储|缓存|识别|承受|容纳|检测到|测量|显示|生成|输出|达到|去除|剔除|"
    r"正常|稳定|持续|独自|累计|联动|分辨|区分|辨别|判别|计算|计量|转换|覆盖|响应|预警|跟踪|定位|保存|保持|"
    r"记录|处理|监测|感知|探测|采集|运行|工作|传输|切换|完成|适应|耐受|抵御|读取)"
)


_SUBJECT = re.compile("[\u4e00-\u9fff]{2}$")
_BEARS = re.compile(
    r"(?:在[^，。；]{1,12}(?:内|时段|时|后|中|下))?(?:承受|承载|容纳|耐受|抵御|抵抗)[^，。；]{0,12}\d|(?:在[^，。；]{1,12}(?:内|时段|时|后|中|下))?"
    r"(?:连续|自动)(?:运行|工作|监测|储存|存储|记录|识别|启动|切换|报警|调节|补水|排水|充电|飞行|行驶|采样|采集|测量|检测|生成|完成|关闭|锁定|跟踪)"
)
"""What anything that is nobody is able to do, not permitted."""
_AFFECTS = re.compile(
    r"(?:提高|增加|降低|减少|升高|改变|加快|减缓|促进|抑制|延长|缩短)(?![到至为])[^，。；\d]{1,12}(?:[湿温浓硬强密精]度"
    r"|风险|概率|难度|负荷|寿命|性能|速度|速率|成本)"
)


@lru_cache(maxsize=32)
def _subjects(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})(?:也|都|均|还|才|即)?$") if words else None


@rule("MOD-012", "error", "GB/T 1.1—2020, 9.2")
def form_in_note(document: Document, library: Library) -> Iterator[Fault]:
    """Notes and footnotes to the text contain no requirement, recommendation or permission.

    Readers may skip them, so a duty hidden there is a duty that nobody has. Examples are checked by NOT-003.

    注和条文脚注中没有要求、推荐和允许。

    读者可以不看注，写在注里的要求等于没有要求。示例由NOT-003检查。
    """
    for passage in authored(document, "note", "footnote"):
        if passage.setting == "note" or isinstance(passage.block, Footnote):
            yield from hidden_form(passage, "注" if passage.setting == "note" else "条文脚注")


def hidden_form(passage: Passage, name: str) -> Iterator[Fault]:
    """Report the first verbal form of a sentence that stands where no requirement, recommendation or permission may stand."""
    for form in passage.governing:
        if form.type in ("requirement", "recommendation", "permission"):
            message = f"{name}中有“{form.word}”：“{_around(passage, form.start, form.word)}”"
            yield passage.place, message, "把这句话移到条文中，或改为只陈述事实", form.word
            return


@rule("MOD-013", "error", "GB/T 1.1—2020, 8.7.3.3")
def requirement_in_definition(document: Document, library: Library) -> Iterator[Fault]:
    """A definition contains no requirement.

    This is TRM-008, which reports it; the code is kept because the catalogue lists it twice.

    定义中没有要求。

    由TRM-008报告；规则目录中两处列有这一条，所以保留编号。
    """
    return iter(())


@rule("MOD-014", "error", "GB/T 1.1—2020, 8.8.3")
def form_in_symbol(document: Document, library: Library) -> Iterator[Fault]:
    """An entry of symbols and abbreviated terms explains and demands nothing.

    Nobody looks there for a requirement.

    符号和缩略语的说明中没有要求和推荐。

    没有人到这里来找要求，要求写在条文中。
    """
    for passage in authored(document, "symbol"):
        if isinstance(passage.block, Formula | Symbol):
            for form in passage.governing:
                if form.type in ("requirement", "recommendation"):
                    message = f"符号或缩略语的说明中有“{form.word}”：“{_short(passage.text)}”"
                    yield passage.place, message, "只写名称和含义，要求写到条文中", form.word
                    break


@rule("MOD-015", "warning", "GB/T 1.1—2020, 9.6.1.2")
def form_in_informative_annex(document: Document, library: Library) -> Iterator[Fault]:
    """An informative annex contains information, not requirements or recommendations.

    A reader who need not follow the annex need not follow what it demands.

    资料性附录中没有要求和推荐。

    资料性附录只提供信息，写在里面的要求没有人遵守。有要求的附录是规范性附录。
    """
    for passage in _texts(document):
        if passage.informative:
            for form in passage.governing:
                if form.type in ("requirement", "recommendation"):
                    message = f"资料性附录中有“{form.word}”：“{_around(passage, form.start, form.word)}”"
                    yield passage.place, message, "改为陈述，如“表B.1给出了……”；或写normative: true，并在正文中用“应符合”提及", form.word
                    break


@rule("MOD-016", "warning", "GB/T 1.1—2020, 9.1、附录C")
def double_form(document: Document, library: Library) -> Iterator[Fault]:
    """Two verbal forms do not stand side by side.

    A sentence is either a requirement or a recommendation or a permission. A required ability is the exception.

    不把两个能愿动词连在一起用，如“宜应”“应可”“可应”“应必须”。

    一句话或是要求，或是推荐，或是允许。“应能”“宜能”表述对能力的要求和推荐，不在此列。
    """
    for passage in _with_notes(document):
        for first, second in pairwise(passage.forms):
            if first.end == second.start and (second.type not in ("capability", "possibility") or first.word in ("可", "可以")):
                both = first.word + second.word
                keep = second.word if first.type == second.type == "requirement" and second.word == "不应" else first.word
                if first.type == "permission" and second.type == "requirement":
                    keep = second.word
                kept = "应能" if both == "应可" else {"应当": "应", "必须": "应", "可以": "可"}.get(keep, keep)
                message = f"两个能愿动词连用：“{_around(passage, first.start, both)}”"
                yield passage.place, message, f"改为“{passage.reworded(first.start, both, kept)}”", both


@rule("MOD-017", "warning", "GB/T 1.1—2020, 9.4.2.1")
def comply_or_conform(document: Document, library: Library) -> Iterator[Fault]:
    """Persons and organizations comply with rules, things conform to them.

    The two words tell who has the duty.

    人和机构“遵守”规定，事和物“符合”规定。

    两个词说明由谁承担责任。
    """
    persons = _subjects(document.profile.words.get("actors", ()))
    for passage in _texts(document):
        for match in _COMPLIANCE.finditer(passage.plain):
            before = _ADVERB.sub("", passage.plain[passage.bounds(match.start())[0] : match.start()])
            word, start = match.group(1), match.start(1)
            person = (persons is not None and persons.search(before)) or _PERSON.search(before)
            if word == "符合" and person and _RULES.match(passage.plain, match.end()):
                yield _replaced(passage, start, word, "遵守", "人或机构“符合”规定：", safe=False)
            elif word == "遵守" and not person and _THING.search(before) and not _BODY.search(before):
                yield _replaced(passage, start, word, "符合", "事或物“遵守”规定：", safe=False)


_ADVERB = re.compile("(?:原则上|一般|通常|均|都|也|还|同时|一律|严格|自觉)+$")
_COMPLIANCE = re.compile(r"应(?:当|该)?(符合|遵守)")
_THING = re.compile("[\u4e00-\u9fff]{2}(?<![时前后中间内下里上处])$")
"""What 遵守 must not be said of: anything named that is nobody."""
_BODY = re.compile("[部处科室厂局厅委馆园](?:均|都|也)?$")
_PERSON = re.compile(
    r"(?:人员|人|者|员|师|长|生|工|户|商|队|司机|教练|护士|导游|保安|民|客|方|双方|各方|主体|团体|协会|学会|集团|社|店|家"
    r"|单位|机构|部门|企业|公司|组织|委员会|中心|学校|医院|院|所|站|团队|班组|政府|机关|车间|平台企业|媒体|家属|患者|学员|学生|游客|乘客|司乘)(?:均|都|也)?$"
)
_RULES = re.compile(r"(?!下列|以下|如下)[^，。；：]*(?:规定|制度|纪律|守则|规程|规则|规章|守则|准则|命令|指令|条例|法律|法规|道德|公约|安排|约定)")


@rule("MOD-018", "warning", "GB/T 1.1—2020, 8.11、表4", whole=True)
def chapter_of_statements(document: Document, library: Library) -> Iterator[Fault]:
    """In a specification or a code of practice, every core chapter says what is to be done.

    A chapter that only describes binds nobody. Chapters that classify, calculate or show conformity are exempt.

    规范和规程标准的核心技术要素，每一章应有要求、推荐、允许或者指示。

    只有陈述的章，读者不知道要做什么。分类、计算、证实方法等章除外。
    """
    if document.facts.function not in ("specification", "code-of-practice"):
        return
    exempt = _DESCRIBING if document.facts.function == "specification" else _ESTABLISHING
    binding: set[str] = set()
    stated: set[str] = set()
    current = ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            current = block.anchor
        elif isinstance(block, Clause | Paragraph | Item | Warning) and not block.inside:
            for sentence in block.sentences:
                if sentence.provision not in ("statement", "possibility"):
                    binding.add(current)
                elif not _POINTING.search(sentence.text):
                    stated.add(current)
    for chapter in chapters(document):
        anchor = chapter.block.anchor
        if chapter.chapter == "clause" and anchor in stated and anchor not in binding and not exempt.search(chapter.title):
            yield chapter.block.place.at("title"), f"“{chapter.title}”一章只有陈述", "用“应”“宜”“可”或者祈使句写出要做什么", chapter.title


_DESCRIBING = re.compile("分类|分级|分型|编码|代码|构成|组成|概述|原则|计算|公式|符号|体系|框架|结构|方法|证实|总则")
_ESTABLISHING = re.compile(f"{_DESCRIBING.pattern}|程序|流程|追溯|记录")
_POINTING = re.compile("见|参考|参照|[按依]照?|如下|所示|给出")


@rule("MOD-019", "warning", "GB/T 1.1—2020, 5.5.4、9.1")
def many_requirements(document: Document, library: Library) -> Iterator[Fault]:
    """A sentence holds one requirement, or two that belong together.

    What is verified one by one is written one by one.

    一句话不宜有三个以上的“应”。

    要求要逐条证实，就逐条写。
    """
    for passage in _texts(document):
        demands = [form for form in passage.governing if form.word in _DEMANDS and not passage.plain[: form.start].endswith("应")]
        if len(demands) >= 3:
            message = f"一句话中有{len(demands)}个要求：“{_short(passage.text)}”"
            yield passage.place, message, "分成几句，或改为列项，由引导语说“应”", demands[-1].word


@rule("MOD-020", "warning", "GB/T 1.1—2020, 5.4.1")
def mixed_limits(document: Document, library: Library) -> Iterator[Fault]:
    """A document words its limits in one way throughout.

    Both wordings say the same, so a reader looks for the difference.

    一个文件中，限值只用一种写法：都用“不应大于”，或都用“应不大于”。

    两种写法意思相同，并用会使人以为有区别。
    """
    first: dict[str, list[tuple[Passage, int, str]]] = {"不应": [], "应不": []}
    for passage in _texts(document):
        for match in _LIMIT.finditer(passage.plain):
            first["不应" if match.group(1) == "不应" else "应不"].append((passage, match.start(), match.group()))
    if first["不应"] and first["应不"]:
        fewer, more = sorted(first.values(), key=len)
        if len(fewer) == len(more):
            fewer = first["应不"]
        other = more[0][2] if fewer is not more else first["不应"][0][2]
        for passage, start, words in fewer:
            new = ("不应" if words.startswith("应不") else "应不") + words[2:]
            message = f"限值写作“{words}”，别处写作“{other}”"
            yield passage.place, message, f"改为“{passage.reworded(start, words, new)}”", words


_LIMIT = re.compile(r"(不应|应不)(?:大于|小于|超过|少于|低于|高于|多于|长于|短于|晚于|早于|迟于)")


@rule("MOD-021", "warning", "GB/T 1.1—2020, 5.4.1")
def speech(document: Document, library: Library) -> Iterator[Fault]:
    """The text addresses nobody, calls nobody to action, and asks nothing.

    A standard states; slogans and questions cannot be verified.

    条文中没有第一、第二人称，没有口号，也没有感叹句和疑问句。

    标准只作规定和陈述，口号和问句无法证实。
    """
    introduced = (passage for passage in passages(document) if passage.block.element == "introduction" and passage.setting == "prose")
    for passage in (*authored(document, "prose"), *introduced):
        # An introduction may speak of the country or the region (我国), but calls upon nobody.
        spoken = (hit for hit in passage.hits_of("slogans") if not passage.plain.startswith(("率", "度"), hit.start + len(hit.word)))
        hit = next((hit for hit in spoken if passage.block.element != "introduction" or not _OWN_REGION.match(hit.word)), None)
        if hit is not None:
            message = f"条文中有口号或者人称“{_around(passage, hit.start, hit.word)}”"
            yield passage.place, message, f"删去“{hit.word}”，写出由谁做什么，如“窗口应……”", hit.word
        elif (mark := _CALL.search(passage.plain)) is not None:
            yield passage.place, f"条文以“{mark.group()}”结尾：“{_short(passage.text)}”", "改为陈述句，末尾用“。”", mark.group()


_CALL = re.compile(r"[！？]")
_OWN_REGION = re.compile("我[国省市县区]|一流|温馨|群众满意")


@rule("MOD-022", "error", "GB/T 1.1—2020, 5.5.3")
def contract_or_penalty(document: Document, library: Library) -> Iterator[Fault]:
    """A document contains no terms of contract, no administrative measures, no liability and no penalty.

    Contracts and laws settle these; a standard cannot.

    标准中没有索赔、担保、费用结算等合同内容，也没有行政管理措施、法律责任和处罚。

    这些由合同和法律规定，标准不能规定。
    """
    friends = document.profile.words.get("contract_friends", ())
    for passage in authored(document, "prose", "cell", "note", "footnote"):
        hits = [
            hit
            for hit in passage.hits_of("contract_words")
            if not _inside(passage.plain, hit.start, hit.word, friends)
            and not (hit.word == "结算" and _is_record(passage.plain, hit.start))
            and not _MENTIONED.match(passage.plain, hit.start + len(hit.word))
        ]
        hits += [hit for hit in passage.hits_of("contract_words") if hit not in hits and _IMPOSED.search(passage.plain, 0, hit.start)]
        if hits:
            words = "”“".join(dict.fromkeys(hit.word for hit in hits))
            message = f"有合同或者处罚的内容“{words}”：“{_around(passage, hits[0].start, hits[0].word)}”"
            yield passage.place, message, "删去这一内容，由合同或者法律规定", hits[0].word


_RECORDED = re.compile(
    "结算(?:对应|时间|日期|记录|信息|明细|流水|状态|类型|代码|编号|编码|标识|表|单|号|方式|人员|数据|系统|窗口|中心|发票|票据|凭证|功能|服务|接口|业务|总|主|支付|ID|"
    "[，、。；]|$)"
)
_SETTLED_THERE = re.compile("(?:床旁|床边|诊间|门诊|住院|出院|医保|自助|在线|扫码|异地|即时|实时|直接|一次性|一站式|先诊疗后|支付|缴费|完成)$")


def _is_record(text: str, start: int) -> bool:
    """Tell whether 结算 names a step or a record of a service (床旁结算, 结算时间), not terms between two parties."""
    return _SETTLED_THERE.search(text, 0, start) is not None or (
        _RECORDED.match(text, start) is not None
        and re.search("(?:应|按[月季年周批]|双方|予以|进行|办理)$", text[:start]) is None
        and text[start + 2 : start + 3] not in "，、。；"
    )


_MENTIONED = re.compile(
    "[^，。；：、和与及或并且后按由应的]{0,3}的?[^，。；：、和与及或并且后按由应的]{0,2}(?:信息|记录|次数|登记|字段|数据|台账|案卷|文书|决定|收据|票据|凭证|事项|窗口|系统|页面|机构"
    "|物权|案件|名单|代码|编号|日期|栏|档案|公告|业务|清单|目录|统计)"
)
"""What makes a record or a matter of a word about contracts and penalties: 处罚信息, 违约次数, 担保物权."""
_IMPOSED = re.compile("(?:给予|处以|加重|从重)(?:行政)?$")
"""What makes a penalty of a word that is else the name of a matter: 给予行政处罚."""


def _inside(text: str, start: int, word: str, friends: tuple[str, ...]) -> bool:
    """Tell whether a word at a position is part of one of the longer words."""
    for friend in friends:
        offset = friend.find(word)
        if offset >= 0 and start >= offset and text.startswith(friend, start - offset):
            return True
    return False


@rule("MOD-023", "warning", "GB/T 1.1—2020, 9.13.1")
def trade_name(document: Document, library: Library) -> Iterator[Fault]:
    """Products are described, not named by their trade names.

    A name ties the document to one maker. Where no description exists, the name stands with ® or ™ and a footnote that says so.

    给出产品的正确描述，不用商品名和商标。

    商品名把标准和一个厂商绑在一起。无法描述时，才用商品名加®或™，并用脚注说明。
    """
    meanings = _meanings(document.profile.words.get("brands", ()))
    names = _any_of(tuple(meanings))
    for passage in authored(document, "prose", "cell", "note", "footnote", "term", "example"):
        word = next((hit.word for hit in passage.hits_of("brands") if _is_product(passage.plain, hit.start, hit.word)), "")
        if not word and passage.plain != passage.text:
            # A name in quotation marks is still the name of the product: 通过“支付宝”缴费.
            found = (match for part in _QUOTATION.findall(passage.text) for match in names.finditer(part))
            word = next((match.group() for match in found if _is_product(match.string, match.start(), match.group())), "")
        if word:
            meaning = meanings.get(word, "")
            help_text = f"改为产品的描述“{meaning}”" if meaning else "改为产品的描述"
            yield passage.place, f"文中有商品名或商标“{word}”", help_text, word
        elif _SIGNED.search(passage.plain) and (mark := _MARKED.search(passage.plain)) is not None:
            name = passage.text[mark.start() : mark.end()]
            message = f"文中有商标“{re.sub('[“”]', '', name)}”"
            yield passage.place, message, "改为产品的描述；无法描述时，用脚注说明其他产品也可使用", name


_COMMON = frozenset("三星 小米 苹果 美的 荣耀 长城 红旗 解放 东风 联想 方正 金山 海信 长虹 统一 蒙牛 光明".split())
"""Names of makers that are ordinary words too, and count only in front of a product."""
_PRODUCT = re.compile("牌|品牌|手机|电视|手环|笔记本|电脑|平板|空调|冰箱|洗衣机|路由器|汽车|公司|集团|有限|智能|音箱|摄像|®|™")
_SIGNED = re.compile("[®™牌]")
_MARKED = re.compile(r"[\w-]{0,8}[®™]|(?:□{3,12}|\"[^\"]{1,10}\"|[A-Z][A-Za-z]{1,12})牌(?![照号匾坊价面子位])")


_QUOTATION = re.compile("“([^“”]+)”")


def _is_product(text: str, start: int, name: str) -> bool:
    """Tell whether a brand's name at a position is that, and not an ordinary word or part of a longer Latin one."""
    if start < 0 or text.startswith("级", start + len(name)) or (name.isascii() and _latin_around(text, start, len(name))):
        return False
    return name not in _COMMON or _PRODUCT.match(text, start + len(name)) is not None


def _latin_around(text: str, start: int, length: int) -> bool:
    return bool(re.match(r"[A-Za-z]", text[start - 1 : start]) or re.match(r"[A-Za-z]", text[start + length : start + length + 1]))


@lru_cache(maxsize=32)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or "(?!)")


@lru_cache(maxsize=32)
def _meanings(entries: tuple[str, ...]) -> dict[str, str]:
    return {entry.partition("：")[0]: entry.partition("：")[2] for entry in entries}


@rule("MOD-024", "warning", "GB/T 1.1—2020, 5.4.2")
def long_sentence(document: Document, library: Library) -> Iterator[Fault]:
    """A sentence has at most 120 characters.

    Whoever verifies a requirement reads it clause by clause; a long sentence hides where one ends.

    一句话不宜多于120个字。

    句子太长，看不出有几个要求、各有什么条件。
    """
    for passage, length in _whole_sentences(authored(document, "prose", "note", "footnote", "cell")):
        if length > _LONGEST and not isinstance(passage.block, Example | Note | Term):
            yield passage.place, f"一句话有{length}个字：“{_short(passage.text)}”", "分成几句，或改为列项", passage.text[:20]


def _whole_sentences(found: Iterable[Passage]) -> Iterator[tuple[Passage, int]]:
    """Give each sentence with its length, one that was read in pieces once."""
    first: Passage | None = None
    length, ended = 0, True
    for passage in found:
        if first is not None and (ended or passage.stretch is not first.stretch):
            yield first, length
            first, length = None, 0
        first = first or passage
        length += len(passage.text)
        ended = passage.text[-1] in _ENDS
    if first is not None:
        yield first, length


_LONGEST = 120
_ENDS = frozenset("。！？”’）")


@rule("MOD-025", "warning", "GB/T 1.1—2020, 5.4.1")
def synonym(document: Document, library: Library) -> Iterator[Fault]:
    """One concept has one name: the preferred term, not a deprecated one.

    A second name makes a reader look for a second thing.

    同一概念用同一个词：用术语本身，不用拒用的说法。

    两个名称会使读者以为是两样东西。
    """
    terms = [term for term in document.all(Term) if term.deprecated]
    if not terms:
        return
    accepted = tuple(name for term in document.all(Term) for name in (term.zh, *term.admitted) if name)
    for passage in authored(document, "prose", "cell", "note", "footnote"):
        for term in terms:
            for word in term.deprecated:
                start = passage.plain.find(word) if word else -1
                if start >= 0 and not _inside(passage.plain, start, word, accepted):
                    message = f"“{word}”是术语“{term.zh}”的拒用说法"
                    yield passage.place, message, f"改为“{passage.reworded(start, word, term.zh)}”", word
