"""Text with a few inline marks to inlines, and the documents that a text cites.

The marks are those of format.md §5 and nothing else: whatever does not read as a mark comes out as the characters typed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from builder.model import Citation, CrossReference, FootnoteCall, Inline, Inlines, KeyTerm, Math, Subscript, Superscript, Text, Variable

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_RAISED = r"[^\s\\^~<>$*，。；：、！？（）《》“”～]{1,20}"
_MARK = re.compile(
    rf"""
    \\(?P<escaped>[<$*^~\[])
  | <(?P<standard>{_SLUG})?\#(?P<target>[A-Za-z0-9._-]{{1,120}})>
  | \$(?P<tex>(?!\s)(?:\\.|[^$\\])+?(?<!\s))\$(?!\d)
  | \*\*(?P<key>(?![\s*])[^*\n]+?(?<!\s))\*\*
  | (?<![A-Za-z0-9*])\*(?P<variable>(?![\s*])[^*\s]{{1,30}})\*(?![A-Za-z0-9*])
  | \^(?P<superscript>{_RAISED})\^
  | ~(?P<subscript>{_RAISED})~
  | \[\^(?P<footnote>[A-Za-z0-9-]{{1,80}})\]
    """,
    re.VERBOSE,
)

_BEGINS_A_MARK = re.compile(r"[\\<$*^~\[]")

INDUSTRY_CODES = (
    "AQ BB CB CH CJ CY DA DB DL DY DZ EJ FZ GA GC GD GF GH GM GY HB HG HJ HS HY JB JC JG JR JT JY KA LB LD LS LY MH MR MT MZ NB NY QB QC "
    "QJ QX RB RF SB SC SF SH SJ SL SN SW SY TB TD TY WB WH WJ WM WS WW XB XF YB YC YD YJ YS YY YZ ZY"
).split()
"""Codes of industry standards in use, from the public list of the standardization administration."""

_CHINESE = (
    r"GB(?:/T|/Z|J)?|DBS?\d{2,4}(?:/T|(?=\s\d))|T/[A-Z]{2,10}|Q/[A-Z0-9]{2,12}"
    rf"|(?:{'|'.join(INDUSTRY_CODES)})(?:/T|/Z|(?=\s\d))"
)
_FOREIGN = r"ISO/IEC(?:\ T[RS])?|ISO(?:/T[RS])?|IEC(?:/T[RS])?|ITU-T|IEEE|CEN|EN"
_CITATION = rf"""
    (?<![A-Za-z0-9/])(?:
        (?P<code>{_CHINESE})(?P<gap>\s?)(?P<number>\d{{1,6}}(?:\.\d{{1,3}})*|X{{2,6}}(?:\.(?:\d{{1,3}}|X))?)(?P<year>\s?[-–—－―]{{1,2}}\s?(?:\d{{4}}|X{{4}})(?![0-9]))?
      | (?P<foreign>{_FOREIGN})\s(?P<foreign_number>[A-Z]?\.?\d{{2,6}}(?:-\d{{1,3}})*)(?P<foreign_year>:\d{{4}})?
    )
    (?P<parts>（所有部分）)?
    (?:《[^《》]*》)?
    (?P<part>第\d+章|中(?:第\d+章|(?:[A-Z]\.)?\d+(?:\.\d+)+|附录[A-Z]|表[A-Z.\d]+)|附录[A-Z](?:\.\d+)*|表[A-Z]?\.?\d+|图[A-Z]?\.?\d+)?
  | (?P<policy>(?:(?![见按据照和与及由了在以从对于的是为将把])[\u4e00-\u9fff]){{1,8}}〔\d{{4}}〕\d+号)
  | 《(?P<title>[^《》]{{2,80}})》(?:（(?P<title_policy>[\u4e00-\u9fff]{{1,8}}〔\d{{4}}〕\d+号)）)?
    """
CITATION = re.compile(_CITATION, re.VERBOSE)
"""What reads as the number of a standard, of a policy paper, or as the title of a law."""

_NO_POLICY = re.compile(rf"(?=[A-Z《])(?:{re.sub(r'[(][?]P<policy>.*', '(?P<policy>(?!))', _CITATION)})", re.VERBOSE)
"""The same where no policy paper can stand, because one may begin at any Chinese character, and all of them would be tried."""


@lru_cache(maxsize=65536)
def parse(text: str) -> Inlines:
    """Turn text with marks into inlines; neighbouring texts are joined, cited documents become citations."""
    result: list[Inline] = []
    literal: list[str] = []
    if not _BEGINS_A_MARK.search(text):
        _flush([text], result)
        return tuple(result)
    position = 0
    for match in _MARK.finditer(text):
        literal.append(text[position : match.start()])
        position = match.end()
        if match["escaped"] is not None:
            literal.append(match["escaped"])
            continue
        _flush(literal, result)
        result.append(_marked(match))
    literal.append(text[position:])
    _flush(literal, result)
    return tuple(result)


def escape(text: str) -> str:
    """Give text in which no mark reads as a mark; ``parse`` gives back the characters."""
    return re.sub(r"[<$*^~\[]", lambda match: "\\" + match.group(), text)


def citation(text: str) -> Citation | None:
    """Read a whole text as one citation, ``GB/T 9704—2012``; None when it is none."""
    match = CITATION.fullmatch(text.strip())
    return _citation(match) if match else None


def normalised(text: str) -> tuple[str, str | None]:
    """Split a document's number into number and year, with the spacing and dashes of the standard (GB/T 1.1—2020, 8.1)."""
    found = citation(text)
    return (found.number, found.year) if found else (text.strip(), None)


def _marked(match: re.Match[str]) -> Inline:
    match match.lastgroup:
        case "target":
            return CrossReference(match["target"], match["standard"])
        case "tex":
            return Math(match["tex"])
        case "key":
            return KeyTerm(_plain(match["key"]))
        case "variable":
            return Variable(_plain(match["variable"]))
        case "superscript":
            return Superscript(match["superscript"])
        case "subscript":
            return Subscript(match["subscript"])
        case _:
            return FootnoteCall(match["footnote"])


def _plain(text: str) -> str:
    return re.sub(r"\\([<$*^~\[])", r"\1", text)


def _flush(literal: list[str], result: list[Inline]) -> None:
    text = "".join(literal)
    literal.clear()
    position = 0
    for match in (CITATION if "〔" in text else _NO_POLICY).finditer(text):
        if match.start() > position:
            result.append(Text(text[position : match.start()]))
        result.append(_citation(match))
        position = match.end()
    if position < len(text):
        result.append(Text(text[position:]))


def _citation(match: re.Match[str]) -> Citation:
    text = match.group()
    if match["code"]:
        year = (match["year"] or "").strip(" \u3000-–—－―") or None
        number = f"{match['code']} {match['number']}{match['parts'] or ''}"
        return Citation(text, number, year, (match["part"] or "").removeprefix("中"))
    if match["foreign"]:
        number = f"{match['foreign']} {match['foreign_number']}{match['parts'] or ''}"
        return Citation(text, number, (match["foreign_year"] or "").lstrip(":") or None, (match["part"] or "").removeprefix("中"))
    return Citation(text, match["policy"] or match["title_policy"] or f"《{match['title']}》")
