"""What a Word template must have: the styles that Python names, the variables that it gives, and the markers of front matter and body.

A person restyles templates in Word, and one that misses something would lose text in silence or stop the writer; so it is refused by name.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FAMILY = "标准文件_"
_LEVELS = "一二三四五"
_TAG = re.compile(r"\{\{(?:(?:p|r|tr|tc)(?=\s+\w))?(.*?)\}\}|\{%[a-z]*\s(.*?)%\}")
_NAME = re.compile(r"(?<![.\w'\"])([A-Za-z_]\w*)(?!\w|\s*\()|(?<![.\w'\"])([A-Za-z_]\w*)(?=\s*\()")
_WORDS = frozenset("if elif else endif for in endfor macro endmacro set and or not is defined loop true false none".split())


class TemplateFault(Exception):
    """A template that cannot be filled in; the text says in Chinese which one and why."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What one template must have; ``numbered`` are those of its styles that must be bound to a numbering.

    ``variables`` it must print; ``conditions`` it may ask or print, but need not. ``styles_of`` are the styles that Python needs
    for what one of its variables prints.
    """

    styles: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    variables: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    markers: tuple[str, ...] = ()
    styles_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_NUMBERED = (
    *("章标题", "附录标识", "引言一级条标题", "正文表标题", "正文图标题", "附录表标号", "附录表标题", "附录图标号", "附录图标题"),
    *("字母编号列项（一级）", "数字编号列项（二级）", "破折号列项（一级）", "圆点列项（二级）", "分图标题", "参考文献条目"),
    *("示例字母编号列项（一级）", "示例数字编号列项（二级）", "示例破折号列项（一级）", "示例圆点列项（二级）"),
)
_LEVELLED = ("{}级条标题", "附录{}级条标题", "{}级无标题", "附录{}级无标题", "术语条{}")

PAPER_VARIABLES = frozenset(
    "title demo standard project proposal comments consultation meeting submission review files sections comment_table comment_form".split()
)
"""What a process document may print; ``paper_variables`` in ``builder/write/papers/process.py`` tells what each holds."""

_FORM_TABLE = ("表单表格", "表头", "表格", "表格文字")
_PAPER_STYLES = {"comment_table": _FORM_TABLE, "comment_form": _FORM_TABLE, "sections": ("公文表格", "表头", "表格", "表格文字", "空行")}


def _paper(printed: str) -> Contract:
    """Give the contract of a process document that must print these variables and the sentence for demonstrations."""
    return Contract(variables=frozenset({"demo", *printed.split()}), conditions=PAPER_VARIABLES, styles_of=_PAPER_STYLES)


CONTRACTS: dict[str, Contract] = {
    "draft.docx": Contract(
        styles=(
            *_NUMBERED,
            *(pattern.format(level) for pattern in _LEVELLED for level in _LEVELS),
            *(f"引言{level}级条标题" for level in _LEVELS[:4]),
            *("段", "术语", "术语来源", "符号条目", "引用文件条目", "重要提示", "目录标题", "前言、引言标题", "正文标准名称", "参考文献标题"),
            *("注：", "注×：", "示例：", "示例×：", "示例内容", "图", "分图", "标引序号说明", "图注：", "图注×：", "单位陈述"),
            *("表", "表格", "表格居左", "表格居右", "表格文字", "表头", "表注：", "表注×：", "表脚注", "表后空行"),
            *("公式", "无编号公式", "式中", "式中说明", "终结线", "分节", "注和示例标签", "关键词", "变量", "上标", "下标"),
            *("四分空", "图单位陈述", "有单位陈述的图", "标准标志", "目录空行", "示例框", "索引字母", "索引条目", "续", "续表题", "续图题"),
            *("图中的段", "表中的段", "参考文献分组"),
            *("footnote text", "footnote reference", *(f"toc {level}" for level in range(1, 6))),
        ),
        numbered=_NUMBERED,
        variables=frozenset(
            "ics ccs filing mark banner number replaces title english consistency stage completed patents published effective issuers issue_word "
            "demo notice".split()
        ),
        conditions=frozenset({"emblem"}),
        markers=("@@FRONT@@", "@@BODY@@"),
    ),
    "system.docx": Contract(
        styles=("结构图", "结构图空", "结构图顶框", "结构图框", "结构图下级"),
        variables=frozenset("title department demo explanation structure entries counts".split()),
        conditions=frozenset({"contents"}),
        styles_of={"contents": ("目次标题", "空行", "toc 1", "toc 2")},
    ),
    "cases.docx": Contract(
        variables=frozenset("title demo count totals cases".split()),
        conditions=frozenset({"contents"}),
        styles_of={"contents": ("目次标题", "空行", "toc 1")},
    ),
    "comparison.docx": Contract(
        styles=("表格文字", "增加的文字", "删去的文字"),
        variables=frozenset("title demo old new summary rows".split()),
        conditions=frozenset({"changes"}),
    ),
    "dossier.docx": Contract(
        variables=frozenset("title demo lead clauses evidence effect similar search values references terms tasks gaps".split()),
        conditions=frozenset({"rewritten"}),
        styles_of={"effect": ("公文表格", "表头", "表格", "表格文字", "空行")},
    ),
    "promotion-proposal.docx": Contract(styles=("表格文字",), variables=frozenset("title demo fields".split())),
    "amendment.docx": Contract(variables=frozenset("title demo entries effective approval".split())),
    **{
        name: _paper(printed)
        for name, printed in {
            "proposal.docx": "title standard proposal",
            "explanation.docx": "title standard sections",
            "experts.docx": "title standard meeting",
            "minutes.docx": "title standard meeting",
            "review-summary.docx": "title standard meeting",
            "submission-letter.docx": "standard submission",
            "file-list.docx": "title standard files",
            "periodic-review.docx": "title standard review",
            "effect-report.docx": "title standard sections",
            "comment-letter.docx": "consultation",
            "comment-form.docx": "consultation comment_form",
            "comment-summary.docx": "consultation comment_table",
        }.items()
    },
}
"""The templates that ship by the names of their files."""

_OTHER_PAPER = _paper("")
"""What holds for a process document that a profile adds under a name of its own."""


def template_fault(path: Path) -> str:
    """Give all that a template lacks or misspells as one sentence in Chinese; empty for a good one."""
    status = path.stat()
    return _fault(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _fault(path: Path, _changed: int, _size: int) -> str:
    contract = CONTRACTS.get(path.name, _OTHER_PAPER)
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            parts = {name: archive.read(name) for name in archive.namelist() if re.fullmatch(r"word/[a-z]+\d*\.xml", name)}
        styles = etree.fromstring(parts["word/styles.xml"])
        stories = [etree.fromstring(part) for name, part in parts.items() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
    except (OSError, zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        return "不是能打开的Word文件"
    lines = [text for story in stories for paragraph in story.iter(f"{_W}p") if (text := "".join(paragraph.itertext()).strip())]
    used, printed = _variables(lines), _variables(lines, printed=True)
    wanted = [*contract.styles, *(style for variable, names in contract.styles_of.items() if variable in used for style in names)]
    missing = {
        "缺少样式": _without(wanted, _style_names(styles)),
        "没有绑定编号的样式": _without(contract.numbered, _style_names(styles, numbered=True), known=_style_names(styles)),
        "缺少变量": sorted(contract.variables - printed),
        "有不认识的变量": sorted(used - contract.variables - contract.conditions),
        "缺少单独成段的标记": [marker for marker in contract.markers if marker not in lines],
    }
    return "；".join(f"{what}{'、'.join(f'“{name}”' for name in names)}" for what, names in missing.items() if names)


def _style_names(styles: etree._Element, *, numbered: bool = False) -> set[str]:
    found = set()
    for style in styles.iterfind(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None and (not numbered or style.find(f"{_W}pPr/{_W}numPr/{_W}numId") is not None):
            found.add(str(name.get(f"{_W}val")).removeprefix(_FAMILY))
    return found


def _without(wanted: Iterable[str], there: set[str], *, known: set[str] | None = None) -> list[str]:
    return [name for name in dict.fromkeys(wanted) if name not in there and (known is None or name in known)]


def _variables(lines: Iterable[str], *, printed: bool = False) -> set[str]:
    """Give the names that the tags of a template use and do not make themselves; ``printed`` leaves out those that a condition alone names."""
    used: set[str] = set()
    made: set[str] = set()
    for line in lines:
        for tag in _TAG.finditer(line):
            content = re.sub(r"'[^']*'|\"[^\"]*\"", "''", tag[1] or tag[2] or "")
            loop = re.match(r"\s*for\s+([\w\s,]+?)\s+in\s", content)
            macro = re.match(r"\s*macro\s+(\w+)\s*\(([^)]*)\)", content)
            if loop:
                made |= set(re.findall(r"\w+", loop[1]))
            if macro:
                made |= {macro[1], *re.findall(r"\w+", macro[2])}
            if printed and re.match(r"\s*(if|elif)\s", content):
                continue
            # What stands behind a dot or a bar is a property or a filter, not a variable.
            bare = re.sub(r"\|\s*\w+", "", content)
            used |= {found[0] or found[1] for found in _NAME.findall(bare)}
    return used - made - _WORDS
