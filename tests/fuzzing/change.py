"""Inputs spoilt at random: bytes, words that mean something, pieces doubled and moved; of a package, its parts."""

from __future__ import annotations

import io
import random
import zipfile

from tests.fuzzing.doors import is_package

MOST = 200_000

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
            case _:
                parts[chosen] = _bytes(parts[chosen], chance, [b"", *parts.values()])
        for name, part in parts.items():
            new.writestr(zipfile.ZipInfo(name), part)
    return made.getvalue()
