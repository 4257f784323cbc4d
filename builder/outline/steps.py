"""The steps by which an editor changes a chapter: typed values, entries put in, taken out and moved, levels, and the grids of tables."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from builder.edit import NotEdited
from builder.form import clean, number_of
from builder.naming import proposed_id
from builder.outline import grid
from builder.outline.nodes import TEXT_KEYS, Node, Schema, alternatives
from builder.source import Data, Path_

TO_WRITE = "（待填写）"
"""What stands in a text that was put in and not written yet."""

_LISTS = ("content", "clauses", "terms", "items", "dashes", "columns", "rows", "head", "steps", "flow", "where", "table", "entries")
_NEW_ID = re.compile(r"new-(?:clause|table|figure|formula|term|step|entry)(?:-\d+)?")


def with_typed(data: Mapping[str, Any], typed: Mapping[Path_, tuple[Node, str]]) -> tuple[dict[str, Any], list[str]]:
    """Give the data with values as typed, and the names of texts that were emptied although they must be there: these stay as they were."""
    result: dict[str, Any] = copy.deepcopy(dict(data))
    stayed: list[str] = []
    gone: list[Path_] = []
    for path, (node, text) in typed.items():
        known, _ = look(result, path)
        if known != node.there or tidy(text) == tidy(node.shown):
            continue
        new = _value(node, text)
        if new is None and (node.entry or node.required):
            stayed.append(node.title)
        elif new is None:
            gone.append(path)
        elif known:
            _at(result, path[:-1])[path[-1]] = new
        else:
            _put(_at(result, path[:-1]), str(path[-1]), new)
    for path in gone:
        del _at(result, path[:-1])[path[-1]]
    return _named_anew(result), stayed


def with_step(data: Mapping[str, Any], node: Node, verb: str, argument: str, *, definitions: Mapping[str, Schema]) -> tuple[dict[str, Any], Path_]:
    """Give the data after one step on a node, and the path of what to look at next; raises NotEdited with the reason where it cannot be done."""
    result: dict[str, Any] = copy.deepcopy(dict(data))
    maker = _Maker(result, definitions)
    if not look(result, node.place or node.path)[0]:
        raise NotEdited("这一处刚刚改动过，请核对后再试")
    if verb.startswith(("row-", "column-", "cell-")):
        return _on_table(result, node, verb, argument)
    match verb:
        case "up" | "down":
            siblings, index = _entry(result, node)
            other = index + (1 if verb == "down" else -1)
            if not 0 <= other < len(siblings):
                raise NotEdited("已经在最前面" if verb == "up" else "已经在最后面")
            siblings[index], siblings[other] = siblings[other], siblings[index]
            return result, (*node.place[:-1], other)
        case "remove":
            return _without(result, node)
        case "add":
            siblings, index = _entry(result, node)
            siblings.insert(index + 1, maker.entry(node.listed, argument))
            return result, (*node.place[:-1], index + 1)
        case "first":
            siblings = _at(result, node.path)
            siblings.insert(0, maker.entry(node.schema, argument))
            return result, (*node.path, 0)
        case "last":
            siblings = _at(result, node.path)
            siblings.append(maker.entry(node.schema, argument))
            return result, (*node.path, len(siblings) - 1)
        case "key":
            return _with_key(result, node, argument, maker)
        case "in" | "out":
            return _level(result, node, verb)
        case _:
            raise NotEdited("不认识这一步，请刷新页面再试")


def look(data: Any, path: Path_) -> tuple[bool, Any]:
    """Tell whether there is something at a path, and give it."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False, None
    return True, data


def tidy(text: str) -> str:
    """Give a text without blanks at the ends of its lines, which say nothing."""
    return "\n".join(line.rstrip() for line in clean(text).strip().split("\n"))


# --- values ----------------------------------------------------------------------------------------------------------


def _value(node: Node, text: str) -> Data:
    plain = tidy(text)
    if node.kind == "cell":
        # A number stays a number; a cell may be empty, which a finding tells.
        number = number_of(plain) if plain and isinstance(node.value, int | float) else plain
        return number if isinstance(number, int | float) or isinstance(node.value, int | float) else plain
    if not plain:
        return None
    match node.kind:
        case "flag":
            return plain == "true"
        case "number":
            return number_of(plain)
        case "line" if "\n" in plain:
            return " ".join(plain.split("\n"))
        case _:
            return plain


def _put(group: dict[str, Any], key: str, value: Data) -> None:
    """Put a new key where an author would write it: before the lists of its group, the title after the id."""
    following = [name for name in group if name in _LISTS or (key in ("title", "zh") and name not in ("id", "kind"))]
    order = [name for name in group if name not in following]
    rest = {name: group[name] for name in following}
    kept = {name: group[name] for name in order}
    group.clear()
    group.update(kept | {key: value} | rest)


def _named_anew(data: dict[str, Any]) -> dict[str, Any]:
    """Give what was put in an id made from its title, as soon as it has one; references to it follow."""
    renamed: dict[str, str] = {}
    taken = set(_ids(data))
    for group in _groups(data):
        title = str(group.get("title") or group.get("zh") or "")
        old = str(group.get("id") or "")
        if _NEW_ID.fullmatch(old) and title and title != TO_WRITE:
            group["id"] = renamed[old] = proposed_id(title, taken.__contains__, otherwise="entry")
            taken.add(group["id"])
    return _replaced(data, renamed) if renamed else data


def _replaced(value: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(entry, renamed) for key, entry in value.items()}
    if isinstance(value, list):
        return [_replaced(entry, renamed) for entry in value]
    if isinstance(value, str) and any(f"<#{old}>" in value for old in renamed):
        for old, new in renamed.items():
            value = value.replace(f"<#{old}>", f"<#{new}>")
    return value


# --- entries ---------------------------------------------------------------------------------------------------------


class _Maker:
    """Makes what is put in: as little as its schema asks for, with marks where words are still to be written."""

    def __init__(self, data: Mapping[str, Any], definitions: Mapping[str, Schema]) -> None:
        self._taken = set(_ids(data))
        self.definitions = definitions

    def entry(self, schema: Schema, word: str) -> Data:
        """Give a new entry of a list."""
        shapes = alternatives(schema.get("items", {}), self.definitions)
        if word == "titled":
            return {"id": self._id("clause"), "title": TO_WRITE, "text": TO_WRITE}
        if word == "untitled":
            return {"text": TO_WRITE}
        block = next((shape for shape in shapes if shape.get("title") == "BlockEntry"), None)
        if block is not None and word in block["properties"]:
            return {word: self.value(word, block["properties"][word])}
        fitting = [shape for shape in shapes if (shape.get("type") in ("object", "array")) == (word in ("entry", "row"))]
        if not fitting:
            raise NotEdited("这里不能加这一种内容")
        return self.value("entry", fitting[0])

    def schema_of(self, node: Node, key: str) -> Schema:
        """Give the schema of a key of a group, or of the group that a plain text becomes."""
        properties = node.schema.get("properties")
        if properties is None:
            shapes = alternatives(node.listed.get("items", {}), self.definitions)
            properties = next(shape["properties"] for shape in shapes if "properties" in shape)
        found: Schema = properties[key]
        return found

    def value(self, key: str, schema: Schema) -> Data:
        """Give a new value of a key."""
        shape = alternatives(schema, self.definitions)[0]
        match key:
            case "table":
                return {"id": self._id("table"), "title": TO_WRITE, "columns": [TO_WRITE, TO_WRITE], "rows": [[grid.EMPTY, grid.EMPTY]]}
            case "figure":
                return {
                    "id": self._id("figure"),
                    "title": TO_WRITE,
                    "flow": {"steps": [{"id": "s1", "text": TO_WRITE, "to": ["s2"]}, {"id": "s2", "text": TO_WRITE}]},
                }
            case "formula":
                return {
                    "id": self._id("formula"),
                    "tex": "a = b",
                    "where": [{"symbol": "*a*", "text": TO_WRITE}, {"symbol": "*b*", "text": TO_WRITE}],
                }
            case "items":
                return [f"{TO_WRITE}；", f"{TO_WRITE}。"]
            case "dashes":
                return [f"{TO_WRITE}；", f"{TO_WRITE}。"]
            case "clauses" if shape.get("items", {}).get("$ref", "").endswith("ClauseEntry"):
                return [self.entry(shape, "titled")]
        match shape.get("type"):
            case "array":
                inner = alternatives(shape.get("items", {}), self.definitions)
                return [self.value("entry", inner[0])]
            case "object":
                return self._object(key, shape)
            case "boolean":
                return True
            case "number" | "integer":
                return 1
        if "enum" in shape:
            return str(shape["enum"][0])
        return self._id(key) if "pattern" in shape else TO_WRITE

    def _object(self, key: str, shape: Schema) -> dict[str, Any]:
        wanted = list(shape.get("required", ()))
        name = str(shape.get("title", ""))
        if name == "TermEntry":
            wanted = ["id", "zh", "en", "definition"]
        if name == "LimitEntry":
            return {"indicator": shape["properties"]["indicator"]["enum"][0], "at_most": 1}
        word = {"TermEntry": "term", "TermGroup": "clause", "StepEntry": "step"}.get(name, key if key != "entry" else "entry")
        return {one: self._id(word) if one == "id" else self.value(one, shape["properties"][one]) for one in wanted}

    def _id(self, word: str) -> str:
        known = word if word in ("clause", "table", "figure", "formula", "term", "step") else "entry"
        made = proposed_id(f"new {known}", self._taken.__contains__)
        self._taken.add(made)
        return made


# --- steps -----------------------------------------------------------------------------------------------------------


def _entry(data: Any, node: Node) -> tuple[list[Any], int]:
    if not node.entry:
        raise NotEdited("这一步只用于列表中的一项，请刷新页面再试")
    return _at(data, node.place[:-1]), int(node.place[-1])


def _without(data: dict[str, Any], node: Node) -> tuple[dict[str, Any], Path_]:
    """Take out an entry, or a key that need not be there; what is empty then goes with it."""
    path = node.place or node.path
    if not path:
        raise NotEdited("整章不能在这里删去")
    above = path[:-1]
    del _at(data, above)[path[-1]]
    while above and not _at(data, above):
        if isinstance(above[-1], int) and not isinstance(_at(data, above[:-1]), list):
            break
        del _at(data, above[:-1])[above[-1]]
        above = above[:-1]
    left = _at(data, above)
    if isinstance(left, list) and isinstance(path[-1], int) and len(above) == len(path) - 1:
        return data, (*above, min(path[-1], len(left) - 1))
    return data, above


def _with_key(data: dict[str, Any], node: Node, key: str, maker: _Maker) -> tuple[dict[str, Any], Path_]:
    """Put a key into a group; a plain text becomes a group first."""
    if key not in dict(node.offers):
        raise NotEdited("这里不能加这一种内容")
    group = _at(data, node.path)
    if node.key == "footnotes":
        name = next(letter for letter in _footnote_keys() if letter not in group)
        group[name] = TO_WRITE
        return data, (*node.path, name)
    if not isinstance(group, dict):
        group = {TEXT_KEYS.get(str(node.path[-2]), "text"): group}
        _at(data, node.path[:-1])[node.path[-1]] = group
    key, _, word = key.partition(".")
    entry = maker.schema_of(node, key)
    if key == "content":
        # A text and content beside it would be two beginnings: the text becomes the first paragraph.
        lead = [group.pop("text")] if "text" in group else []
        group["content"] = [*lead, maker.entry(alternatives_of(entry, maker), word)]
        return data, (*node.path, "content", len(lead))
    if key == "footnotes":
        group[key] = {"a": TO_WRITE}
    elif key in ("items", "dashes"):
        group[key] = [f"{TO_WRITE}；", f"{TO_WRITE}。"]
    else:
        group[key] = maker.value(key, entry)
    return data, (*node.path, key)


def alternatives_of(entry: Schema, maker: _Maker) -> Schema:
    """Give the list among the shapes of a key."""
    return alternatives(entry, maker.definitions)[0]


def _level(data: dict[str, Any], node: Node, verb: str) -> tuple[dict[str, Any], Path_]:
    """Put an entry one level in, below the one before it, or one level out, behind the one it is below."""
    siblings, index = _entry(data, node)
    name = str(node.place[-2])
    if verb == "in":
        if index == 0:
            raise NotEdited("第一项前面没有可以归入的一项")
        moved, above = siblings.pop(index), siblings[index - 1]
        if not isinstance(above, dict):
            above = siblings[index - 1] = {"text": above}
        if name == "clauses" and not above.get("title"):
            raise NotEdited("前一条没有标题，不能有下级条；先给它加标题")
        above[name] = [*(above.get(name) or []), moved]
        return data, (*node.place[:-1], index - 1, name, len(above[name]) - 1)
    place = node.place[:-2]
    outer = _at(data, place[:-1])
    if not place or not isinstance(outer, list):
        raise NotEdited("已经是最上一级")
    moved = siblings.pop(index)
    following = siblings[index:]
    del siblings[index:]
    parent = outer[int(place[-1])]
    if not siblings:
        del parent[name]
    if following:
        # What came behind it stays below it, so that the order of the text does not change.
        if not isinstance(moved, dict):
            moved = {"text": moved}
        moved[name] = [*(moved.get(name) or []), *following]
    if isinstance(parent, dict) and set(parent) == {"text"} and name != "clauses":
        outer[int(place[-1])] = parent["text"]
    outer.insert(int(place[-1]) + 1, moved)
    return data, (*place[:-1], int(place[-1]) + 1)


def _on_table(data: dict[str, Any], node: Node, verb: str, argument: str) -> tuple[dict[str, Any], Path_]:
    """Change the grid of a table; ``argument`` is ``part.row.column``, where the part ``columns`` is the line of the titles."""
    if node.kind != "table":
        raise NotEdited("这一步只用于表，请刷新页面再试")
    found = re.fullmatch(r"(head|columns|rows)\.(\d{1,4})\.(\d{1,3})", argument)
    table = _at(data, node.path)
    if found is None or not isinstance(table, dict):
        raise NotEdited("请先选择行和列")
    part, row, column = found[1], int(found[2]), int(found[3])
    if column >= max(grid.width(table), 1) or (part != "columns" and row >= len(table.get(part) or [])):
        raise NotEdited("表中没有这一格，请重新选择行和列")
    if part == "columns" and (verb in ("row-up", "row-down", "row-remove") or verb.startswith("cell-")):
        raise NotEdited("列标题这一行不能移动、删去或合并；要两层表头时，在它上面加一行")
    changed = _TABLE_STEPS[verb](table, part, row, column) if verb in _TABLE_STEPS else None
    if changed is None:
        raise NotEdited("不认识这一步，请刷新页面再试")
    for key in [key for key in table if key not in changed]:
        del table[key]
    for key, value in changed.items():
        if key in table:
            table[key] = value
        else:
            _put(table, key, value)
    if "head" in table and list(table).index("head") > list(table).index("rows"):
        rows = table.pop("rows")
        table["rows"] = rows
    return data, node.path


def _row_behind(table: Mapping[str, Any], part: str, row: int) -> dict[str, Any]:
    return grid.with_row(table, "rows", 0) if part == "columns" else grid.with_row(table, part, row + 1)


def _row_before(table: Mapping[str, Any], part: str, row: int) -> dict[str, Any]:
    return grid.with_row(table, "head", len(table.get("head") or [])) if part == "columns" else grid.with_row(table, part, row)


_TABLE_STEPS: dict[str, Callable[[Mapping[str, Any], str, int, int], dict[str, Any]]] = {
    "row-before": lambda table, part, row, _: _row_before(table, part, row),
    "row-behind": lambda table, part, row, _: _row_behind(table, part, row),
    "row-up": lambda table, part, row, _: grid.with_row_moved(table, part, row, -1),
    "row-down": lambda table, part, row, _: grid.with_row_moved(table, part, row, 1),
    "row-remove": lambda table, part, row, _: grid.without_row(table, part, row),
    "column-before": lambda table, _part, _row, column: grid.with_column(table, column),
    "column-behind": lambda table, _part, _row, column: grid.with_column(table, column + 1),
    "column-left": lambda table, _part, _row, column: grid.with_column_moved(table, column, -1),
    "column-right": lambda table, _part, _row, column: grid.with_column_moved(table, column, 1),
    "column-remove": lambda table, _part, _row, column: grid.without_column(table, column),
    "cell-right": lambda table, part, row, column: grid.merged(table, part, row, column, down=False),
    "cell-down": lambda table, part, row, column: grid.merged(table, part, row, column, down=True),
    "cell-split": lambda table, part, row, column: grid.split(table, part, row, column),
}
"""What can be done with the grid of a table."""


# --- what all of them need -------------------------------------------------------------------------------------------


def _footnote_keys() -> Iterator[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield from letters
    yield from (one + other for one in letters for other in letters)


def _groups(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for entry in value.values():
            yield from _groups(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _groups(entry)


def _ids(value: Any) -> Iterator[str]:
    return (str(group["id"]) for group in _groups(value) if isinstance(group.get("id"), str))


def _at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data
