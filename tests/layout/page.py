"""Writes ``docs/layout/facts.md`` from ``facts.yaml``: ``python -m tests.layout.page``."""

from __future__ import annotations

from typing import Any

from .facts import FILES, MARKS, ROOT, Fact, facts

PAGE = ROOT / "docs" / "layout" / "facts.md"

_HEAD = """# 版面：规定与印出的样子

这一页由`python -m tests.layout.page`从`tests/layout/facts.yaml`生成，测试保证二者一致，不要手改。
每一项先写GB/T 1.1—2020的依据和内容，再写可靠程度、草案印成什么样、怎样测量、在哪个文件上测量。
可靠程度：已核实，指与标准文本或官方模板核对过；已知，指通行的做法；未定，指各来源不一致，由版式设定（见《怎样加一个版式》）。
印成的样子都由测试在生成的Word文件和LibreOffice印出的PDF上逐项测得，长度的允许差写在括号里。
LibreOffice里没有宋体和黑体时用思源字体代替，字的宽度略有不同，所以横向位置的允许差宽一些。

测量的文件：
"""

_WHERE = {
    "everything": "测试用标准（各种块，版式db33）",
    "gb": "同一内容，版式gb",
    "hb": "同一内容，版式hb",
    "tb": "同一内容，版式tb",
    "db3301": "同一内容，版式db3301",
    "pages": "测试用的已发布标准（跨页的表、索引、封底，自备版式）",
    "industry": "测试用的行业标准（备案号，版式hb）",
    "general": "示例标准《工作规范　第1部分：总则》",
    "evaluation": "示例标准《改革成效评价规范》",
    "service-guide": "示例标准《办事指南》",
}

_HOW = {
    "style": "样式“{of}”，连同继承",
    "numbering": "样式“{of}”绑定的编号",
    "section": "{of}节的页面设置",
    "paragraph": "样式为“{of}”的段落",
    "xpath": "{part}部分的XML",
    "table": "表“{of}”的XML",
    "table_style": "表格样式“{of}”",
    "fonts": "所有部分的字体名",
    "line": "PDF中一行的位置（mm）",
    "distance": "PDF中两行基线的距离（磅）",
    "offset": "PDF中文字距版心左边（汉字）",
    "turnover": "PDF中一行和下一行距版心左边（汉字）",
    "rule": "PDF中的横线（mm，粗细为磅）",
    "pages": "PDF的页",
    "columns": "PDF中各行的横向位置",
    "order": "PDF中各行的次序",
    "aligned": "表“{of}”各格的右缩进",
    "diagram": "流程图（EMF）中的字体",
    "property": "文件属性{of}",
}


def page() -> str:
    """Give the page as Markdown."""
    lines = [_HEAD.rstrip("\n"), ""]
    lines += [f"- `{name}`：{_WHERE[name]}" for name in FILES]
    group = ""
    for fact in facts():
        if fact.group != group:
            group = fact.group
            lines += ["", f"## {group}", "", "| 依据 | 内容 | 程度 | 印成 | 测量 | 文件 |", "|---|---|---|---|---|---|"]
        lines.append("| " + " | ".join(_cells(fact)) + " |")
    return "\n".join(lines) + "\n"


def _cells(fact: Fact) -> list[str]:
    shown = "，".join(f"{key} {_shown(value)}" for key, value in fact.expected)
    exact = all(isinstance(value, bool) or not isinstance(value, int | float) for _, value in fact.expected)
    within = "" if exact or fact.within < 0.06 else f"（±{fact.within:g}）"
    how = _HOW[fact.measure].format(**{"of": "", "part": "", **dict(fact.arguments)})
    return [_escaped(text) for text in (fact.clause, fact.says, MARKS[fact.mark], shown + within, how, f"`{fact.file}`")]


def _shown(value: Any) -> str:
    match value:
        case True:
            return "是"
        case False:
            return "否"
        case str():
            return f"“{value}”" if value else "无"
        case list():
            return "、".join(_shown(entry) for entry in value) or "无"
        case dict():
            return "，".join(f"“{key}”为{entry or '正文'}" for key, entry in value.items())
        case _:
            return f"{value:g}"


def _escaped(text: str) -> str:
    for character in "\\|<>*_`$[]":
        if character != "`" or not text.startswith("`"):
            text = text.replace(character, f"\\{character}")
    return text


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
