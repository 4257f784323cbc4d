"""Rules about how a text names itself and its own clauses (GB/T 1.1—2020, 9.5.2, 9.5.3 and 9.5.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from builder.model import Annex, Block, Clause, CrossReference, Document, Figure, FigurePart, Formula, Heading, Library, Paragraph, Table, Term
from builder.rules import Fault, rule
from builder.rules.outline import Section, sections
from builder.rules.quantity import GAP, UNIT
from builder.rules.scan import CITED, HAN, REFERENCE, Hit, plain, scan
from builder.rules.wording import Setting, document_stretches

_SPOKEN: tuple[Setting, ...] = ("prose", "note", "example", "footnote", "cell", "term", "title", "symbol")

_SELF = re.compile(
    r"(?<![日样基版脚文书根资成标课剧底孤账副范])本(?:(?:国家|行业|地方|团体|企业)?标准(?!化|物质|大气|煤|体系|差)|(?:技术)?规范(?!化|性|汉)|(?:技术)?规程|指南(?!针)|(?:技术)?导则|部分(?!为|地|区域|内容)|技术文件|规则(?!第)|细则)"
)


@rule("XRF-001", "error", "GB/T 1.1—2020, 9.5.2")
def wrong_name_for_itself(document: Document, library: Library) -> Iterator[Fault]:
    """A standard calls itself “this document”, whatever its kind.

    标准称自身为“本文件”，不称“本标准”“本规范”“本规程”“本指南”或“本部分”。
    """
    for hit in scan(document).hits(_SELF, _SPOKEN):
        if not hit.quoted:
            yield hit.place, f"标准称自身为“{hit.words}”", "改为“本文件”", hit.words, hit.fix("本文件")


_ABOVE = re.compile(
    r"(?:[见如据按照]|参见|详见)[上下前后]文|如[上前](?:文)?所(?:述|列|示)|(?<![之以到从网线])[上下前后]文(?![件档化字本书献明秘科物艺员印旅体告号稿凭具娱教保创工])"
    r"|[见按][上下前后](?:一?[章节条款])(?![件例约])|(?:按照?|符合|根据|执行|满足|依照|见)[上下前后]面的?(?:各?条款?|规定|要求|方法|公式|内容|条文)"
    r"|[上前下后]述(?:各?条款?(?!件)|规定|要求|章节|各章)|见[上下前后]面|[上前下后]面(?:所述|提到|规定|给出)|前(?:[两二三]?款|[两二三]?条(?!件|例|文))(?:的?规定|所[述列]|中)?|(?<![以网线])[上下]一?(?:条款|章节)|[上下]一(?:条|章|节)(?!线|街|路|件)"
    r"|本条第?[一二三四五\d]款|以[上下](?:条款|各条)"
)


@rule("XRF-002", "error", "GB/T 1.1—2020, 9.5.5.2")
def above_and_below(document: Document, library: Library) -> Iterator[Fault]:
    """A clause is named by its number, not by “above” or “below”.

    Clauses move; what stood above may stand elsewhere in the next edition, and on a web page nothing is above.

    引用条款写编号，不写“见下文”“如上所述”“上述条款”。

    条文会移动，网页上也没有上下文的先后。写<#id>，由程序印出编号。
    """
    for hit in scan(document).hits(_ABOVE, _SPOKEN):
        if not hit.quoted:
            yield hit.place, f"用“{hit.words}”指条款", "写被引用条款的id，如“见<#id>”，由程序印出编号", hit.words


_PICTURED = re.compile(
    r"(?:见|如|按照?|依照|符合|参照|根据|详见|参见)以?[上下左右前后](?:列|面的?|述|方的?)?[表图](?![单格达书层])|(?:见|如)以?[上下]图|(?:见|如|按照?|符合)(?:本)?附[表图](?![A-Z\d])"
    r"|[如按见]图所示|[见按照][上下前后]面的?(?:表格|图形|插图)|见[上下左右]方的?[图表]|[图表]见[上下左右]方|见后附的?[图表]"
    r"|(?:见|如|按照?|符合)(?:该|此|本)[表图](?![单格])|(?<![线网以地桌天台向面])[上下](?:面的)?[表图](?:所[示列]|给出|列出|规定|中的?)"
)


@rule("XRF-003", "error", "GB/T 1.1—2020, 9.5.3")
def table_or_figure_below(document: Document, library: Library) -> Iterator[Fault]:
    """A table or figure is named by its number, not as the one below.

    提及图表写编号，不写“见下表”“如下图所示”。

    图表在排版时会移到别的页上。给图表加id，写<#id>。
    """
    for hit in scan(document).hits(_PICTURED, _SPOKEN):
        if not hit.quoted:
            yield hit.place, f"用“{hit.words}”指图表", "给图表加id，写“见<#id>”", hit.words


_PAGE = re.compile(
    r"(?:(?:见|本(?:文件|标准)的?|按照?|符合|根据)(?:[^，。；\0]{0,5}[^，。；\0书簿证单告刊报图])?)(?<![书簿证单告刊报图册]的)第\s*[\d一二三四五六七八九十百]+\s*页(?![码次])"
    r"|(?:(?<=[，。；\0])|^)第\s*\d+\s*页(?=列出|给出|的[图表])|(?:列在|列于|载于|位于|按照?|对照|参照|参见|详见|查阅|查看|翻至)第\s*[\d一二三四五六七八九十百]+\s*页(?![码次])|[见按照]\d{1,3}页(?![码次])|[与和同]第\s*\d+\s*页的?[^，。；\0]{0,4}[图表](?![书册])|(?:见|参见|参照|详见)[Pp]\.?\d{1,3}(?![\dA-Za-z])"
)


@rule("XRF-004", "error", "GB/T 1.1—2020, 9.5.3")
def page_number(document: Document, library: Library) -> Iterator[Fault]:
    """A text does not name its own pages.

    不引用本文件的页码。

    页码随排版变化，网页没有页码。
    """
    for hit in scan(document).hits(_PAGE, _SPOKEN):
        if not hit.quoted:
            yield hit.place, f"引用了页码“{hit.words}”", "改为条款或图表的编号，写<#id>", hit.words


_NUMBERED = re.compile(
    r"第\s*(?P<dotted>(?:[A-Z]\.)?\d+(?:\.\d+)+|[A-Z]\.\d+)\s*[章条节款]|(?<![\d.第])(?P<bare>\d+(?:\.\d+)+)\s*[条节款](?![件例目约])"
    rf"|第(?P<chinese>[一二三四五六七八九十]{{1,3}})[章节条款](?![课])|第(?P<digits>\d+)[条节](?![课公生线路道河街])|(?<=[见按照合据])(?P<plain>\d{{1,2}})章|(?<=[见按照合据])(?:第(?P<ordinal>\d+(?:\.\d+)+)(?![\d章节条款版])|条款?\s*(?P<named>\d+(?:\.\d+)+))|第{REFERENCE}[条节款章]|{REFERENCE}[条节款](?![件例目约])"
)


@rule("XRF-005", "error", "GB/T 1.1—2020, 9.5.3")
def wrong_form_of_clause_number(document: Document, library: Library) -> Iterator[Fault]:
    """A chapter is named with its word, a clause by its bare number 5.2.

    引用章写“第5章”，引用条只写编号“5.2”，不写“第5.2条”“5.2节”“第五章”。

    最好写<#id>，由程序印出正确的形式。
    """
    for hit in scan(document).hits(_NUMBERED, _SPOKEN):
        # Another document's articles are named as that document names them.
        if hit.quoted or _of_another(hit.before) or hit.passage.setting == "title":
            continue
        number = hit.match["dotted"] or hit.match["bare"] or hit.match["ordinal"] or hit.match["named"]
        digits = hit.match["digits"] or hit.match["plain"]
        shown = number or (f"第{digits}章" if digits else "编号")
        target = next((block.id for block in document.blocks if number and block.id and getattr(block, "number", None) == number), None)
        help_text = f"写成<#{target}>，由程序印出“{number}”" if target else f"写成<#id>；直接写编号时写“{shown}”"
        yield hit.place, f"引用条款写成“{hit.words}”", help_text, hit.words


def _of_another(before: str) -> bool:
    """Tell whether the words before a number, in the same part of the sentence, name another document."""
    part = re.split("[，。；]", before[-24:])[-1]
    return CITED in part[-14:] or _OTHERS.search(part) is not None


_OTHERS = re.compile(r"(?<!本)(?<!本规)(?<!本导)(?<!本细)(?<!本章)(?<!本办)[法例则定程]》?(?:第[\d一二三四五六七八九十百]+[编章节条款])*$")
"""How the words before a number end where they name a law."""

_FORMULA = re.compile(
    r"[（(]\s*(?:[A-Z]\.)?\d+\s*[）)]式(?![样子中])|"
    rf"(?:(?<=[按照由据用见入及和与、，在从满足合文的])|(?<=^)|(?<=\0))式\s*(?:[（(]\s*(?:[A-Z]\.)?\d+[a-z]?\s*[）)]|(?:[A-Z]\.)?\d+)"
    rf"|(?:(?<=[按照由据用见入及和与、，])|(?<=计算)|(?<=根据)|(?<=\0)|^)公式\s*(?:\(\s*(?:[A-Z]\.)?\d+\s*\)|(?:[A-Z]\.)?\d+(?![）)\d]))|(?<!公)式{REFERENCE}"
)


@rule("XRF-006", "error", "GB/T 1.1—2020, 9.5.3")
def wrong_form_of_formula_number(document: Document, library: Library) -> Iterator[Fault]:
    """A formula is named in full, its number in brackets.

    引用公式写“公式（3）”，不写“式（3）”或“公式3”。
    """
    formulas = {formula.anchor for formula in document.all(Formula)}
    for hit in scan(document).hits(_FORMULA, _SPOKEN):
        if hit.quoted or (hit.match.group().endswith(REFERENCE) and not _names(hit, formulas)):
            continue
        number = re.sub(r"[^A-Z.\d]", "", hit.words)
        yield hit.place, f"引用公式写成“{hit.words}”", f"写成<#id>；直接写编号时写“公式（{number or 'n'}）”", hit.words


def _names(hit: Hit, anchors: set[str]) -> bool:
    """Tell whether the reference at the end of a hit leads to one of the anchors."""
    count = hit.passage.shown.count(REFERENCE, 0, hit.end)
    references = [inline for inline in hit.passage.stretch.inlines if isinstance(inline, CrossReference)]
    return 0 < count <= len(references) and references[count - 1].anchor in anchors


_SEE = re.compile(
    r"请?(?:可?参见|详见|可?参阅|请见(?!证)|参看|详情见|(?:具体|详细)(?:内容|要求|规定)?可?见(?=[附表图第\d\x01\x03])|可见(?=附录|[表图]\d|第\d|\x01)"
    r")"
)


@rule("XRF-007", "warning", "GB/T 1.1—2020, 9.5.5.2")
def see_in_other_words(document: Document, library: Library) -> Iterator[Fault]:
    """A hint says “see” and nothing more.

    提示性引用写“见”，不写“参见”“详见”“请见”。
    """
    for hit in scan(document).hits(_SEE, ("prose", "note", "footnote", "cell", "term", "example")):
        if not hit.quoted:
            yield hit.place, f"提示写成“{hit.words}”", "改为“见”", hit.words, hit.fix("见")


@rule("XRF-008", "error", "GB/T 1.1—2020, 9.5.3")
def dead_reference(document: Document, library: Library) -> Iterator[Fault]:
    """What a reference names exists.

    A clause, annex, figure, table, formula, term or list item is cited by its id; a number would be wrong after the next change.

    引用的对象应存在。

    章、条、附录、图、表、公式、术语条目和列项都用id引用，编号由程序印出；直接写编号，增减条文后就会错。
    """
    for stretch in document_stretches(document):
        for inline in stretch.inlines:
            if isinstance(inline, CrossReference) and not inline.anchor:
                words = f"<{inline.standard or ''}#{inline.target}>"
                yield stretch.place, _message(inline, words, library), _help(inline, document, library), words


_ITEM_NAMED = re.compile(
    rf"第[一二三四五六七八九十\d]+个?(?:破折号|列项|圆点|短横线?|间隔号|分项)|(?:{REFERENCE}|\d+(?:\.\d+)+)的?第[一二三四五六七八九十\d]+项"
)


@rule("XRF-009", "error", "GB/T 1.1—2020, 7.5.3、9.5.3")
def item_without_letter(document: Document, library: Library) -> Iterator[Fault]:
    """An item that is named elsewhere stands in a list with letters, the first of its clause.

    A dash has no number to name, and in a clause with two lists “5.2 a)” would name two items.

    需要引用的列项用带字母编号的列项，且是该条的第一个列项。

    破折号和圆点没有编号，不能引用；写在items下并给它id。

    一条中有两个列项时，“5.2 a)”分不清是哪一个，第二个不能引用。
    """
    for hit in scan(document).hits(_ITEM_NAMED, _SPOKEN):
        if not hit.quoted:
            yield hit.place, f"引用列项写成“{hit.words}”", "把列项写在items下并给它id，再写<#id>，印作“5.2 c)”", hit.words
    for stretch in document_stretches(document):
        for inline in stretch.inlines:
            if not isinstance(inline, CrossReference) or not inline.anchor:
                continue
            card = library.cards.get(inline.standard or document.id)
            item = card.items.get(inline.anchor) if card else None
            words = f"<{inline.standard or ''}#{inline.target}>"
            if item is not None and not item[0]:
                yield stretch.place, f"“{words}”引用了没有编号的列项", "把被引用的列项从dashes改为items", words
            elif item is not None and item[1] > 1:
                help_text = "把这个列项移到另一条，或改为引用整条"
                yield stretch.place, f"“{words}”引用了该条的第{item[1]}个列项，编号与第一个列项相同", help_text, words


_TITLE_NAMED = re.compile(
    r"(?:见|按照?|符合|参照|依照)“(?P<title>[^“”\0]{2,30})”(?P<kind>(?:[一这该]|的|本)?[章节条]|部分)?(?!的?(?:字样|要求|原则|标[识志]|窗口|系统|平台))"
)


@rule("XRF-010", "warning", "GB/T 1.1—2020, 9.5.3")
def named_by_title(document: Document, library: Library) -> Iterator[Fault]:
    """A clause is named by its number, not by its title.

    引用条款写编号，不写标题。
    """
    titled = {block.title: block.id for block in document.blocks if isinstance(block, Heading | Annex) and block.title}
    for hit in scan(document).hits(_TITLE_NAMED, _SPOKEN):
        title = plain(hit.match["title"])
        if hit.quoted or (title not in titled and not hit.match["kind"]):
            continue
        yield hit.place, f"用标题“{title}”指条款", f"写成“见<#{titled.get(title) or 'id'}>”", title


_ONLY_HINT = re.compile(rf"(?:[{HAN}、]{{0,16}}?)(?:应?(?:按照?|符合|遵守|执行|满足)|见){REFERENCE}(?:的?(?:规定|要求))?(?:执行|进行|办理)?。?")


@rule("XRF-011", "warning", "GB/T 1.1—2020, 9.5.1")
def references_in_a_circle(document: Document, library: Library) -> Iterator[Fault]:
    """Two clauses do not only point at one another: one of them says what is required.

    两条不应只是互相指向，其中一条应写出内容。
    """
    if not any(isinstance(inline, CrossReference) for stretch in document_stretches(document) for inline in stretch.inlines):
        return
    pointing: dict[str, tuple[Section, str]] = {}
    shown = {id(passage.block): passage for passage in scan(document).passages if passage.setting == "prose"}
    for section in sections(document):
        body = [section.block] if isinstance(section.block, Clause) else []
        blocks = [*body, *section.content]
        if section.children or section.terms or len(blocks) != 1 or not isinstance(blocks[0], Clause | Paragraph):
            continue
        passage = shown.get(id(blocks[0]))
        targets = [inline for inline in blocks[0].inlines if isinstance(inline, CrossReference)]
        if passage and len(targets) == 1 and targets[0].anchor and _ONLY_HINT.fullmatch(passage.shown.strip()):
            pointing[section.block.anchor] = (section, targets[0].anchor)
    for anchor, (section, target) in pointing.items():
        seen = [anchor]
        while target in pointing and target not in seen:
            seen.append(target)
            target = pointing[target][1]
        if target == anchor and len(seen) > 1:
            others = "、".join(pointing[other][0].name for other in seen[1:])
            yield section.prose, f"“{section.name}”与“{others}”互相指向，都没有内容", "在其中一条写出内容", ""


_TYPED = re.compile(
    r"(?:(?<=[见按照合足守循由据])|(?<=本文件))(?P<typed>第\d{1,2}章|(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,2}){1,5}|附录[A-Z]|[A-Z]\.\d{1,2}|[表图](?:[A-Z]\.)?\d{1,2}|公式（(?:[A-Z]\.)?\d{1,2}）)"
    rf"(?![\d.A-Za-z～±×%\-—倍版年元个万]|{GAP}?{UNIT})(?![以之]?[上下内])"
)
_READS = re.compile(r"(?:见|按照?|依照|遵照|符合|满足|遵守|遵循|由|根据|依据|参照|本文件)$")


@rule("XRF-012", "warning", "GB/T 1.1—2020, 9.5.3")
def typed_number(document: Document, library: Library) -> Iterator[Fault]:
    """The number of a clause, annex, figure, table or formula of the same document is not typed by hand.

    The builder prints it from the id, so that it stays right when clauses are added or moved.

    引用本文件的条款、附录、图、表和公式写<#id>，不直接写编号。

    编号由程序印出，增减条文后不会错；直接写的编号，程序无法核对和更新。
    """
    numbers = {name: block.id for block in document.blocks for name in _names_of(block)}
    for hit in scan(document).hits(_TYPED, _SPOKEN):
        typed = hit.match["typed"]
        if hit.quoted or CITED in hit.before[-12:] or hit.passage.setting == "title" or not _READS.search(hit.before):
            continue
        if hit.passage.block.element == "foreword":
            # What changed is told by numbers of two editions; FWD-008 looks at them.
            continue
        target = numbers.get(typed)
        if typed not in numbers:
            help_text = "核对编号，写成<#id>"
            yield hit.place, f"本文件没有“{typed}”", help_text, typed
        else:
            yield hit.place, f"直接写了编号“{typed}”", f"写成<#{target or 'id'}>，由程序印出编号", typed


def _names_of(block: Block) -> Iterator[str]:
    """Give how a text may name a block: by its number, or by its label."""
    number, label = getattr(block, "number", None), getattr(block, "label", None)
    if isinstance(block, Heading) and block.level == 1 and number:
        yield f"第{number}章"
    elif isinstance(block, Heading | Clause | Term) and number:
        yield str(number)
    elif isinstance(block, Annex | Table | Figure | Formula) and label:
        yield str(label)


def ids(document: Document) -> list[str]:
    """Give every id of a standard that may be named from elsewhere."""
    found = [block.id for block in document.blocks if block.id]
    parts: list[FigurePart] = [part for block in document.blocks for part in getattr(block, "parts", ()) if isinstance(part, FigurePart)]
    return found + [part.id for part in parts if part.id]


def _message(reference: CrossReference, words: str, library: Library) -> str:
    if reference.standard and reference.standard not in library.cards:
        return f"引用“{words}”的标准“{reference.standard}”不存在"
    return f"引用“{words}”的对象不存在"


def _help(reference: CrossReference, document: Document, library: Library) -> str:
    if reference.standard and reference.standard not in library.cards:
        near = get_close_matches(reference.standard, list(library.cards), 1, 0.7)
    else:
        card = library.cards.get(reference.standard or document.id)
        near = get_close_matches(reference.target, card.ids if card else ids(document), 1, 0.7)
    asked = f"是否想写“{near[0]}”？" if near else ""
    return f"{asked}核对id；本来就是文字时写成\\<"
