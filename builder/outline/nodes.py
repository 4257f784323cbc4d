"""The tree of a chapter file: every text, choice, list, table and group of it, with the labels and helps of its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from builder.schemas import chapter_schema
from builder.source import Data, Path_

Schema = Mapping[str, Any]
NodeKind = Literal["line", "long", "cell", "number", "flag", "choice", "fixed", "group", "list", "table"]
"""What a node is: a scalar of some look, something that is only shown, fields below it, a list of entries, or a table with its grid."""

SCALARS = ("line", "long", "cell", "number", "flag", "choice")

_ASIDE = frozenset({
    *("id", "kind", "provision", "measures", "cases", "basis", "limit", "verified_by", "waive", "width", "align", "landscape", "normative"),
    *("colspan", "rowspan", "type", "framed"),
})  # fmt: skip
"""What is said beside a text and is seldom changed: it stands folded away."""

_RARE = ("symbol", "abbreviation")
"""What stands folded away as long as nothing is written there."""

_LATE = ("clauses", "terms")
"""What stands below everything else of its clause."""

_LONG = ("text", "definition", "note", "warning", "example", "basis", "tex")
_NAMES = {"items": "编号列项", "dashes": "破折号列项"}
_BLOCK = "BlockEntry"

TEXT_KEYS = {"items": "text", "dashes": "text", "columns": "title", "to": "step"}
"""Lists whose entries are plain texts or groups, and the key under which a group has the text."""


@dataclass(slots=True)
class Node:
    """One thing in a chapter file.

    ``path`` leads to it in the data, ``place`` to the entry of a list that it is (a block's own key stands between the two);
    ``there`` tells whether the data have it; ``offers`` are the things that can be put in (a list: behind an entry or at its start;
    a group: keys that are not there), word and label of each; ``levels`` says whether it can go one level in or out.
    """

    path: Path_
    kind: NodeKind
    title: str
    help: str = ""
    value: Data = None
    there: bool = True
    required: bool = False
    aside: bool = False
    place: Path_ = ()
    last: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    offers: tuple[tuple[str, str], ...] = ()
    levels: tuple[str, ...] = ()
    schema: Schema = field(default_factory=dict, repr=False)
    listed: Schema = field(default_factory=dict, repr=False)
    below: list[Node] = field(default_factory=list)
    number: int = 0

    @property
    def shown(self) -> str:
        """Give a scalar as it stands in a field."""
        match self.value:
            case None:
                return ""
            case bool():
                return "true" if self.value else "false"
            case _:
                return str(getattr(self.value, "text", self.value))

    @property
    def scalar(self) -> bool:
        """Tell whether it is one value."""
        return self.kind in SCALARS

    @property
    def key(self) -> str:
        """Give the key or the number under which it stands."""
        return str(self.path[-1]) if self.path else ""

    @property
    def entry(self) -> bool:
        """Tell whether it is an entry of a list."""
        return bool(self.place)

    @property
    def first(self) -> bool:
        """Tell whether it is the first of its list."""
        return self.entry and self.place[-1] == 0

    def all(self) -> Iterator[Node]:
        """Go through this node and all below it, in the order of the page."""
        yield self
        for below in self.below:
            yield from below.all()


def outline(data: Mapping[str, Any], *, annex: bool) -> Node:
    """Give the tree of a chapter file; nodes are counted in the order of the page, which data alone decide."""
    schema, definitions = _schema("annex" if annex else str(data.get("kind") or "clause"))
    root = _Walk(definitions).node((), dict(data), schema, "")
    for number, node in enumerate(root.all()):
        node.number = number
    return root


def scalars(root: Node) -> list[Node]:
    """Give all single values of a tree in their order."""
    return [node for node in root.all() if node.scalar]


def alternatives(schema: Schema, definitions: Mapping[str, Schema]) -> list[Schema]:
    """Give the shapes that a schema allows, references followed, without the one for nothing."""
    if "$ref" in schema:
        return alternatives(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return [shape for part in schema[several] if part.get("type") != "null" for shape in alternatives(part, definitions)]
    return [schema]


def definitions_of(kind: str) -> Mapping[str, Schema]:
    """Give the named schemas that the schema of a kind of chapter refers to."""
    return _schema(kind)[1]


@cache
def _schema(kind: str) -> tuple[Schema, Mapping[str, Schema]]:
    schema = chapter_schema(kind)
    return schema, schema.get("$defs", {})


class _Walk:
    """Goes through data and schema side by side."""

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self.definitions = definitions

    def node(self, path: Path_, value: Data, schema: Schema, title: str, *, required: bool = False, there: bool = True) -> Node:
        """Give the node of a value and all below it."""
        shapes = alternatives(schema, self.definitions)
        shape = _fitting(shapes, value, there=there)
        made = Node(
            path, "fixed", title or str(schema.get("title", "")), str(schema.get("description", "")), value, there, required, schema=shape or {}
        )
        made.aside = made.key in _ASIDE
        if shape is None:
            return made
        match shape.get("type"):
            case "object" if shape.get("title") == "TableEntry":
                self._group(made, shape)
                made.kind = "table"
            case "object" if shape.get("title") == _BLOCK:
                return self._block(made, shape)
            case "object" if "properties" in shape:
                self._group(made, shape)
            case "object":
                self._named(made, shape)
            case "array":
                self._list(made, shape)
            case _:
                self._scalar(made, shape)
        return made

    def _scalar(self, made: Node, shape: Schema) -> None:
        types = shape.get("type", "string")
        if "const" in shape:
            made.kind = "fixed"
        elif "enum" in shape:
            made.kind, made.choices = "choice", tuple(zip(shape["enum"], shape.get("enumDescriptions", shape["enum"]), strict=True))
        elif isinstance(types, list):
            made.kind = "cell"
        elif types == "boolean":
            made.kind, made.choices = "flag", (("true", "是"), ("false", "否"))
        elif types in ("number", "integer"):
            made.kind = "number"
        elif "pattern" in shape:
            made.kind = "line"
        else:
            words = made.shown
            roomy = made.path[-2:-1] in (("content",), ("paragraphs",)) or made.path[-3:-2] == ("columns",)
            long = roomy or made.key in _LONG or len(words) > 30 or "\n" in words
            made.kind = "long" if long else "line"

    def _group(self, made: Node, shape: Schema) -> None:
        made.kind = "group"
        data = made.value if isinstance(made.value, Mapping) else {}
        required = set(shape.get("required", ()))
        offers = []
        for key in _ordered(shape["properties"], data):
            entry = shape["properties"][key]
            there = key in data
            shapes = alternatives(entry, self.definitions)
            simple = all(_is_scalar(one) for one in shapes)
            if not there and key in ("text", "title") and any(other in data for other in ("text", "content", *_LATE)):
                # A clause without a title, or whose text stands among its content, says nothing by it.
                if key == "title":
                    made.below.append(self.node((*made.path, key), None, entry, "", there=False))
                    made.below[-1].aside = True
                continue
            if not there and not simple:
                if key == "content":
                    offers += [(f"content.{word}", label) for word, label in _offers(alternatives(shapes[0]["items"], self.definitions), "")]
                else:
                    offers.append((key, _NAMES.get(key) or str(entry.get("title") or key)))
                continue
            node = self.node((*made.path, key), data.get(key), entry, "", required=key in required, there=there)
            node.aside = node.aside or (not there and not node.required and key in _RARE)
            made.below.append(node)
        # What no schema knows is an author's slip that a finding tells; it is shown and kept.
        made.below += [Node((*made.path, key), "fixed", str(key), value=data[key]) for key in data if key not in shape["properties"]]
        made.offers = tuple(offers)

    def _block(self, made: Node, shape: Schema) -> Node:
        """Give the one thing that a block holds, in the place of the block."""
        data = made.value if isinstance(made.value, Mapping) else {}
        known = [key for key in data if key in shape["properties"]]
        if len(known) != 1 or len(data) != 1:
            return made
        entry = shape["properties"][known[0]]
        return self.node((*made.path, known[0]), data[known[0]], entry, str(entry.get("title") or ""), required=True)

    def _named(self, made: Node, shape: Schema) -> None:
        """Give a mapping whose keys the author chose."""
        made.kind = "group"
        data = made.value if isinstance(made.value, Mapping) else {}
        inner = shape.get("additionalProperties", {})
        made.below = [self.node((*made.path, key), entry, inner, f"{made.title}{key}", required=True) for key, entry in data.items()]
        if made.key == "footnotes":
            made.offers = (("footnote", "脚注"),)

    def _list(self, made: Node, shape: Schema) -> None:
        made.kind = "list"
        entries = made.value if isinstance(made.value, list) else []
        inner = shape.get("items", {})
        shapes = alternatives(inner, self.definitions)
        made.offers = tuple(_offers(shapes, "一项" if made.key in ("items", "dashes") else made.title))
        for index, entry in enumerate(entries):
            node = self.node((*made.path, index), entry, inner, _entry_title(made, index), required=True)
            node.listed = shape
            node.place, node.last, node.aside = (*made.path, index), index == len(entries) - 1, False
            main = TEXT_KEYS.get(made.key)
            richer: Mapping[str, Any] = next((one["properties"] for one in shapes if main in one.get("properties", {})), {})
            if node.scalar and richer:
                # What is written as a plain text can say more, and becomes a group then.
                node.offers = tuple((key, _NAMES.get(key) or str(part.get("title") or key)) for key, part in richer.items() if key != main)
            if made.key in ("items", "dashes", "clauses"):
                node.levels = tuple(word for word, fits in (("in", index > 0), ("out", _has_level_above(made.path))) if fits)
            made.below.append(node)


def _ordered(properties: Mapping[str, Any], data: Mapping[str, Any]) -> list[str]:
    """Give the keys of a group as a person reads them: title and texts, then lists, then what stands below, then what is said beside."""

    def rank(key: str) -> tuple[int, int]:
        place = 4 if key in _LATE else 3 if key in _ASIDE else 0 if key in ("title", "zh") else 1
        written = list(data).index(key) if key in data else len(data)
        return place, written if place in (1, 4) and key in data else len(data)

    return sorted(properties, key=rank)


def _fitting(shapes: Sequence[Schema], value: Data, *, there: bool) -> Schema | None:
    """Give the shape that a value has; None where it has none of them."""
    if not there or value is None:
        return next((shape for shape in shapes if _is_scalar(shape)), None) if not there or value is None else None
    if isinstance(value, Mapping):
        return next((shape for shape in shapes if shape.get("type") == "object"), None)
    if isinstance(value, list):
        return next((shape for shape in shapes if shape.get("type") == "array"), None)
    exact = next((shape for shape in shapes if shape.get("const") == value and "const" in shape), None)
    return exact or next((shape for shape in shapes if _is_scalar(shape) and "const" not in shape), None)


def _is_scalar(shape: Schema) -> bool:
    return shape.get("type") not in ("object", "array")


def _offers(shapes: Sequence[Schema], title: str) -> Iterator[tuple[str, str]]:
    """Go through what may be put into a list."""
    for shape in shapes:
        if shape.get("title") == _BLOCK:
            yield from ((key, str(entry.get("title") or key)) for key, entry in shape["properties"].items())
        elif _is_scalar(shape):
            yield "text", "段" if any(one.get("title") == _BLOCK for one in shapes) else title or "一项"
        elif shape.get("title") == "ClauseEntry":
            yield "titled", "有标题的条"
            yield "untitled", "无标题条"
        elif shape.get("type") == "array":
            yield "row", "一行"
        elif not any(_is_scalar(one) for one in shapes):
            yield "entry", title or "一项"


def _entry_title(made: Node, index: int) -> str:
    above = made.path[:-1]
    match made.key:
        case "content":
            return f"第{index + 1}段"
        case "items":
            # An item's own items are numbered, those of a block are lettered.
            nested = len(above) >= 2 and above[-2] in ("items", "dashes")
            return f"{index + 1})" if nested else f"{_letters(index)})"
        case "dashes":
            return "·" if len(above) >= 2 and above[-2] in ("items", "dashes") else "——"
        case "columns":
            return f"第{index + 1}列"
        case "rows" | "head":
            return f"第{index + 1}行"
        case _:
            return f"{made.title}{index + 1}" if made.title else f"第{index + 1}项"


def _letters(index: int) -> str:
    return chr(ord("a") + index) if index < 26 else _letters(index // 26 - 1) + chr(ord("a") + index % 26)


def _has_level_above(path: Path_) -> bool:
    """Tell whether the entries of a list can go up a level: the list belongs to an entry of a list of the same kind."""
    if path[-1] == "clauses":
        return len(path) >= 3 and path[-3] == "clauses"
    return len(path) >= 3 and path[-3] in ("items", "dashes") and isinstance(path[-2], int)
