"""The finished document: one flat tuple of frozen blocks, each with its place, that passes complete and writers print.

Left of this module nobody knows an output format; right of it nobody reads YAML.
Every number, label, reference text and stock sentence is in the blocks before a writer sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from builder.findings import Finding, Place
from builder.profile import Profile
from builder.tex import plain_text

# --- inlines ---------------------------------------------------------------------------------------------------------


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
    """The mark that calls a footnote: ``1)`` in a clause, ``a`` in a table; the number pass gives ``label``."""

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


# --- sentences and provisions ----------------------------------------------------------------------------------------


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

# --- blocks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What every block has: its place, the author's id, a stable anchor, and the element of the standard that it stands in.

    ``element`` is foreword, introduction, body, annex or bibliography.
    ``anchor`` is unique in its document: the id where there is one, else made from the number.
    ``inside`` is ``example`` for blocks that belong to the example above them, else empty.
    """

    place: Place
    id: str | None = None
    anchor: str = ""
    element: str = "body"
    inside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Block):
    """A chapter (level 1), a titled clause (level 2 to 6), or the unnumbered title of 前言, 引言 or 参考文献.

    ``chapter`` is the kind of clause file of a chapter (scope, references, terms, symbols, clause), else empty.
    ``display`` is the title as it stands on paper, with the wide gaps of 前　　言.
    """

    level: int
    inlines: Inlines = ()
    number: str | None = None
    chapter: str = ""
    display: str = ""
    particulars: Particulars = NO_PARTICULARS

    @property
    def title(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex(Block):
    """The title block of an annex: 附录A, （规范性） or （资料性）, and the title. ``normative`` is None where the author left it out."""

    normative: bool | None
    inlines: Inlines = ()
    number: str = ""
    label: str = ""
    nature: str = ""
    particulars: Particulars = NO_PARTICULARS

    @property
    def title(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(Block):
    """An untitled clause: its number and the first paragraph of its text, which was written at ``prose``."""

    level: int
    prose: Place
    inlines: Inlines = ()
    number: str | None = None
    sentences: tuple[Sentence, ...] = ()
    particulars: Particulars = NO_PARTICULARS

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Block):
    """A paragraph. ``stock`` tells that the builder, not the author, wrote it."""

    inlines: Inlines = ()
    sentences: tuple[Sentence, ...] = ()
    stock: bool = False

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Block):
    """An item of a list: ``ordered`` gives a) and 1), otherwise —— and ·. ``first`` tells that a new list starts here.

    ``list`` counts the lists of the document, so that every list can restart its letters; ``lead_in`` is the text before the list.
    """

    level: int
    ordered: bool
    inlines: Inlines = ()
    label: str = ""
    sentences: tuple[Sentence, ...] = ()
    first: bool = False
    list: int = 0
    list_in_clause: int = 1
    stock: bool = False

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Block):
    """A note 注; ``label`` is 注, 注1, …"""

    inlines: Inlines = ()
    label: str = ""
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example(Block):
    """An example 示例; further blocks of it follow with ``inside`` set to ``example``."""

    inlines: Inlines = ()
    label: str = ""
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning(Block):
    """A warning 重要提示, in 黑体."""

    inlines: Inlines = ()
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote(Block):
    """A footnote of a clause: it follows the block that calls it. Numbers run through the whole document (GB/T 1.1—2020, 9.12.1)."""

    key: str
    inlines: Inlines = ()
    number: int = 0
    label: str = ""
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; ``place`` tells where it was written."""

    inlines: Inlines
    place: Place
    colspan: int = 1
    rowspan: int = 1
    align: str | None = None

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title cell, its relative width (any unit, shares of the whole) and the alignment of its cells."""

    title: Cell
    width: float | None = None
    align: str | None = None


@dataclass(frozen=True, slots=True)
class TableFootnote:
    """A footnote of a table: key and printed letter ``a``, ``b``, …"""

    key: str
    label: str
    inlines: Inlines
    place: Place

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Block):
    """A table 表. ``head`` are the header rows above the column titles; a cell that a row span covers is not repeated below."""

    inlines: Inlines = ()
    number: str = ""
    label: str = ""
    unit: str = ""
    columns: tuple[Column, ...] = ()
    head: tuple[tuple[Cell, ...], ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[Note, ...] = ()
    footnotes: tuple[TableFootnote, ...] = ()
    landscape: bool = False

    @property
    def title(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)

    @property
    def text(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True)
class FlowLink:
    """An arrow of a process diagram to the step ``to``, with the word beside it."""

    to: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step of a process diagram: ``shape`` is start, end, step, decision or document."""

    id: str
    lane: str
    text: str
    shape: str
    links: tuple[FlowLink, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A process diagram as data: lanes (organizations) and steps."""

    lanes: tuple[str, ...]
    steps: tuple[FlowStep, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """One picture: a file of the standard (``path`` absolute, ``name`` as written) or a process diagram, never both.

    ``width`` is in millimetres or None; ``size`` is the picture's own width and height in pixels (0, 0 when unknown).
    """

    name: str
    path: Path | None
    alt: str
    width: float | None
    place: Place
    size: tuple[float, float] = (0, 0)
    flow: Flow | None = None


@dataclass(frozen=True, slots=True)
class FigurePart:
    """A sub-figure: ``label`` is a), b), …"""

    label: str
    inlines: Inlines
    image: Image
    id: str | None = None
    anchor: str = ""

    @property
    def title(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Block):
    """A figure 图: one image, or parts; ``key`` are the lines of 标引序号说明."""

    inlines: Inlines = ()
    number: str = ""
    label: str = ""
    image: Image | None = None
    parts: tuple[FigurePart, ...] = ()
    key: tuple[Inlines, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def title(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)

    @property
    def text(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True)
class SymbolMeaning:
    """A line of 式中: symbol and explanation."""

    symbol: Inlines
    inlines: Inlines
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula(Block):
    """A formula on a line of its own; ``number`` and ``label`` are empty when nobody cites it."""

    tex: str
    number: str | None = None
    label: str = ""
    where: tuple[SymbolMeaning, ...] = ()

    @property
    def text(self) -> str:
        """Give the formula as one line of plain characters."""
        return plain_text(self.tex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Block):
    """A term entry 术语条目 (GB/T 1.1—2020, 8.7.3)."""

    level: int
    number: str = ""
    zh: str = ""
    en: str = ""
    abbreviation: str = ""
    symbol: str = ""
    admitted: tuple[str, ...] = ()
    deprecated: tuple[str, ...] = ()
    definition: Inlines = ()
    sentences: tuple[Sentence, ...] = ()
    notes: tuple[Note, ...] = ()
    examples: tuple[Example, ...] = ()
    source: Inlines = ()
    particulars: Particulars = NO_PARTICULARS

    @property
    def text(self) -> str:
        """Give the definition as plain text."""
        return printed(self.definition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol(Block):
    """An entry of symbols and abbreviated terms; ``sort`` is symbol or abbreviation."""

    symbol: Inlines
    zh: str
    en: str
    sort: str

    @property
    def text(self) -> str:
        """Give the entry as it is printed."""
        return f"{printed(self.symbol)}：{self.zh}" + (f"（{self.en}）" if self.en else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Block):
    """An entry of the normative references (``index`` None) or of the bibliography.

    ``number`` is as printed (dated or not, ``（所有部分）`` included), empty for a law; ``entry`` is the whole printed line without its index.
    """

    number: str
    title: str
    entry: str
    index: int | None = None

    @property
    def text(self) -> str:
        """Give the entry as it is printed."""
        return self.entry if self.index is None else f"[{self.index}]　{self.entry}"


Prose = Clause | Paragraph | Item | Note | Example | Warning | Footnote
Captioned = Table | Figure | Formula
AnyBlock = Heading | Annex | Clause | Paragraph | Item | Note | Example | Warning | Footnote | Table | Figure | Formula | Term | Symbol | Reference
BlockKind = TypeVar("BlockKind", bound=Block)

# --- documents -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the cover, every line as it is printed; an empty line is not printed.

    ``mark`` is the code at the top right (``emblem`` True: the national emblem stands there instead of letters);
    ``title`` has one to three elements; ``english`` is joined by 一字线.
    """

    ics: tuple[str, ...] = ()
    ccs: tuple[str, ...] = ()
    filing: str = ""
    mark: str = ""
    emblem: bool = False
    banner: str = ""
    number: str = ""
    replaces: str = ""
    title: tuple[str, ...] = ()
    english: str = ""
    consistency: str = ""
    stage: str = ""
    completed: str = ""
    patents: str = ""
    published: str = ""
    effective: str = ""
    issuers: tuple[str, ...] = ()
    issue_word: str = ""
    demo: str = ""

    @property
    def name(self) -> str:
        """Give the title on one line, its elements one 汉字 apart (GB/T 1.1—2020, 10.3.1.2)."""
        return "　".join(self.title)


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of 目次: its level from 1, what stands before the title, the title, and the block it leads to."""

    level: int
    number: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Part:
    """A published part of the same series."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Change:
    """One of the main technical changes against the edition that is replaced."""

    inlines: Inlines
    place: Place


@dataclass(frozen=True, slots=True)
class Patent:
    """An identified patent (GB/T 1.1—2020, annex D)."""

    holder: str
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What ``standard.yaml`` says, before anything is computed from it. Dates are ISO strings as written; empty means not given."""

    place: Place
    id: str
    profile: str = ""
    function: str = ""
    number: str = ""
    title_zh: tuple[str, ...] = ()
    title_en: tuple[str, ...] = ()
    ics: tuple[str, ...] = ()
    ccs: tuple[str, ...] = ()
    stage: str = ""
    completed: str = ""
    published: str = ""
    effective: str = ""
    issued_by: tuple[str, ...] = ()
    mandatory_basis: str = ""
    filing: str = ""
    replaces: tuple[str, ...] = ()
    adopts_document: str = ""
    adopts_degree: str = ""
    series: str = ""
    published_parts: tuple[Part, ...] = ()
    has_foreword: bool = False
    proposed_by: tuple[str, ...] = ()
    administered_by: tuple[str, ...] = ()
    implemented_by: tuple[str, ...] = ()
    drafted_by: tuple[str, ...] = ()
    drafters: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    history: tuple[str, ...] = ()
    notes: tuple[Inlines, ...] = ()
    patents: tuple[Patent, ...] = ()
    bibliography: tuple[str, ...] = ()
    demo: bool = False
    waive: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceLists:
    """What an author listed in the references clause: None for ``auto``, else the numbers with their places."""

    listed: tuple[tuple[str, Place], ...] | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One standard. After lowering ``blocks`` holds what the author wrote; after the passes it is the printed document in order.

    ``anchors`` maps every id to the anchor of its block; ``contents`` are the lines of 目次;
    ``findings`` are what the passes noticed while finishing (a dead reference, say).
    """

    id: str
    profile: Profile
    facts: Facts
    blocks: tuple[AnyBlock, ...] = ()
    lists: ReferenceLists = ReferenceLists()
    term_sources: tuple[tuple[str, Place], ...] = ()
    cover: Cover = Cover()
    contents: tuple[ContentsEntry, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def stage(self) -> str:
        """Give the stage of the standard."""
        return self.facts.stage

    @property
    def references(self) -> tuple[Reference, ...]:
        """Give the entries of the normative references."""
        return tuple(block for block in self.all(Reference) if block.index is None)

    @property
    def bibliography(self) -> tuple[Reference, ...]:
        """Give the entries of the bibliography."""
        return tuple(block for block in self.all(Reference) if block.index is not None)

    def all(self, *kinds: type[BlockKind]) -> Iterator[BlockKind]:
        """Go through the blocks of the given kinds, in order."""
        return (block for block in self.blocks if isinstance(block, kinds))


# --- cases, systems, records -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Metric:
    """One indicator of a case before and after. ``change`` is the printed change, ``rate`` the reduction in percent or the rise in points."""

    indicator: str
    name: str
    unit: str
    before: float | None
    after: float | None
    rate: float | None
    change: str


@dataclass(frozen=True, slots=True)
class Practice:
    """One of the main things a department did, under a reform measure."""

    measure: str
    measure_label: str
    title: str
    blocks: tuple[AnyBlock, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper that proves a case; only public ones are printed, and only public files are copied to the site."""

    sort: str
    sort_label: str
    title: str
    date: str
    public: bool
    name: str = ""
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class ClauseLink:
    """A clause that a case supports. ``number`` and ``title`` are filled by the trace pass; empty when the clause does not exist."""

    standard: str
    clause: str
    place: Place
    number: str = ""
    title: str = ""
    standard_title: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A best-practice case, without its contact person, who never leaves the source file."""

    place: Place
    id: str
    title: str
    department: str
    level: str
    level_label: str
    region: str
    category: str
    category_label: str
    matters: tuple[str, ...]
    abstract: Inlines
    background: tuple[AnyBlock, ...]
    practice: tuple[Practice, ...]
    results: tuple[AnyBlock, ...]
    metrics: tuple[Metric, ...]
    period_before: tuple[str, str] | None
    period_after: tuple[str, str] | None
    method: str
    ones: Mapping[str, bool]
    innovations: tuple[str, ...]
    lessons: tuple[AnyBlock, ...]
    open_issues: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    supports: tuple[ClauseLink, ...]
    status: str
    status_label: str
    declaration: bool
    secrecy_review: str
    submitted: str
    demo: bool
    waive: tuple[tuple[str, str], ...] = ()

    def contents(self) -> tuple[tuple[AnyBlock, ...], ...]:
        """Give the parts of the case that are content, in the order in which they are printed."""
        return (self.background, *(practice.blocks for practice in self.practice), self.results, self.lessons)

    def with_contents(self, change: Callable[[tuple[AnyBlock, ...]], tuple[AnyBlock, ...]]) -> Case:
        """Give the case with every part of its content changed, in the order in which they are printed."""
        background = change(self.background)
        practice = tuple(replace(entry, blocks=change(entry.blocks)) for entry in self.practice)
        results = change(self.results)
        return replace(self, background=background, practice=practice, results=results, lessons=change(self.lessons))

    @property
    def published(self) -> bool:
        """Tell whether the case may be shown: declared true, passed the secrecy review, and selected or refined."""
        return self.declaration and self.secrecy_review == "passed" and self.status in ("selected", "refined")


@dataclass(frozen=True, slots=True)
class ReferenceDocument:
    """An entry of ``references.yaml``. ``number`` is empty for a law; ``kind`` is standard, law, regulation or policy."""

    place: Place
    number: str
    title: str
    title_en: str = ""
    kind: str = "standard"
    status: str = ""
    replaced_by: str = ""
    checked: str = ""
    confirmed_by: str = ""
    confirmed_date: str = ""


@dataclass(frozen=True, slots=True)
class SystemNode:
    """A box of a standard system's structure; ``level`` counts from 1, ``parent`` is the code of the box above or empty."""

    code: str
    title: str
    level: int
    parent: str
    place: Place


@dataclass(frozen=True, slots=True)
class SystemEntry:
    """A line of the 明细表. ``standard`` is a number or an id of this workspace; ``number`` and ``title`` are as printed."""

    place: Place
    node: str
    code: str
    standard: str
    number: str
    title: str
    level: str
    level_label: str
    status: str
    status_label: str
    responsible: str
    effective: str
    note: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class SystemCount:
    """A line of the 统计表: how many standards of a level are there and how many there should be."""

    label: str
    expected: int
    present: int

    @property
    def share(self) -> str:
        """Give present over expected in percent, or a dash where nothing is expected."""
        return f"{self.present / self.expected * 100:.1f}%" if self.expected else "—"


@dataclass(frozen=True, slots=True)
class System:
    """A department's standard system 标准体系 (GB/T 13016—2018): structure, list, statistics, explanation."""

    place: Place
    id: str
    title: str
    department: str
    nodes: tuple[SystemNode, ...]
    entries: tuple[SystemEntry, ...]
    counts: tuple[SystemCount, ...]
    explanation: tuple[tuple[str, str], ...]
    demo: bool


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment on a draft and what became of it."""

    place: Place
    id: str
    clause: str
    comment: str
    by: str
    received: str
    disposition: str
    reply: str


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of one consultation; ``sent`` and ``replied`` count the units asked and answering."""

    place: Place
    sent: int
    replied: int
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Expert:
    """A member of a review meeting."""

    name: str
    unit: str
    title: str
    speciality: str
    place: Place


@dataclass(frozen=True, slots=True)
class Meeting:
    """A review meeting: date, place, chair, experts, opinion, vote and conclusion."""

    place: Place
    date: str
    venue: str
    chair: str
    experts: tuple[Expert, ...]
    opinion: tuple[str, ...]
    conclusion: str
    votes: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Records:
    """What process documents print beside the standard itself. ``data`` keeps project, explanation and revision as written."""

    comments: Comments | None = None
    meeting: Meeting | None = None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TraceLink:
    """A case and a clause that belong together; ``declared_by`` is case, clause or both."""

    case: str
    standard: str
    clause: str
    number: str
    title: str
    declared_by: str


@dataclass(frozen=True, slots=True)
class LimitCheck:
    """A measurable clause held against a case that supports it: the case's value and whether it keeps the limit (None: not comparable)."""

    standard: str
    clause: str
    number: str
    case: str
    indicator: str
    relation: str
    limit: float
    unit: str
    value: float | None
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Trace:
    """How cases, clauses and indicators hang together in the whole workspace."""

    links: tuple[TraceLink, ...] = ()
    limits: tuple[LimitCheck, ...] = ()
    clauses_without_evidence: tuple[tuple[str, str, str, str], ...] = ()
    cases_not_refined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """Everything of one workspace: what a rule or a writer may look at.

    ``profile`` speaks for what belongs to no standard (cases, systems): that of the first standard, or the first that ships.
    ``finished`` names documents that the passes leave alone, because they are finished already.
    """

    root: Path
    documents: Mapping[str, Document] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    references: tuple[ReferenceDocument, ...] = ()
    systems: Mapping[str, System] = field(default_factory=dict)
    records: Mapping[str, Records] = field(default_factory=dict)
    trace: Trace = Trace()
    profile: Profile | None = None
    finished: frozenset[str] = frozenset()


def texts_of(block: AnyBlock) -> Iterator[tuple[Inlines, Place]]:
    """Go through every text of a block with its place: title or prose, cells, notes, meanings, definition, source."""
    match block:
        case Term():
            yield block.definition, block.place.at("definition")
            yield from _texts((*block.notes, *block.examples))
            yield block.source, block.place.at("source", "document")
        case Table():
            yield block.inlines, block.place.at("title")
            cells = [column.title for column in block.columns] + [cell for row in (*block.head, *block.rows) for cell in row]
            yield from ((cell.inlines, cell.place) for cell in cells)
            yield from _texts(block.notes)
            yield from ((footnote.inlines, footnote.place) for footnote in block.footnotes)
        case Figure():
            yield block.inlines, block.place.at("title")
            yield from ((part.inlines, part.image.place) for part in block.parts)
            yield from ((line, block.place.at("key", index)) for index, line in enumerate(block.key))
            yield from _texts(block.notes)
        case Formula():
            for line in block.where:
                yield line.symbol, line.place
                yield line.inlines, line.place
        case Symbol():
            yield block.symbol, block.place
        case Reference():
            return
        case Heading() | Annex():
            yield block.inlines, block.place.at("title")
        case Clause():
            yield block.inlines, block.prose
        case Paragraph() | Item() | Note() | Example() | Warning() | Footnote():
            yield block.inlines, block.place


def _texts(parts: tuple[Note | Example, ...]) -> Iterator[tuple[Inlines, Place]]:
    return ((part.inlines, part.place) for part in parts)
