"""The lines of a reference list as numbers and as entries of ``references.yaml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from builder.importing.ledger import Ledger
from builder.importing.manuscript import Line
from builder.importing.outline import squeezed
from builder.inline import CITATION

_LEAD_IN = re.compile(
    r"下列文件(?:中的内容|对于本)|凡是注日期的引用文件|下列(?:标准|文件)所包含的条文|本文件没有规范性引用文件|其中，注日期的引用文件"
)
_LABEL = re.compile(r"\[\s*\d{1,3}\s*\][\s　]*|\d{1,3}[.、)）][\s　]*(?=\S)")
_DASHES = re.compile(r"(?<=\d)\s*[-–—－―]{1,4}\s*(?=(?:\d{4}|[X×]{4})(?!\d))")
_POLICY = re.compile(r"^(.*?)[（(]([\u4e00-\u9fff]{1,10}〔\d{4}〕\d+号)[)）]$")
_FOREIGN = re.compile(r"^(.*?[\u4e00-\u9fff].*?)[（(]([A-Za-z][^（）]{5,})[)）]$")


def read_references(lines: Sequence[Line], ledger: Ledger) -> tuple[list[str], list[dict[str, Any]]]:
    """Give the numbers in the order of the list, and the documents with their titles; lead-ins are printed by the program."""
    numbers: list[str] = []
    documents: list[dict[str, Any]] = []
    for line in lines:
        text = line.text.strip()
        if _LEAD_IN.search(text):
            ledger.replace(line, text, "引导语由程序印出")
            continue
        label = _LABEL.match(text)
        if label is not None:
            ledger.replace(line, label[0], "文献序号由程序印出")
            text = text[label.end() :]
        number, document = _entry(text, line, ledger)
        numbers.append(number)
        documents.append(document)
    return numbers, documents


def _entry(text: str, line: Line, ledger: Ledger) -> tuple[str, dict[str, Any]]:
    plain = _DASHES.sub("—", text).strip()
    found = CITATION.match(plain)
    if found is not None and (found["code"] or found["foreign"]):
        end = found.start("part") if found["part"] else found.end()
        shown = plain[:end]
        inner = re.search(r"《([^》]*)》$", shown)
        shown = shown.partition("《")[0]
        number = _number(found, shown)
        title = (inner[1] if inner else plain[end:]).strip(" 　\t《》。，,:：")
        _note_change(text, number, title, line, ledger)
        bare, whole = number.replace("（所有部分）", ""), title
        entry: dict[str, Any] = {"number": bare, "_shown": number, "title": whole or "（名称待补）"}
        if not title:
            ledger.ask(line, "引用文件没有名称", entry)
        _split_foreign(entry, line, ledger)
        return number, entry
    policy = _POLICY.match(plain)
    if policy is not None:
        title = policy[1].strip("《》 　")
        ledger.replace(line, "《" if "《" in text else "", "书名号由程序印出")
        ledger.replace(line, "》" if "》" in text else "", "书名号由程序印出")
        for mark in re.findall(r"[（()）](?=[\u4e00-\u9fff]{1,10}〔)|(?<=号)[）)]$", plain):
            ledger.replace(line, mark, "括号由程序印出")
        return policy[2], {"number": policy[2], "title": title, "kind": "policy"}
    title = plain.strip("《》 　")
    for mark in "《》":
        ledger.replace(line, mark if mark in plain and mark not in title else "", "书名号由程序印出")
    entry = {"title": title, "kind": "law" if title.endswith("法") else "regulation"}
    if not re.search(r"(?:法|条例|规定|办法|决定|规章|细则)$", title):
        ledger.ask(line, "没有编号的文献，按法规规章登记；请核对kind和编号", entry)
    return f"《{title}》", entry


def _number(found: re.Match[str], shown: str) -> str:
    if found["code"]:
        year = re.search(r"\d{4}$|[X×]{4}$", (found["year"] or "").strip())
        return f"{found['code']} {found['number']}{found['parts'] or ''}" + (f"—{year[0]}" if year else "")
    return shown.strip()


def _split_foreign(entry: dict[str, Any], line: Line, ledger: Ledger) -> None:
    """Take the original title of a foreign document out of the brackets behind the Chinese one."""
    found = _FOREIGN.match(entry["title"])
    if found is not None and not entry["number"].startswith(("GB", "DB")):
        entry["title"], entry["title_en"] = found[1].strip(), found[2].strip()
        for mark in ("（", "）") if line.text.strip().endswith("）") else ("(", ")"):
            ledger.replace(line, mark, "括号由程序印出")


def _note_change(text: str, number: str, title: str, line: Line, ledger: Ledger) -> None:
    """Note the characters of the source that the rules write in another way: dashes, blanks, marks around the title."""
    flat = squeezed(text)
    kept = squeezed(number + title)
    if flat == kept:
        return
    for mark in re.findall(r"(?<=\d)[-–—－―]{1,4}(?=(?:\d{4}|[X×]{4})(?!\d))", flat):
        if mark != "—":
            ledger.replace(line, mark, "编号中的一字线改为规定的写法")
    for mark in "《》":
        if mark in flat and mark not in kept:
            ledger.replace(line, mark, "书名号由程序印出")
    tail = re.search(r"[。，,:：]+$", flat)
    if tail:
        ledger.replace(line, tail[0], "条目末尾不加标点")
