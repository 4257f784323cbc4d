"""Text with marks as a tuple of inlines, its sentences, and what an author says about a clause beside its text."""

from __future__ import annotations

from dataclasses import dataclass

from builder.tex import plain_text


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """A key term, printed in 黑体 (GB/T 1.1—2020, 7.3.4 and 7.5.4)."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, printed in italics."""

    text: str


@dataclass(frozen=True, slots=True)
class Superscript:
    """Raised text."""

    text: str


@dataclass(frozen=True, slots=True)
class Subscript:
    """Lowered text."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """A formula inside a line, as TeX."""

    tex: str

    @property
    def text(self) -> str:
        """Give the formula as one line of plain characters."""
        return plain_text(self.tex)


@dataclass(frozen=True, slots=True)
class FootnoteCall:
    """The mark that calls a footnote: ``1)`` or ``*`` in a clause, ``a`` in a table; the number pass gives ``label``."""

    key: str
    label: str = ""

    @property
    def text(self) -> str:
        """Give nothing: the call is a mark, not a word of the sentence."""
        return ""


@dataclass(frozen=True, slots=True)
class ReferencePart:
    """A stretch of a reference's text; ``anchor`` names the block whose own number it repeats, or is None for literal text."""

    text: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A reference to a block of this or another standard; the link pass gives ``parts`` and ``anchor``.

    ``standard`` is None inside the same standard, else the id of the other one.
    """

    target: str
    standard: str | None = None
    parts: tuple[ReferencePart, ...] = ()
    anchor: str = ""

    @property
    def text(self) -> str:
        """Give the reference as it is printed, such as ``5.2 c)``."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Citation:
    """A document named in the text, such as ``GB/T 9704—2012`` or ``《某条例》``.

    ``text`` is what the author wrote, ``number`` the normalised number without its year (or the title of a law), ``year`` the year or None,
    ``part`` what follows and belongs to it (``第5章``). The assemble pass decides ``normative``.
    """

    text: str
    number: str
    year: str | None = None
    part: str = ""
    normative: bool = False

    @property
    def dated(self) -> bool:
        """Tell whether the citation names an edition (GB/T 1.1—2020, 9.5.4.1)."""
        return self.year is not None


MODIFIED = Text("\N{NO-BREAK SPACE}modified")
"""Stands in a term's source for the profile's words “有修改” until the document is assembled; no author can type it into a source."""

Inline = Text | KeyTerm | Variable | Superscript | Subscript | Math | FootnoteCall | CrossReference | Citation
Inlines = tuple[Inline, ...]


def printed(inlines: Inlines) -> str:
    """Give inlines as the plain text that is printed: references resolved, marks gone."""
    return "".join(inline.text for inline in inlines)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the type of provision it states (GB/T 1.1—2020, 9.1), one of ``vocabulary.PROVISIONS``."""

    text: str
    provision: str


@dataclass(frozen=True, slots=True)
class Limit:
    """The machine-readable form of a measurable provision: an indicator and exactly one bound."""

    indicator: str
    relation: str
    value: float
    unit: str
    matters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Particulars:
    """What an author said about a clause beside its text: its cases, measures, basis, limit, and how conformity is shown."""

    provision: str | None = None
    measures: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    basis: str = ""
    limit: Limit | None = None
    verified_by: tuple[str, ...] = ()
    waive: tuple[tuple[str, str], ...] = ()


NO_PARTICULARS = Particulars()
