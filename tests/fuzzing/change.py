"""Inputs spoilt at random: bytes, words that mean something, pieces doubled and moved; of a package, its parts."""

from __future__ import annotations

import io
import random
import zipfile
from copy import deepcopy

from lxml import etree

from tests.fuzzing.doors import is_package

MOST = 200_000
MOST_ELEMENTS = 5_000

VALUES = ("", "0", "1", "-1", "99999999999", "5.5", "x", "true", "restart", "continue", "rId1", "rId99", "decimal", "bullet", "%1.%2", "Title", "甲")
"""Values that an attribute may have by mistake or by malice."""

WORDS = [
    *(b": ", b"- ", b"\n", b"\n  ", b"#", b"'", b'"', b"[", b"]", b"{", b"}", b"&a", b"*a", b"!!x", b"|", b">", b"---", b"\t", b"\x00", b"\xff"),
    *(b"<", b">", b"&", b"&lt;", b"&#0;", b"&#x10ffff;", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"]]>", b"<![CDATA[", b"xmlns:w=''", b"/>"),
    *(b"$", b"\\frac", b"\\begin{matrix}", b"\\", b"^", b"_", b"~", b"**", b"[^", b"<#", b"{{", b"}}", b"{%"),
    *("应", "不应", "宜", "可", "能", "，", "。", "；", "“", "”", "《", "》", "（", "）", "—", "～", "\ufeff", "\u202e", "𠮷", "e\u0301", "🙂"),
    *(b"0", b"-1", b"1e999", b"99999999999999999999", b"nan", b"true", b"null", b"2026-13-45"),
    *(b"GB/T 1.1", b"DB33/T", b"r:id=\"rId1\"", b"w:val=\"-1\"", b"gridSpan", b"vMerge", b"w:ins", b"w:del", b"s=\"9999\"", b"t=\"s\""),
]  # fmt: skip


def spoilt(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Give a spoilt copy of an input; ``others`` lend pieces."""
    if is_package(data) and chance.random() < 0.9:
        return _package(data, chance)
    if data.startswith(b"<") and chance.random() < 0.6:
        return tree(data, chance)
    return _bytes(data, chance, others)


def _bytes(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    raw = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5, 12))):
        at = chance.randrange(len(raw) + 1)
        match chance.randrange(8):
            case 0:
                del raw[at : at + chance.randint(1, 20)]
            case 1 | 2 | 3:
                word = chance.choice(WORDS)
                raw[at:at] = word.encode() if isinstance(word, str) else word
            case 4:
                raw[at : at + 1] = bytes([chance.randrange(256)])
            case 5:
                piece = raw[at : at + chance.randint(1, 60)]
                raw[at:at] = piece * chance.choice((1, 1, 2, 50))
            case 6:
                other = chance.choice(others)
                start = chance.randrange(len(other) + 1)
                raw[at:at] = other[start : start + chance.randint(1, 200)]
            case _:
                other_place = chance.randrange(len(raw) + 1)
                raw[at:at] = raw[other_place : other_place + chance.randint(1, 100)]
    return bytes(raw[:MOST])


def tree(data: bytes, chance: random.Random) -> bytes:
    """Give sound XML with elements left out, doubled, moved and renamed, and with other values."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return data
    for _ in range(chance.choice((1, 1, 2, 4, 8, 20))):
        every = [element for element in root.iter() if isinstance(element.tag, str)]
        one, other = chance.choice(every), chance.choice(every)
        parent = one.getparent()
        match chance.randrange(8):
            case 0 if parent is not None:
                parent.remove(one)
            case 1 if len(every) < MOST_ELEMENTS:
                other.append(deepcopy(one))
            case 2 if parent is not None and other not in list(one.iter()):
                other.insert(chance.randrange(len(other) + 1), one)
            case 3:
                one.tag = other.tag
            case 4 if one.attrib:
                one.attrib[chance.choice(list(one.attrib))] = chance.choice(VALUES)
            case 5:
                one.attrib.update(other.attrib)
            case 6 if one.text and other.text:
                one.text, other.text = other.text, one.text
            case _:
                one.text = (one.text or "") + chance.choice([word for word in WORDS if isinstance(word, str) and word.isprintable()])
    return etree.tostring(root)


def _package(data: bytes, chance: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        parts = {name: old.read(name) for name in names}
        chosen = chance.choice(names)
        match chance.randrange(12):
            case 0:
                del parts[chosen]
            case 1:
                parts[chance.choice(("../x", "/x", "word/vbaProject.bin", "xl/vbaProject.bin", chosen.upper(), "a" * 300))] = parts[chosen]
            case 2:
                parts[chosen] = parts[chance.choice(names)]
            case 3 | 4 | 5:
                parts[chosen] = _bytes(parts[chosen], chance, [b"", *parts.values()])
            case 6:
                made_ = bytearray(data)
                for _ in range(chance.randint(1, 4)):
                    made_[chance.randrange(len(made_))] = chance.randrange(256)
                return bytes(made_)
            case _:
                # Sound XML that says something else: most readers refuse the rest at the door.
                chosen = chance.choice([name for name in names if name.endswith((".xml", ".rels"))] or names)
                parts[chosen] = tree(parts[chosen], chance)
        for name, part in parts.items():
            new.writestr(zipfile.ZipInfo(name), part)
    return made.getvalue()
