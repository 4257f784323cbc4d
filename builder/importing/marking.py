"""Pieces as text with the inline marks of the source format; what cannot be marked comes out as the characters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.importing.manuscript import Piece
from builder.inline import escape, parse
from builder.model import CrossReference, FootnoteCall, Inline, Math
from builder.source import without_forbidden

OPEN, CLOSE = "\x01", "\x02"
"""What stands around the result of a reference field until references are resolved; no file can hold these characters."""

_RAISED = re.compile(r"[^\s\\^~<>$*，。；：、！？（）《》“”～]{1,20}")
_VARIABLE = re.compile(r"[^*\s]{1,30}")


def marked(pieces: Sequence[Piece]) -> str:
    """Give the pieces as text with marks, without blanks at its ends; results of reference fields stand between OPEN and CLOSE."""
    tried = "".join(_mark(piece, index, pieces) for index, piece in enumerate(pieces))
    plain = "".join(_plain(piece) for piece in pieces)
    if _read(tried) != _squeezed(plain):
        tried = "".join(_field(piece, escape(_clean(piece.text))) if piece.kind != "call" else _call(piece) for piece in pieces)
    # The blank between a number and its letter stays outside of what is cut.
    return tried.strip(" \t\n\u3000\u00a0")


def plain_of(text: str, *, formulas: bool = True) -> str:
    """Give the characters of a text with marks, blanks left out; formulas as their TeX or as nothing, calls and references as nothing."""
    return _read(text, formulas=formulas)


def _mark(piece: Piece, index: int, pieces: Sequence[Piece]) -> str:
    text = _clean(piece.text)
    before = _clean(pieces[index - 1].text)[-1:] if index and pieces[index - 1].kind == "text" else ""
    after = _clean(pieces[index + 1].text)[:1] if index + 1 < len(pieces) and pieces[index + 1].kind == "text" else ""
    match piece.kind:
        case "raised" if _RAISED.fullmatch(text):
            return f"^{text}^"
        case "lowered" if _RAISED.fullmatch(text):
            return f"~{text}~"
        case "key" if not re.search(r"[*\n]|^\s|\s$", text) and text:
            return f"**{text}**"
        case "italic" if _VARIABLE.fullmatch(text) and len(text) <= 5 and not _latin(before) and not _latin(after) and not _chinese(text):
            return f"*{text}*"
        case "tex" if "$" not in piece.value and piece.value.strip() and not after.isdigit():
            return f"${piece.value.strip()}$"
        case "call":
            return _call(piece)
        case "field":
            return _field(piece, _escaped(text))
        case "picture" | "break":
            return ""
        case "link":
            return f"<#{piece.value}>"
        case _:
            return _escaped(text)


def _call(piece: Piece) -> str:
    """Give the call of a footnote; one whose key the author wrote (a letter in a table) has ``own`` beside it."""
    return f"[^{piece.value}]" if piece.alt == "own" else f"[^fn{piece.value}]"


def _field(piece: Piece, text: str) -> str:
    return f"{OPEN}{text}{CLOSE}" if piece.kind == "field" else text


def _escaped(text: str) -> str:
    """Escape only what would read as a mark."""
    inlines = parse(text)
    return (
        text if _flat(inlines) == text and not any(isinstance(inline, CrossReference | FootnoteCall | Math) for inline in inlines) else escape(text)
    )


def _plain(piece: Piece) -> str:
    return piece.value.strip() if piece.kind == "tex" else "" if piece.kind in ("call", "picture", "link", "break") else _clean(piece.text)


def _read(text: str, *, formulas: bool = True) -> str:
    return _squeezed(_flat(parse(text.replace(OPEN, "").replace(CLOSE, "")), formulas=formulas))


def _flat(inlines: Sequence[Inline], *, formulas: bool = True) -> str:
    parts = []
    for inline in inlines:
        match inline:
            case CrossReference() | FootnoteCall():
                pass
            case Math():
                parts.append(inline.tex if formulas else "")
            case _:
                parts.append(inline.text)
    return "".join(parts)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _clean(text: str) -> str:
    return without_forbidden(text.replace("\t", " ").replace("\n", " "))


def _latin(character: str) -> bool:
    return bool(character) and ((character.isascii() and character.isalnum()) or character == "*")


def _chinese(text: str) -> bool:
    return bool(re.search(r"[\u3000-\u9fff\uff00-\uffef]", text))
