"""What an import tells: what was taken over, what the program prints by itself, and what is to be looked at, with place and reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from builder.importing import Imported
from builder.importing.ledger import Remark

_COUNTED = {
    "chapters": "章",
    "clauses": "条",
    "annexes": "附录",
    "terms": "术语条目",
    "items": "列项",
    "tables": "表",
    "cells": "单元格",
    "figures": "图",
    "formulas": "公式",
    "notes": "注",
    "examples": "示例",
    "footnotes": "脚注",
    "references": "交叉引用",
}
_SHOWN = 5


def as_text(imported: Imported, places: Mapping[int, tuple[str, int]], folder: str) -> str:
    """Give the report for a terminal, in Chinese."""
    return "\n".join(_lines(imported, places, folder)) + "\n"


def _lines(imported: Imported, places: Mapping[int, tuple[str, int]], folder: str) -> Iterator[str]:
    account = imported.account
    yield "已转换：" + "、".join(f"{name}{imported.taken[key]}" for key, name in _COUNTED.items() if imported.taken.get(key))
    counts = f"进入正文数据{account.kept}，由程序印出（编号、固定用语、目次等）{account.replaced}，只在清单中{account.listed + account.missing}"
    yield f"字符核对：原文{account.source}个字符，{counts}"
    lost = [remark for remark in imported.remarks if not remark.kept]
    kept = [remark for remark in imported.remarks if remark.kept]
    if lost:
        yield f"没有放进数据、需要手工处理的{len(lost)}处："
        for reason, remarks in _by_reason(lost).items():
            yield f"  {reason}（{len(remarks)}处）"
            for remark in remarks:
                yield f"    {remark.place}：{remark.words}"
    if kept:
        yield f"已经放进数据、请核对的{len(kept)}处："
        for reason, remarks in _by_reason(kept).items():
            yield f"  {reason}" + (f"（{len(remarks)}处）" if len(remarks) > 1 else "")
            for remark in remarks[:_SHOWN]:
                if shown := _shown(remark, imported, places, folder):
                    yield f"    {shown}"
            if len(remarks) > _SHOWN:
                yield f"    ……其余{len(remarks) - _SHOWN}处见核对清单"


def as_markdown(imported: Imported, places: Mapping[int, tuple[str, int]], source: str, digest: str = "") -> str:
    """Give the whole list as a file that stays beside the standard until somebody has gone through it."""
    account = imported.account
    lines = [
        "# 导入核对清单",
        "",
        f"由“{source}”导入{f'（文件摘要{digest}）' if digest else ''}。",
        f"原文{account.source}个字符（空白不计）：进入数据{account.kept}个，由程序印出{account.replaced}个，"
        f"只在本清单中{account.listed + account.missing}个。",
        "逐项处理后可以删除本文件。",
    ]
    for kept, title in ((False, "没有放进数据的文字"), (True, "已经放进数据、请核对的内容")):
        entries = [(index, remark) for index, remark in enumerate(imported.remarks) if remark.kept is kept]
        if entries:
            lines += ["", f"## {title}（{len(entries)}处）", ""]
            for index, remark in entries:
                where = f"`{places[index][0]}`第{places[index][1]}行，" if index in places else ""
                words = f"：“{_clean(remark.words)}”" if remark.words else ""
                lines.append(f"- [ ] {where}原文{remark.place}{words}。{remark.reason}")
    if imported.replaced:
        lines += ["", f"## 由程序印出、不再写入的文字（{len(imported.replaced)}处）", ""]
        lines += [f"- 原文{entry.place}：“{_clean(entry.words)}”。{entry.reason}" for entry in imported.replaced]
    return "\n".join(lines) + "\n"


def digest_in(text: str) -> str | None:
    """Give the digest of the draft that a list was made from."""
    found = re.search(r"导入（文件摘要([0-9a-f]{16})）。", text)
    return found[1] if found else None


def as_data(imported: Imported, places: Mapping[int, tuple[str, int]], files: list[str]) -> dict[str, Any]:
    """Give the report for programs."""
    account = imported.account
    return {
        "version": 1,
        "id": imported.standard["id"],
        "profile": imported.standard["profile"],
        "files": files,
        "taken": imported.taken,
        "characters": {
            "source": account.source,
            "kept": account.kept,
            "printed": account.replaced,
            "listed": account.listed + account.missing,
        },
        "remarks": [
            {
                "kept": remark.kept,
                "place": remark.place,
                "words": remark.words,
                "reason": remark.reason,
                "file": places[index][0] if index in places else None,
                "line": places[index][1] if index in places else None,
            }
            for index, remark in enumerate(imported.remarks)
        ],
        "printed": [{"place": entry.place, "words": entry.words, "reason": entry.reason} for entry in imported.replaced],
    }


def _by_reason(remarks: list[Remark]) -> dict[str, list[Remark]]:
    groups: dict[str, list[Remark]] = {}
    for remark in remarks:
        groups.setdefault(remark.reason, []).append(remark)
    return groups


def _shown(remark: Remark, imported: Imported, places: Mapping[int, tuple[str, int]], folder: str) -> str:
    index = next((number for number, other in enumerate(imported.remarks) if other is remark), -1)
    where = f"{folder}/{places[index][0]}:{places[index][1]} " if index in places else ""
    words = re.sub(r"\s+", " ", remark.words)
    return f"{where}{remark.place}" + (f"：{words[:40]}" + ("…" if len(words) > 40 else "") if words else "")


def _clean(text: str) -> str:
    """Give words in a line of Markdown, in which nothing of them reads as a mark."""
    flat = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", flat)
