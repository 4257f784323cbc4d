"""Rules about a national standard made from a local one: what belongs to one province has no place in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.inline import normalised
from builder.model import Citation, Document, Library
from builder.rules import Fault, rule
from builder.rules.occurrence import Lexicon
from builder.rules.view import view
from builder.rules.wording import Stretch, document_stretches


@rule("UPG-001", "warning", "GB/T 1.1—2020, 5.1")
def region_in_national_standard(document: Document, library: Library) -> Iterator[Fault]:
    """A national standard names no province or city.

    It holds everywhere. Names are in the profile's list ``upgrade_regions``; the foreword, which names organizations, is exempt.

    国家标准中不写省、市的名称。

    国家标准在全国适用。名称在版式的词表upgrade_regions中；前言要写单位名称，不核对。
    """
    yield from _named(document, "upgrade_regions", "地区", "删去地区，改为对全国适用的写法，如“各级机关”")


@rule("UPG-002", "warning", "GB/T 1.1—2020, 5.1")
def platform_in_national_standard(document: Document, library: Library) -> Iterator[Fault]:
    """A national standard names no platform or department of one province.

    Other provinces have others. Names are in the profile's list ``upgrade_platforms``.

    国家标准中不写某一省份的平台和部门。

    其他省份没有这些平台和部门。名称在版式的词表upgrade_platforms中。
    """
    yield from _named(document, "upgrade_platforms", "省级平台或部门", "改为通用的名称，如“政务协同平台”“一体化政务服务平台”")


@rule("UPG-003", "warning", "GB/T 1.1—2020, 8.6.3.2")
def local_standard_mentioned(document: Document, library: Library) -> Iterator[Fault]:
    """The body of a national standard mentions no local standard.

    Where it comes from is told in the introduction or the bibliography. Normative citations are found by REF-014.

    国家标准的正文不提及地方标准。

    由哪个地方标准转化而来，写在引言或参考文献中。规范性引用由REF-014核对。
    """
    if document.profile.level != "national":
        return
    for stretch in _texts(document):
        if stretch.block.element in ("body", "annex") and stretch.setting != "source":
            for inline in stretch.inlines:
                if isinstance(inline, Citation) and inline.number.startswith("DB") and not inline.normative and re.match(r"DBS?\d", inline.number):
                    yield stretch.place, f"正文提及地方标准“{inline.text}”", "删去，或把所需的内容写入条文", inline.text


@rule("UPG-004", "error", "地方标准管理办法")
def replaces_local_standard(document: Document, library: Library) -> Iterator[Fault]:
    """A national standard does not replace a local one.

    The local standard is withdrawn by those who issued it.

    国家标准不代替地方标准。

    地方标准由其发布机构废止。国家标准是首次发布。
    """
    for index, number in enumerate(document.facts.replaces):
        if document.profile.level == "national" and re.match(r"DBS?\d", normalised(number)[0]):
            help_text = "从replaces中删去；来源写在编制说明中"
            yield document.facts.place.at("replaces", index), f"国家标准写了代替地方标准“{number}”", help_text, number


def _named(document: Document, key: str, what: str, help_text: str) -> Iterator[Fault]:
    if document.profile.level != "national":
        return
    lexicon = Lexicon(document.profile.words.get(key, ()))
    for index, element in enumerate(document.facts.title_zh):
        for _, name in lexicon.longest(element):
            yield document.facts.place.at("title", "zh", index), f"国家标准的名称中有{what}“{name}”", help_text, name
    for stretch in _texts(document):
        seen: set[str] = set()
        for _, name in lexicon.longest(stretch.text):
            if name not in seen:
                seen.add(name)
                yield stretch.place, f"国家标准中出现{what}“{name}”", help_text, name


@view
def _texts(document: Document) -> Iterator[Stretch]:
    """Go through what an author wrote, outside the foreword and the lists of documents."""
    for stretch in document_stretches(document):
        if (
            stretch.block.element not in ("foreword", "bibliography")
            and stretch.setting != "reference"
            and not getattr(stretch.block, "stock", False)
        ):
            yield stretch
