"""Measures the linter on the corpus: how many types of provision are right, and precision and recall for each code.

``python -m tests.corpus.measure`` writes ``docs/rules/accuracy.md``.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from builder.findings import Place
from builder.inline import parse
from builder.lint import lint
from builder.load import load
from builder.model import (
    Annex,
    AnyBlock,
    Cell,
    Column,
    Document,
    Example,
    Footnote,
    FootnoteCall,
    Heading,
    Item,
    Library,
    Note,
    Paragraph,
    Symbol,
    Table,
    Term,
    Text,
)
from builder.passes import finish
from builder.passes.classify import classify
from builder.provision import strongest
from builder.rules.examples import BASE
from builder.vocabulary import PROVISIONS

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs" / "rules" / "accuracy.md"
SETS = {"development": ("开发集", "."), "held-out": ("保留集", "held-out"), "fresh": ("新句集", "fresh")}
FIRST = {
    "第1部分": (436, 424, None, 412),
    "第2部分": (468, 448, None, 436),
    "第3部分": (334, 317, None, 317),
    "第4部分": (358, 350, None, 345),
    "第5部分": (363, 350, None, 345),
    "第6部分": (500, 493, 495, 493),
}
"""What was found the first time on each part of the fresh set: sentences, right types, right types once wrong labels are put right (None
where that was not counted), and right types of the program before."""
FIRST_RULES = {
    "第1部分": (94.9, 91.6, None, None, None),
    "第2部分": (96.0, 86.1, None, None, None),
    "第3部分": (98.7, 91.8, None, None, 90.6),
    "第4部分": (99.7, 93.3, None, None, 88.9),
    "第5部分": (97.6, 95.8, None, None, 90.2),
    "第6部分": (94.7, 94.2, 95.1, 94.2, 94.2),
}
"""Precision and recall of the rules the first time, in percent, both once wrong labels are put right, and the recall of the program before;
None where it was not kept."""
TUNED = ("第1部分", "第2部分", "第3部分", "第4部分", "第5部分", "第6部分")
"""The parts whose failures were read afterwards to improve the rules."""
ENOUGH = 10
"""So many labels of a code are needed for its figures to say something."""
FILE = "corpus.yaml"
"""The file that the blocks made from the corpus claim to come from, so that their findings can be told from those of the frame."""

ALIASES = {"NOT-003": "MOD-012", "MOD-013": "TRM-008"}
"""Codes that mean the same; the corpus writes the second one."""

LABELLED = ("MOD-", "NUM-", "TYP-", "XRF-", "REF-", "SCO-", "TRM-", "STR-", "NOT-", "CON-")
SINGLE = frozenset(
    "XRF-001 XRF-002 XRF-003 XRF-004 XRF-005 XRF-006 XRF-007 REF-008 REF-010 REF-011 REF-013 REF-021 SCO-003 SCO-004 "
    "TRM-004 TRM-006 TRM-007 TRM-008 TRM-009 STR-016 STR-025 STR-029 NOT-008 CON-006".split()
)
WHOLE = ("MOD", "NUM", "TYP")
NOT_LABELLED = frozenset({"MOD-018"})


@dataclass(slots=True)
class Count:
    """How often a code was reported and labelled, reported only, and labelled only; the texts of the last two."""

    right: int = 0
    extra: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """Give the share of reports that are labelled; None where nothing was reported."""
        reported = self.right + len(self.extra)
        return self.right / reported if reported else None

    @property
    def recall(self) -> float | None:
        """Give the share of labels that are reported; None where nothing is labelled."""
        labelled = self.right + len(self.missed)
        return self.right / labelled if labelled else None


@dataclass(slots=True)
class Provisions:
    """How many sentences have the type that the corpus gives, and each that has another one: text, labelled type, found type."""

    total: int
    wrong: list[tuple[str, str, str]]

    @property
    def accuracy(self) -> float:
        """Give the share of right types."""
        return 1 - len(self.wrong) / self.total


@cache
def provisions(folder: Path) -> Provisions:
    """Hold the types of ``provisions.yaml`` against those that the program gives."""
    entries = _entries(folder / "provisions.yaml")
    wrong = []
    for entry in entries:
        found = _type(entry)
        if found != entry["type"]:
            wrong.append((entry["text"], entry["type"], found))
    return Provisions(len(entries), wrong)


@cache
def faults(folder: Path) -> dict[str, Count]:
    """Hold the codes of ``faults.yaml`` against those that the program reports, by code."""
    counts: defaultdict[str, Count] = defaultdict(Count)
    for entry in _entries(folder / "faults.yaml"):
        wanted, found = {code for code in entry["faults"] if is_labelled(code)}, set(codes(entry))
        for code in wanted & found:
            counts[code].right += 1
        for code in found - wanted:
            counts[code].extra.append(entry["text"])
        for code in wanted - found:
            counts[code].missed.append(entry["text"])
    return dict(sorted(counts.items()))


def codes(entry: Mapping[str, Any]) -> Iterator[str]:
    """Give the labelled codes that the program reports for one text in its place."""
    unmarked = entry.get("place") == "item" and entry["text"][-1:] not in "。；：，！？"
    for finding in lint(finish(placed(entry))):
        if finding.rule == "TYP-007" and entry.get("place") == "foreword" and entry["text"].endswith("；"):
            continue  # A change of the foreword is an item of a list; the frame has a place for paragraphs only.
        # What ends an item is looked at by LST-003; the corpus knows one code for a mark that is missing.
        code = "TYP-007" if unmarked and finding.rule == "LST-003" else ALIASES.get(finding.rule, finding.rule)
        if finding.place.file == FILE and is_labelled(code):
            yield code


def is_labelled(code: str) -> bool:
    """Tell whether the corpus labels a code."""
    return code not in NOT_LABELLED and (code in SINGLE or code.partition("-")[0] in WHOLE)


def placed(entry: Mapping[str, Any]) -> Library:
    """Put one text into a tiny standard, at its place."""
    library = _frame()
    document = library.documents["example"]
    if "function" in entry:
        document = replace(document, facts=replace(document.facts, function=entry["function"]))
    if entry.get("place") == "foreword":
        document = replace(document, facts=replace(document.facts, notes=(parse(entry["text"]),), place=Place(FILE)))
    blocks = tuple(_with(document.blocks, entry))
    return replace(library, documents={"example": replace(document, blocks=blocks)})


def report(folder: Path = FOLDER) -> str:
    """Give the page of the measurements."""
    lines = [
        "# 准确度", "", "<!-- 由 python -m tests.corpus.measure 生成，请勿手改。 -->", "",
        "在`tests/corpus`的句子上测得。", "开发集用来编写规则，保留集只用来测量；新句集由另外三人编写，首次测量之后用来改进规则。", "",
        "## 条款类型", "",
        "| 语料 | 句数 | 判断正确 | 准确度 |", "|---|---|---|---|",
    ]  # fmt: skip
    for name, path in SETS.values():
        result = provisions(folder / path)
        lines.append(f"| {name} | {result.total} | {result.total - len(result.wrong)} | {result.accuracy:.1%} |")
    lines += [
        "",
        "新句集各部分的首次测量（当时程序没有见过这些句子）：",
        "",
        "| 部分 | 句数 | 判断正确 | 准确度 | 标注改正之后 | 改写之前的程序 | 此后用来改进规则 |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, (all_, right, checked, old) in FIRST.items():
        known = "—" if checked is None else f"{checked / all_:.1%}"
        lines.append(f"| {name} | {all_} | {right} | {right / all_:.1%} | {known} | {old / all_:.1%} | {_tuned(name)} |")
    lines += [
        "",
        "## 规则",
        "",
        "精确度：报告的有多少是对的。",
        "召回度：有错的报告了多少。",
        "",
        "新句集各部分的首次测量（当时程序没有见过这些句子）：",
        "",
        "| 部分 | 精确度 | 召回度 | 标注改正之后的精确度 | 标注改正之后的召回度 | 改写之前的召回度 | 此后用来改进规则 |",
        "|---|---|---|---|---|---|---|",
        *(f"| {name} | {' | '.join(map(_percent, figures))} | {_tuned(name)} |" for name, figures in FIRST_RULES.items()),
        "",
        "下表是现在的程序在三个集合上的结果。",
        "“—”表示没有可比的句子。",
        f"代码后有“*”的，三个集合的标注合计不足{ENOUGH}处，数字只供参考。",
        "",
    ]
    counted = {name: faults(folder / path) for name, path in SETS.values()}
    lines += ["| 代码 | " + " | ".join(f"{name}标注 | {name}精确度 | {name}召回度" for name in counted) + " |", "|---|" + "---|" * 3 * len(counted)]
    every = sorted({code for counts in counted.values() for code in counts})
    families = dict.fromkeys(code.partition("-")[0] for code in every)
    for family in families:
        lines.append(_row(f"**{family}**", [_total(counts, family) for counts in counted.values()]))
        lines += [
            _row(_marked(code, counted), [counts.get(code, Count()) for counts in counted.values()])
            for code in every
            if code.startswith(f"{family}-")
        ]
    lines.append(_row("**合计**", [_total(counts, "") for counts in counted.values()]))
    return "\n".join(lines) + "\n"


def _tuned(part: str) -> str:
    return "是" if part in TUNED else "否"


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value}%"


def _marked(code: str, counted: Mapping[str, Mapping[str, Count]]) -> str:
    """Give a code with an asterisk where it has too few labels to judge it."""
    labels = sum(len(counts[code].missed) + counts[code].right for counts in counted.values() if code in counts)
    return code if labels >= ENOUGH else f"{code}*"


def _row(name: str, counts: list[Count]) -> str:
    cells = [f"{count.right + len(count.missed)} | {_share(count.precision)} | {_share(count.recall)}" for count in counts]
    return f"| {name} | {' | '.join(cells)} |"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.0%}"


def _total(counts: Mapping[str, Count], family: str) -> Count:
    """Add the counts of a family; of all codes when it is empty."""
    total = Count()
    for code, count in counts.items():
        if not family or code.startswith(f"{family}-"):
            total.right += count.right
            total.extra += count.extra
            total.missed += count.missed
    return total


def _entries(path: Path) -> list[dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or []


@cache
def _frame() -> Library:
    return load(BASE).library


def _type(entry: Mapping[str, Any]) -> str:
    """Give the type that the program finds for a sentence, in a list where it has a lead-in."""
    place = "item" if "lead_in" in entry else entry.get("place", "clause")
    library = placed({**entry, "place": "clause" if place == "symbol" else place})
    # Only a foreword is made of facts by other passes; of anything else this one pass tells the type.
    library = finish(library) if place == "foreword" else classify(library)
    types: Counter[str] = Counter()
    for block in library.documents["example"].blocks:
        if (
            isinstance(block, Paragraph | Item | Term | Note | Example | Footnote)
            and block.place.file == FILE
            and (entry.get("place") != "foreword" or getattr(block, "text", "") == entry["text"])
        ):
            types.update(sentence.provision for sentence in block.sentences)
    assert set(types) <= set(PROVISIONS)
    return strongest(types)


_PLACE = Place(FILE, ("text",))


def _with(blocks: tuple[AnyBlock, ...], entry: Mapping[str, Any]) -> Iterator[AnyBlock]:
    """Give the blocks of the frame with the text of an entry in its place."""
    text, place = entry["text"], entry.get("place", "clause")
    inlines = parse(text)
    chapter = Heading(place=Place("frame.yaml"), level=1, chapter="clause", inlines=(Text("服务"),), id="corpus")
    made: list[AnyBlock] = []
    match place:
        case "clause":
            made = [chapter, Paragraph(place=_PLACE, inlines=inlines)]
        case "item":
            lead_in = Paragraph(place=Place("frame.yaml"), inlines=parse(entry.get("lead_in", "窗口应提供：")))
            other = Item(place=Place("frame.yaml"), level=1, ordered=True, inlines=(Text("其余一项。"),), list=99)
            made = [chapter, lead_in, Item(place=_PLACE, level=1, ordered=True, inlines=inlines, first=True, list=99), other]
        case "note":
            made = [chapter, _neutral(), Note(place=_PLACE, inlines=inlines)]
        case "example":
            made = [chapter, _neutral(), Example(place=_PLACE, inlines=inlines)]
        case "footnote":
            called = Paragraph(place=Place("frame.yaml"), inlines=(Text("大厅应设置窗口"), FootnoteCall("x"), Text("。")))
            made = [chapter, called, Footnote(place=_PLACE, key="x", inlines=inlines)]
        case "title":
            made = [Heading(place=_PLACE, level=1, chapter="clause", inlines=inlines, id="corpus"), _neutral()]
        case "principles":
            made = [replace(chapter, inlines=(Text("总体原则"),)), Paragraph(place=_PLACE, inlines=inlines)]
        case "informative-annex":
            annex = Annex(place=Place("frame.yaml"), normative=False, inlines=(Text("示例"),), id="corpus", element="annex")
            made = [annex, Paragraph(place=_PLACE, inlines=inlines, element="annex")]
        case "table-cell":
            title = Column(Cell((Text("项目"),), Place("frame.yaml")))
            rows = ((Cell(inlines, _PLACE),), (Cell((Text("其他"),), Place("frame.yaml")),))
            made = [chapter, _neutral(), Table(place=Place("frame.yaml"), inlines=(Text("项目"),), columns=(title,), rows=rows, id="corpus-table")]
        case "symbol":
            symbol, _, meaning = text.partition("——" if "——" in text else "：")
            chinese, _, english = meaning.partition("（")
            made = [
                replace(chapter, chapter="symbols"),
                Symbol(place=_PLACE, symbol=parse(symbol), zh=chinese, en=english.rstrip("）。"), sort="abbreviation"),
            ]
        case "introduction":
            heading = Heading(place=Place("frame.yaml"), level=1, element="introduction", chapter="introduction")
            made = [heading, Paragraph(place=_PLACE, inlines=inlines, element="introduction")]
    scope = [Paragraph(place=_PLACE, inlines=inlines)] if place == "scope" else []
    terms = [
        Term(place=_PLACE, level=2, id="corpus-term", zh=entry.get("term", "样词"), en=entry.get("en", "sample"), definition=inlines),
    ] if place == "definition" else []  # fmt: skip
    if entry.get("synonyms"):
        deprecated = tuple(entry["synonyms"])
        frame = Place("frame.yaml")
        terms = [Term(place=frame, level=2, id="corpus-term", zh=entry["term"], en="sample", definition=(Text("样词。"),), deprecated=deprecated)]
    current = ""
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            yield from terms if current == "terms" else ()
            current = block.chapter
        if current == "scope" and scope and isinstance(block, Paragraph):
            yield from scope
            scope = []
            continue
        yield block
    yield from terms if current == "terms" else ()
    yield from made


def _neutral() -> Paragraph:
    return Paragraph(place=Place("frame.yaml"), inlines=(Text("大厅应设置窗口。"),))


def main(arguments: list[str]) -> int:
    """Write the page, or with ``errors`` print what is wrong in the development set (never in the held-out one)."""
    folder = Path(arguments[1]) if len(arguments) > 1 else FOLDER
    if arguments and arguments[0] == "errors":
        result = provisions(folder)
        lines = [f"{wanted} ≠ {found}: {text}" for text, wanted, found in result.wrong]
        lines.append(f"{result.accuracy:.3%}")
        for code, count in faults(folder).items():
            lines += [f"{sort}{code} {text}" for sort, texts in (("+", count.extra), ("-", count.missed)) for text in texts]
        sys.stdout.write("\n".join(lines) + "\n")
        return 0
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(report(folder), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))


__all__ = ["Document", "codes", "faults", "placed", "provisions", "report"]
