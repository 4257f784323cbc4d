"""Rules about fair competition: what a local standard may not do to markets (地方标准管理办法; 公平竞争审查条例)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from builder.findings import Place
from builder.model import Clause, Document, Item, Library, Paragraph, Sentence
from builder.rules import Fault, rule
from builder.rules.occurrence import Lexicon
from builder.rules.verbal import shortened
from builder.rules.view import view

_BRANDED = re.compile(r"[\u4e00-\u9fffA-Za-z×]{1,6}牌(?![照匾子位示坊楼证号])(?:的|[\u4e00-\u9fff]{2})")
_CHOOSING = re.compile(r"使用|采用|选用|采购|购买|安装|配备|配置|接入|通过|部署|支付|下载|关注")
_OTHERS = re.compile(r"其他|(?<![同平均相])等(?:多种|各类)?(?:方式|渠道|平台|软件|应用|产品|设备|品牌|系统)")
_ONLY = r"(?:仅限|限于|(?<!不应)限定|只(?:能|可|准许|应)?|(?<!不)应(?:优先|由|为|是|选用|采购|选择|使用|委托|购买)|优先)"
_BY_LAW = re.compile(r"依法|《[^《》]*(?:法|条例|办法|规定)》|法律、?(?:行政)?法规规定")
_LICENCE = re.compile(
    r"(?:应|必须|须)(?:当|事先|先|依次|依照规定)?(?:取得|获得|持有|办理|申领|具有|具备)[^，。；]{0,24}?(?:许可证?(?!使用)|资质|执业许可|准入证|生产批文|注册登记|登记备案)"
)


@rule("POL-001", "warning", "地方标准管理办法；公平竞争审查条例")
def brand_required(document: Document, library: Library) -> Iterator[Fault]:
    """A requirement names no brand.

    Whoever sells something else of the same kind would be shut out. Names are in the profile's list ``policy_brands``.

    要求中不应指定品牌。

    指定品牌会排除同类产品的其他经营者。写出功能和性能要求即可。品牌名称在版式的词表policy_brands中。
    """
    lexicon = Lexicon(document.profile.words.get("policy_brands", ()))
    for place, sentence in _provisions(document, ("requirement", "recommendation")):
        if not _CHOOSING.search(sentence.text) or _OTHERS.search(sentence.text):
            continue
        match = _BRANDED.search(sentence.text)
        found = next((name for _, name in lexicon.longest(sentence.text)), _name(match.group()) if match else "")
        if found:
            yield place, f"要求中指定了品牌“{found}”：“{shortened(sentence.text)}”", "删去品牌，写出应具备的功能或性能", found


def _name(branded: str) -> str:
    """Give the brand in words such as 应采用××牌叫号: what stands behind the verb, up to 牌."""
    return _CHOOSING.split(branded)[-1].partition("牌")[0] + "牌"


@rule("POL-002", "warning", "地方标准管理办法；公平竞争审查条例")
def locked_region(document: Document, library: Library) -> Iterator[Fault]:
    """A provision does not keep out enterprises and products from elsewhere.

    Regions and market participants are in the profile's lists ``policy_regions`` and ``policy_participants``.

    条款不应排除外地的经营者和产品。

    例如只准许本地企业承担、要求在本地注册。地区和经营者的词语在版式的词表policy_regions和policy_participants中。
    """
    words = document.profile.words
    pattern = _region_lock(tuple(words.get("policy_regions", ())), tuple(words.get("policy_participants", ())))
    if pattern is None:
        return
    for place, sentence in _provisions(document):
        if match := pattern.search(sentence.text):
            yield place, f"“{shortened(match.group())}”限定了地区", "删去地区的限定，写出应具备的条件", match.group()


@rule("POL-003", "warning", "行政许可法，第十七条；公平竞争审查条例")
def licence_by_standard(document: Document, library: Library) -> Iterator[Fault]:
    """A standard creates no licence, qualification or registration.

    Only laws and regulations may; a standard that reports one names the law in the same sentence.

    标准不应自行设立许可、资质或登记。

    只有法律法规可以设立。转述法律法规的规定时，在同一句中写明是哪部法律法规。
    """
    for place, sentence in _provisions(document, ("requirement",)):
        match = _LICENCE.search(sentence.text)
        if match and not _BY_LAW.search(sentence.text):
            help_text = "删去，或改为“依据《……法》的规定，……”；需要的是能力时写出具体条件"
            yield place, f"“{shortened(match.group())}”设立了许可或资质", help_text, match.group()


@rule("POL-004", "warning", "地方标准管理办法；产品质量法，第十五条")
def inspection_by_standard(document: Document, library: Library) -> Iterator[Fault]:
    """A standard lays down no supervision of product quality as a duty of the administration.

    That is done by law. The words are in the profile's list ``policy_inspections``.

    标准不应规定产品质量监督检查等行政管理事项。

    监督检查由法律规定。词语在版式的词表policy_inspections中。
    """
    lexicon = Lexicon(document.profile.words.get("policy_inspections", ()))
    for place, sentence in _provisions(document, ("requirement",)):
        found = next((name for _, name in lexicon.longest(sentence.text)), "")
        if found and not _BY_LAW.search(sentence.text):
            yield place, f"要求中规定了行政监督“{found}”：“{shortened(sentence.text)}”", "删去；质量要求写成对产品或服务本身的要求", found


def _provisions(document: Document, types: tuple[str, ...] = ()) -> Iterator[tuple[Place, Sentence]]:
    """Go through the sentences of the body and the annexes that state one of the types; all when none are given."""
    return ((place, sentence) for place, sentence in _sentences(document) if not types or sentence.provision in types)


@view
def _sentences(document: Document) -> Iterator[tuple[Place, Sentence]]:
    blocks: Iterator[Clause | Paragraph | Item] = document.all(Clause, Paragraph, Item)
    for block in blocks:
        if block.element in ("body", "annex") and not block.inside and not getattr(block, "stock", False):
            for sentence in block.sentences:
                yield (block.prose if isinstance(block, Clause) else block.place), sentence


@lru_cache(maxsize=16)
def _region_lock(regions: tuple[str, ...], participants: tuple[str, ...]) -> re.Pattern[str] | None:
    if not regions or not participants:
        return None
    region = "|".join(re.escape(word) for word in sorted(regions, key=len, reverse=True))
    who = "|".join(re.escape(word) for word in sorted(participants, key=len, reverse=True))
    return re.compile(
        rf"{_ONLY}[^，。；]{{0,14}}?(?:{region})[^，。；]{{0,8}}?(?:{who})(?!主管|登记|开办|注销|信用|职工|服务|基本|办事)"
        rf"|(?:(?<!不)应|须|必须|仅限|限于|只)[^，。；]{{0,10}}?(?:在)?(?:{region})(?:行政区域|辖区|范围)?(?:内)?(?:依法)?(?:登记|注册|设立|纳税)"
    )
