"""A commented draft: remarks in the margin and tracked changes as comments, each with the clause by its bookmark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from builder.comments.incoming import Incoming, Read, Reject, Spot, cleaned
from builder.office.document import Marked, MarkedParagraph, Piece, Remark

_STOP = re.compile(r"[，。；：！？\n\t]")
_LONGEST_QUOTE = 120
_LONGEST_PART = 200
DONE = "来件中已标为“已解决”"
"""Noted beside a remark that its author, or somebody after him, marked as resolved."""
NOWHERE = "批注位置不明"
"""Given as the number of a remark that stands nowhere in the text."""


def marks_of(read: Read, marks: Marked, spots: Mapping[str, Spot], *, by: str = "") -> None:
    """Add remarks and tracked changes to what was read; ``by`` names the unit, else the author's name as Word keeps it stands for it."""
    places = list(_places(marks.paragraphs, spots))
    answers: dict[str, list[Remark]] = {}
    for remark in marks.remarks:
        if remark.answers:
            answers.setdefault(remark.answers, []).append(remark)
    for remark in marks.remarks:
        if not remark.answers or all(remark.answers != other.id for other in marks.remarks):
            _remark(read, remark, _thread(remark, answers), places, by)
    moves = _moves(marks.paragraphs)
    for paragraph in marks.paragraphs:
        _moved(read, paragraph, places, moves, by)
        _changes(read, paragraph, places[paragraph.number - 1], moves, by)
    if marks.formats:
        read.notes.append((f"{marks.formats}处只改格式的修订没有当作意见", f"{marks.formats} tracked changes of formatting were left out"))
    if not any(places):
        read.notes.append(("草案中没有准绳的书签，按引用的文字找条款", "The draft has none of our bookmarks; clauses are found by their text"))


def _places(paragraphs: Sequence[MarkedParagraph], spots: Mapping[str, Spot]) -> Iterator[Spot | None]:
    """Give the place of each paragraph: that of a bookmark in it, or of the last clause before; None before the first."""
    last: Spot | None = None
    for paragraph in paragraphs:
        here = [spots[name] for name in paragraph.bookmarks if name in spots]
        last = next((spot for spot in here if spot.lasting), last)
        yield next((spot for spot in here if not spot.lasting), last)


def _thread(remark: Remark, answers: Mapping[str, Sequence[Remark]]) -> list[Remark]:
    """Give the answers to a remark, and the answers to these."""
    found: list[Remark] = []
    waiting = [remark]
    while waiting:
        for answer in answers.get(waiting.pop(0).id, ()):
            if answer is not remark and answer not in found:
                found.append(answer)
                waiting.append(answer)
    return found


def _remark(read: Read, remark: Remark, answers: Sequence[Remark], places: Sequence[Spot | None], by: str) -> None:
    where = f"批注{remark.id}"
    text = cleaned("\n".join([remark.text, *(f"（{answer.author or '他人'}答：{answer.text}）" for answer in answers)]))
    if not text:
        read.rejects.append(Reject(read.file, where, "批注是空的", "The remark is empty", cleaned(remark.quote)[:_LONGEST_QUOTE]))
        return
    spot = places[remark.paragraph - 1] if remark.paragraph else None
    quote = cleaned(remark.quote)
    quote = quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"
    given = (spot.title if spot else "") if remark.paragraph else NOWHERE
    read.comments.append(
        Incoming(
            read.file,
            where,
            text,
            given,
            quote,
            by=by or cleaned(remark.author),
            received=_day(remark.date),
            clause=spot.clause if spot else "",
            note=DONE if remark.done else None,
        )
    )


def _moves(paragraphs: Sequence[MarkedParagraph]) -> dict[tuple[str, str], int]:
    """Map author and words of what was moved whole to the paragraph where it went."""
    gone = {(piece.author, piece.text) for paragraph in paragraphs for piece in paragraph.pieces if piece.moved and piece.kind == "deleted"}
    come = {
        (piece.author, piece.text): paragraph.number
        for paragraph in paragraphs
        for piece in paragraph.pieces
        if piece.moved and piece.kind == "added"
    }
    return {key: number for key, number in come.items() if key in gone and key[1].strip()}


def _moved(read: Read, paragraph: MarkedParagraph, places: Sequence[Spot | None], moves: Mapping[tuple[str, str], int], by: str) -> None:
    """Tell what was moved from a paragraph to another place as one comment."""
    spot = places[paragraph.number - 1]
    for piece in paragraph.pieces:
        number = moves.get((piece.author, piece.text)) if piece.moved and piece.kind == "deleted" else None
        if number is None:
            continue
        there = places[number - 1]
        words = piece.text.strip() if len(piece.text) <= _LONGEST_PART else f"{piece.text[: _LONGEST_PART - 1]}…"
        sentence = f"建议将“{words}”移到{there.title if there and there.title else f'第{number}段'}之后"
        given, clause = (spot.title, spot.clause) if spot else ("", "")
        where = f"修订 第{paragraph.number}段"
        read.comments.append(
            Incoming(read.file, where, cleaned(sentence), given, by=by or cleaned(piece.author), received=_day(piece.date), clause=clause)
        )


def _changes(read: Read, paragraph: MarkedParagraph, spot: Spot | None, moves: Mapping[tuple[str, str], int], by: str) -> None:
    pieces_ = tuple(piece for piece in paragraph.pieces if not (piece.moved and (piece.author, piece.text) in moves))
    paragraph = replace(paragraph, pieces=pieces_)
    authors = dict.fromkeys(piece.author for piece in paragraph.pieces if piece.kind != "same")
    for author in authors:
        pieces = list(_seen_by(paragraph.pieces, author))
        date = next((piece.date for piece in paragraph.pieces if piece.author == author and piece.kind != "same"), "")
        for number, sentence in enumerate(_sentences(pieces), 1):
            where = f"修订 第{paragraph.number}段" + (f"之{number}" if number > 1 else "")
            given, clause = (spot.title, spot.clause) if spot else ("", "")
            read.comments.append(Incoming(read.file, where, cleaned(sentence), given, by=by or cleaned(author), received=_day(date), clause=clause))


def _seen_by(pieces: Sequence[Piece], author: str) -> Iterator[Piece]:
    """Give a paragraph as if one author alone had changed it."""
    for piece in pieces:
        if piece.within == author and piece.author != author:
            yield Piece("added", piece.text)
        elif piece.kind == "same" or piece.author == author:
            yield piece
        elif piece.kind == "deleted" and not piece.within:
            yield Piece("same", piece.text)


def _sentences(pieces: Sequence[Piece]) -> Iterator[str]:
    """Give each change as a sentence; changes between the same two punctuation marks are one, and are told with the words around them."""
    stretches: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.kind != "same":
            stretches[-1].append(piece)
            continue
        marks = list(_STOP.finditer(piece.text))
        if not marks:
            stretches[-1].append(piece)
            continue
        first, last = marks[0].start(), marks[-1].end()
        stretches[-1].append(Piece("same", piece.text[:first]))
        stretches.append([Piece("same", piece.text[last:])])
    for stretch in stretches:
        if all(piece.kind == "same" for piece in stretch):
            continue
        old = "".join(piece.text for piece in stretch if piece.kind != "added").strip()
        new = "".join(piece.text for piece in stretch if piece.kind != "deleted").strip()
        yield _sentence(stretch, old, new)


def _sentence(stretch: Sequence[Piece], old: str, new: str) -> str:
    kinds = [kind for kind, _ in groupby(piece.kind for piece in stretch if piece.kind != "same")]
    if not old:
        return f"建议增加“{new}”"
    if not new:
        return f"建议删去“{old}”"
    if len(old) > _LONGEST_PART or len(new) > _LONGEST_PART:
        # Too long to be told whole: the changed words alone.
        gone = "…".join(piece.text for piece in stretch if piece.kind == "deleted")
        come = "…".join(piece.text for piece in stretch if piece.kind == "added")
        return {"added": f"建议增加“{come}”", "deleted": f"建议删去“{gone}”"}.get(kinds[0] if len(kinds) == 1 else "", f"建议将“{gone}”改为“{come}”")
    return f"建议将“{old}”改为“{new}”"


def _day(date: str) -> str:
    return date if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date) else ""
