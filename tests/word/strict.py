"""What Word and WPS are strict about and schemas let pass; ``docs/layout/word-and-wps.md`` says what a file of ours does about each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KNOWN = re.compile(r"http://schemas\.openxmlformats\.org/|http://schemas\.microsoft\.com/office/(drawing|word)/20|urn:schemas-microsoft-com:")
_MOST_COLUMNS = 63
_CHINESE = ("宋体", "黑体", "仿宋", "楷体")
_CONTAINERS = {f"{W}{name}" for name in ("tc", "body", "footnote", "hdr", "ftr", "sdtContent", "comment")}
_SIDES = ("header", "footer")


def strict_faults(parts: dict[str, bytes]) -> Iterator[str]:
    """Give what Word would repair, refuse or set otherwise, though every part is valid."""
    stories = {
        name: etree.fromstring(data) for name, data in parts.items() if re.fullmatch(r"word/(document|footnotes|header\d*|footer\d*)\.xml", name)
    }
    styles, settings = etree.fromstring(parts["word/styles.xml"]), etree.fromstring(parts["word/settings.xml"])
    yield from _package(parts)
    yield from _settings(settings)
    yield from _styles(styles)
    yield from _numbering(etree.fromstring(parts["word/numbering.xml"]), styles)
    yield from _sections(stories["word/document.xml"], settings)
    for name, root in stories.items():
        for fault in (*_fields(root), *_controls(root), *_bookmarks(root), *_tables(root), *_texts(root), *_formulas(root)):
            yield f"{name}：{fault}"
    if "word/footnotes.xml" in stories:
        yield from _footnotes(stories["word/footnotes.xml"], settings)


def _package(parts: dict[str, bytes]) -> Iterator[str]:
    types = etree.fromstring(parts["[Content_Types].xml"])
    for key in ("PartName", "Extension"):
        yield from (f"内容类型{name}重复" for name in _twice(str(child.get(key)).lower() for child in types if child.get(key)))
    yield from (f"部件{name}只有大小写不同" for name in _twice(name.lower() for name in parts))
    for name, data in parts.items():
        if name.endswith(".rels"):
            relations = list(etree.fromstring(data))
            yield from (f"{name}：关系{identifier}重复" for identifier in _twice(str(relation.get("Id")) for relation in relations))
            for relation in relations:
                if str(relation.get("Type")).endswith("/aFChunk"):
                    yield f"{name}：有altChunk"
                if relation.get("TargetMode") == "External" and not str(relation.get("Type")).endswith("/hyperlink"):
                    yield f"{name}：{relation.get('Id')}指向文件之外"
        if name.startswith("word/") and name.endswith(".xml"):
            root = etree.fromstring(data)
            ignorable = str(root.get(f"{MC}Ignorable", "")).split()
            yield from (f"{name}：Ignorable中的{prefix}没有声明" for prefix in ignorable if prefix not in root.nsmap)
            spaces = {etree.QName(element).namespace or "" for element in root.iter() if isinstance(element.tag, str)}
            spaces |= {etree.QName(str(key)).namespace or "" for element in root.iter() for key in element.attrib}
            allowed = {root.nsmap[prefix] for prefix in ignorable if prefix in root.nsmap} | {"", "http://www.w3.org/XML/1998/namespace"}
            yield from (f"{name}：命名空间{space}未知，也未列入Ignorable" for space in sorted(spaces - allowed) if not _KNOWN.match(space))
            # Extensions of Word itself are no part of the standard: a reader that does not know them may refuse the file.
            yield from (f"{name}：{space}未列入Ignorable" for space in sorted(spaces - allowed) if "/office/word/20" in space)
            if "Theme=" in data.decode("utf-8", "replace"):
                yield f"{name}：字体取自主题"


def _settings(settings: etree._Element) -> Iterator[str]:
    mode = [setting.get(f"{W}val") for setting in settings.iterfind(f"{W}compat/{W}compatSetting") if setting.get(f"{W}name") == "compatibilityMode"]
    if mode != ["15"]:
        yield f"兼容模式是{mode}，Word会以旧版的方式排版"
    if settings.find(f"{W}updateFields") is not None:
        yield "打开时会询问是否更新域"


def _styles(styles: etree._Element) -> Iterator[str]:
    found = list(styles.iterfind(f"{W}style"))
    yield from (f"样式标识{name}重复" for name in _twice(str(style.get(f"{W}styleId")) for style in found))
    yield from (f"样式名{name}重复" for name in _twice(_value(style, "name").lower() for style in found))
    for kind in ("paragraph", "character", "table", "numbering"):
        count = sum(style.get(f"{W}type") == kind and style.get(f"{W}default") in ("1", "true") for style in found)
        if count > 1 or (count == 0 and kind == "paragraph"):
            yield f"{kind}有{count}个默认样式"
    for fonts in (fonts for style in found if style.get(f"{W}type") == "paragraph" for fonts in style.iter(f"{W}rFonts")):
        # Word sets quotation marks and dashes, which 汉字 and letters share, in the font of hAnsi.
        if fonts.get(f"{W}eastAsia") in _CHINESE and fonts.get(f"{W}hAnsi") != fonts.get(f"{W}eastAsia"):
            yield f"{fonts.get(W + 'eastAsia')}的样式用{fonts.get(W + 'hAnsi')}印引号和破折号"
    kinds = {str(style.get(f"{W}styleId")): str(style.get(f"{W}type")) for style in found}
    bases = {str(style.get(f"{W}styleId")): _value(style, "basedOn") for style in found}
    for key, base in bases.items():
        if base and kinds.get(base) != kinds[key]:
            yield f"样式{key}基于另一类样式{base}"
        seen = {key}
        while base:
            if base in seen:
                yield f"样式{key}基于自己"
                break
            seen.add(base)
            base = bases.get(base, "")


def _numbering(numbering: etree._Element, styles: etree._Element) -> Iterator[str]:
    abstracts = list(numbering.iterfind(f"{W}abstractNum"))
    yield from (f"编号定义{number}重复" for number in _twice(str(abstract.get(f"{W}abstractNumId")) for abstract in abstracts))
    yield from (f"编号{number}重复" for number in _twice(str(num.get(f"{W}numId")) for num in numbering.iterfind(f"{W}num")))
    for tag in ("nsid", "tmpl"):
        # Word takes lists with one nsid for the same list when text is pasted.
        yield from (f"编号定义的{tag} {value}重复" for value in _twice(_value(abstract, tag) for abstract in abstracts))
        yield from (f"编号定义{abstract.get(W + 'abstractNumId')}没有{tag}" for abstract in abstracts if not _value(abstract, tag))
    bound = [_value(level, "pStyle") for abstract in abstracts for level in abstract.iterfind(f"{W}lvl")]
    yield from (f"样式{name}绑定在两级编号上" for name in _twice(name for name in bound if name))
    known = {str(style.get(f"{W}styleId")) for style in styles.iterfind(f"{W}style")}
    yield from (f"编号绑定的样式{name}不存在" for name in bound if name and name not in known)
    for abstract in abstracts:
        levels = [str(level.get(f"{W}ilvl")) for level in abstract.iterfind(f"{W}lvl")]
        if levels != [str(level) for level in range(len(levels))] or len(levels) > 9:
            yield f"编号定义{abstract.get(W + 'abstractNumId')}的级是{levels}"


def _sections(document: etree._Element, settings: etree._Element) -> Iterator[str]:
    """Heads that a section does not name are those of the section before; Word wants each kind that is asked for once at least."""
    even = settings.find(f"{W}evenAndOddHeaders") is not None
    known: dict[str, set[str]] = {side: set() for side in _SIDES}
    sections = list(document.iter(f"{W}sectPr"))
    for number, section in enumerate(sections, 1):
        for side in _SIDES:
            given = [str(reference.get(f"{W}type")) for reference in section.iterfind(f"{W}{side}Reference")]
            yield from (f"第{number}节有两个{kind}的{side}" for kind in _twice(given))
            known[side] |= set(given)
            wanted = {"default"} | ({"even"} if even else set()) | ({"first"} if section.find(f"{W}titlePg") is not None else set())
            if known[side]:
                yield from (f"第{number}节没有{kind}的{side}" for kind in sorted(wanted - known[side]))
        grid, size, margins = (section.find(f"{W}{tag}") for tag in ("docGrid", "pgSz", "pgMar"))
        if size is None or margins is None:
            yield f"第{number}节没有纸张或边距"
            continue
        if grid is not None and (grid.get(f"{W}type") is None or not grid.get(f"{W}linePitch")):
            yield f"第{number}节的行网格没有类型或行距"
        width = int(str(size.get(f"{W}w"))) - int(str(margins.get(f"{W}left"))) - int(str(margins.get(f"{W}right")))
        if width < 1440 or (size.get(f"{W}orient") == "landscape") != (int(str(size.get(f"{W}w"))) > int(str(size.get(f"{W}h")))):
            yield f"第{number}节的纸张方向或版心不对"


def _fields(root: etree._Element) -> Iterator[str]:
    """A field is begin, instruction, separate, result, end, and begins and ends in the same cell or story."""
    stack: list[tuple[etree._Element | None, str]] = []
    for node in root.iter(f"{W}fldChar", f"{W}instrText"):
        if node.tag == f"{W}instrText":
            if not stack or stack[-1][1] != "begin":
                yield f"域指令“{node.text}”不在域的开头"
            continue
        kind = str(node.get(f"{W}fldCharType"))
        if kind == "begin":
            stack.append((_container(node), kind))
        elif not stack:
            yield f"域的{kind}没有begin"
        elif kind == "separate":
            if stack[-1][1] != "begin":
                yield "域有两个separate"
            stack[-1] = (stack[-1][0], kind)
        elif stack.pop()[0] is not _container(node):
            yield "域的开头和结尾不在同一个单元格或同一处"


def _controls(root: etree._Element) -> Iterator[str]:
    controls = list(root.iter(f"{W}sdt"))
    for control in controls:
        content = control.find(f"{W}sdtContent")
        if content is None or len(content) == 0:
            yield "内容控件是空的"
    yield from (f"内容控件标识{number}重复" for number in _twice(_value(control, f"sdtPr/{W}id") for control in controls) if number)
    yield from ("有altChunk" for _ in root.iter(f"{W}altChunk"))


def _bookmarks(root: etree._Element) -> Iterator[str]:
    opened: set[str] = set()
    for mark in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"):
        number = str(mark.get(f"{W}id"))
        if mark.tag == f"{W}bookmarkStart":
            opened.add(number)
        elif number not in opened:
            yield f"书签{number}先结束后开始"


def _tables(root: etree._Element) -> Iterator[str]:
    for table in root.iter(f"{W}tbl"):
        grid = [int(str(column.get(f"{W}w") or 0)) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        if len(grid) > _MOST_COLUMNS:
            yield f"表格有{len(grid)}列，Word最多{_MOST_COLUMNS}列"
        total = table.find(f"{W}tblPr/{W}tblW")
        width = int(str(total.get(f"{W}w"))) if total is not None and total.get(f"{W}type") == "dxa" else 0
        if width and abs(sum(grid) - width) > 2:
            yield f"表格宽{width}，各列共宽{sum(grid)}"
        fixed = table.find(f"{W}tblPr/{W}tblLayout")
        for row in table.iterfind(f"{W}tr"):
            cells = row.findall(f"{W}tc") + row.findall(f"{W}sdt/{W}sdtContent/{W}tc")
            if not cells:
                yield "表格有一行没有单元格"
            column = 0
            for cell in cells:
                span = int(_value(cell, f"tcPr/{W}gridSpan") or 1)
                own = cell.find(f"{W}tcPr/{W}tcW")
                known = own is not None and own.get(f"{W}type") == "dxa" and fixed is not None and fixed.get(f"{W}type") == "fixed"
                if known and own is not None and abs(int(str(own.get(f"{W}w"))) - sum(grid[column : column + span])) > 2:
                    yield f"单元格宽{own.get(W + 'w')}，所占的列宽{sum(grid[column : column + span])}"
                column += span


def _texts(root: etree._Element) -> Iterator[str]:
    for text in root.iter(f"{W}t", f"{W}instrText"):
        value = text.text or ""
        if value != value.strip(" \t\r\n") and text.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
            yield f"“{value}”两端的空格会丢失"


def _formulas(root: etree._Element) -> Iterator[str]:
    for formula in root.iter(f"{M}oMath"):
        if len(formula) == 0:
            yield "公式是空的"
    for tag in ("num", "den"):
        yield from (f"分数的{tag}是空的" for part in root.iter(f"{M}{tag}") if len(part) == 0)


def _footnotes(footnotes: etree._Element, settings: etree._Element) -> Iterator[str]:
    kinds = {str(note.get(f"{W}id")): note.get(f"{W}type") for note in footnotes}
    yield from (f"脚注{number}重复" for number in _twice(str(note.get(f"{W}id")) for note in footnotes))
    for kind in ("separator", "continuationSeparator"):
        if kind not in kinds.values():
            yield f"脚注没有{kind}"
    named = {str(note.get(f"{W}id")) for note in settings.iterfind(f"{W}footnotePr/{W}footnote")}
    special = {number for number, kind in kinds.items() if kind is not None}
    if named != special:
        yield f"设置中的脚注分隔符是{sorted(named)}，脚注中是{sorted(special)}"
    yield from (f"脚注的编号{number}应大于0" for number, kind in kinds.items() if kind is None and int(number) < 1)
    for note in footnotes:
        if note.find(f"{W}p") is None:
            yield f"脚注{note.get(W + 'id')}没有段落"


def _container(node: etree._Element) -> etree._Element | None:
    return next((above for above in node.iterancestors() if above.tag in _CONTAINERS), None)


def _twice(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _value(element: etree._Element, path: str) -> str:
    found = element.find(f"{W}{path}")
    return str(found.get(f"{W}val", "")) if found is not None else ""
