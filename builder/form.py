"""A form: the fields of a schema with their Chinese labels, and what people type in them turned into the plain data of a file.

The fields come from the JSON Schema alone, so that the web desk, the Word form and the editors' hover text cannot disagree.
What is typed is read kindly (2024年3月4日, １５, 是) and never dropped: what cannot be read stays as it was typed, for the schema to complain about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from builder.schemas import schema_of
from builder.source import Data, without_forbidden

Kind = Literal["line", "long", "content", "lines", "choice", "flag", "number", "date", "period", "group", "rows", "table"]
"""What a field holds: a line of text; a text of one paragraph; paragraphs and simple lists; one text a line; one of some words; yes or no;
a number; a date; two dates; fields below it; rows of such fields, as many as wanted; rows of such fields, each with a fixed name."""

Choices = tuple[tuple[str, str], ...]

MOST_ROWS = 60
"""The most rows of a kind that are read from a form."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: its key, its label and help in Chinese, what it holds, and whether it must be filled.

    ``choices`` are word and label of each choice, for a table those of its rows; ``fields`` are the fields of a group or of a row;
    ``office`` marks what the reviewing office fills and no department, ``default`` is what an empty choice or tick means,
    ``whole`` tells that a number has no decimals.
    """

    key: str
    title: str
    help: str
    kind: Kind
    required: bool = False
    choices: Choices = ()
    fields: tuple[FormField, ...] = ()
    office: bool = False
    default: Data = None
    whole: bool = False

    def field(self, key: str) -> FormField | None:
        """Give the field below this one by its key."""
        return next((field for field in self.fields if field.key == key), None)


def form_of(name: str) -> tuple[FormField, ...]:
    """Give the fields of a kind of file, in the order of its schema."""
    schema = schema_of(name)
    return tuple(_fields(schema, schema.get("$defs", {})))


def rows_of(name: str, key: str) -> tuple[FormField, ...]:
    """Give the fields of one entry of a list that stands in a kind of file under ``key``."""
    schema = schema_of(name)
    definitions = schema.get("$defs", {})
    listed = _resolved(schema["properties"][key], definitions)
    return tuple(_fields(_resolved(listed["items"], definitions), definitions))


def asked(fields: Sequence[FormField]) -> tuple[FormField, ...]:
    """Give the fields that a department fills."""
    return tuple(field for field in fields if not field.office)


def label(fields: Sequence[FormField], path: Sequence[str | int]) -> str:
    """Give a path in the words of the form: 成效指标→指标→办理环节→改革前."""
    words: list[str] = []
    for field, step in _along(fields, path):
        if isinstance(step, int):
            words.append(f"第{step + 1}项")
        elif field is not None and field.key == step:
            words.append(field.title)
        else:
            words.append(dict(field.choices).get(step, step) if field is not None else step)
    return "→".join(words)


def nearest(fields: Sequence[FormField], path: Sequence[str | int]) -> tuple[tuple[str | int, ...], FormField | None]:
    """Give the deepest part of a path that is a field of the form, and that field."""
    reached: tuple[str | int, ...] = ()
    found: FormField | None = None
    for field, step in _along(fields, path):
        if field is None:
            break
        reached, found = (*reached, step), field
        if field.kind in ("content", "lines", "period"):
            break
    return reached, found


# --- the fields of a schema ------------------------------------------------------------------------------------------


def _fields(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[FormField]:
    required = set(schema.get("required", ()))
    for key, entry in schema.get("properties", {}).items():
        yield _field(key, entry, definitions, required=key in required)


def _field(key: str, entry: Mapping[str, Any], definitions: Mapping[str, Any], *, required: bool) -> FormField:
    inner = _resolved(entry, definitions)
    title = str(entry.get("title") or inner.get("title") or key)
    help_text = str(entry.get("x-help") or entry.get("description") or "")
    made = FormField(key, title, help_text, "line", required, office=bool(entry.get("x-office")))
    look = entry.get("x-look")
    if look in ("long", "content"):
        return replace(made, kind=look)
    if "enum" in inner:
        return replace(made, kind="choice", choices=_choices(inner), default=entry.get("default"))
    match inner.get("type"):
        case "boolean":
            return replace(made, kind="flag", default=entry.get("default"))
        case "number" | "integer":
            return replace(made, kind="number", whole=inner.get("type") == "integer")
        case "string":
            return replace(made, kind="date" if inner.get("format") == "date" else "line")
        case "array" if "prefixItems" in inner:
            return replace(made, kind="period")
        case "array":
            item = _resolved(inner.get("items", {}), definitions)
            if "properties" in item:
                return replace(made, kind="rows", fields=tuple(_fields(item, definitions)))
            return replace(made, kind="lines")
        case "object" if "propertyNames" in inner:
            row = _resolved(inner["additionalProperties"], definitions)
            return replace(made, kind="table", choices=_choices(inner["propertyNames"]), fields=tuple(_fields(row, definitions)))
        case "object" if "properties" in inner:
            return replace(made, kind="group", fields=tuple(_fields(inner, definitions)))
        case _:
            # What no form can ask for (waivers, say) is left to those who write the file.
            return replace(made, office=True)


def _resolved(entry: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, and pass over the possibility that there is nothing."""
    if "$ref" in entry:
        return _resolved(definitions[entry["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in entry:
        some = [part for part in entry["anyOf"] if part.get("type") != "null"]
        return _resolved(some[-1], definitions)
    return entry


def _choices(entry: Mapping[str, Any]) -> Choices:
    return tuple(zip(entry["enum"], entry.get("enumDescriptions", entry["enum"]), strict=True))


def _along(fields: Sequence[FormField], path: Sequence[str | int]) -> Iterator[tuple[FormField | None, str | int]]:
    """Go along a path with the field that each step lies in; None where the form has none."""
    inside: FormField | None = None
    below: Sequence[FormField] = fields
    for step in path:
        if isinstance(step, int):
            yield inside, step
            continue
        if inside is not None and inside.kind == "table" and step in dict(inside.choices):
            yield inside, step
            continue
        inside = next((field for field in below if field.key == step), None)
        below = inside.fields if inside is not None else ()
        yield inside, step


# --- what was typed --------------------------------------------------------------------------------------------------


def read_form(fields: Sequence[FormField], values: Mapping[str, Any], *, keep: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Give the plain data that a filled form says, in the order of the fields.

    ``values`` are as typed: texts, true and false, lists and mappings of them, in the shape of the file; a field that is not among them is not asked.
    ``keep`` is the data of the file so far: what the form does not ask, or cannot show, stays as it is there.
    """
    before = dict(keep or {})
    data: dict[str, Any] = {}
    for field in fields:
        if field.key not in values:
            if field.key in before:
                data[field.key] = before[field.key]
            continue
        value = _read(field, values[field.key], before.get(field.key))
        if value is not None:
            data[field.key] = value
    return data | {key: value for key, value in before.items() if key not in {field.key for field in fields}}


def _read(field: FormField, value: Any, before: Data) -> Data:
    """Give the data of one field; None where nothing was filled in."""
    match field.kind:
        case "group":
            below = value if isinstance(value, Mapping) else {}
            return read_form(field.fields, below, keep=before if isinstance(before, Mapping) else None) or None
        case "rows":
            return _read_rows(field, value, before)
        case "table":
            below = value if isinstance(value, Mapping) else {}
            kept = before if isinstance(before, Mapping) else {}
            names = [*(name for name, _ in field.choices if name in below), *(name for name in kept if name not in below)]
            rows = {
                name: read_form(field.fields, below[name], keep=kept.get(name)) if isinstance(below.get(name), Mapping) else kept.get(name)
                for name in names
            }
            # A row with a unit and no number says nothing.
            return {name: row for name, row in rows.items() if row and any(key != "unit" for key in row)} or None
        case "content":
            made = _same_or(before, texts_of(before), value, content_of)
            single = isinstance(before, str) or (field.required and before is None)
            return made[0] if single and isinstance(made, list) and len(made) == 1 and isinstance(made[0], str) else made
        case "lines":
            shown = "\n".join(map(str, before)) if isinstance(before, list) else None
            return _same_or(before, shown, value, _lines_of)
        case "flag":
            return value if isinstance(value, bool) else _flag(clean(value))
        case "period":
            both = [_date(clean(part)) for part in (value if isinstance(value, Sequence) and not isinstance(value, str) else [value])]
            return [part or "" for part in both] if any(both) else None
        case _:
            return _read_text(field, clean(value))


def _read_text(field: FormField, text: str) -> Data:
    if not text.strip():
        return None
    match field.kind:
        case "number":
            return number_of(text)
        case "date":
            return _date(text)
        case "choice":
            words = {label_: word for word, label_ in field.choices} | {word: word for word, _ in field.choices}
            return words.get(_narrow(text), text.strip())
        case "long":
            return one_paragraph(text)
        case _:
            return " ".join(text.split("\n")).strip()


def _read_rows(field: FormField, value: Any, before: Data) -> Data:
    entries = value if isinstance(value, Sequence) and not isinstance(value, str) else []
    kept = before if isinstance(before, list) else []
    rows = []
    for index, entry in enumerate(entries[:MOST_ROWS]):
        if not isinstance(entry, Mapping):
            continue
        old = kept[int(entry["_was"])] if str(entry.get("_was", "")).isdigit() and int(entry["_was"]) < len(kept) else {}
        if "_was" not in entry and index < len(kept):
            old = kept[index]
        row = read_form(field.fields, entry, keep=old if isinstance(old, Mapping) else None)
        if any(value is not False for value in row.values()):
            rows.append(row)
    return rows or None


def _same_or(before: Data, shown: str | None, value: Any, make: Any) -> Data:
    """Keep what the file says where the form shows no change of it; a text that the form cannot show is kept too."""
    if before not in (None, []) and shown is None and not isinstance(before, str):
        return before
    text = clean("\n".join(map(str, value)) if isinstance(value, list | tuple) else value)
    if shown is not None and text.strip() == shown.strip():
        return before or None
    return make(text) or None


def clean(value: Any) -> str:
    """Give what was typed as text: one kind of line end, no characters that no file may hold."""
    if value is None:
        return ""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n").replace("\x0b", "\n")
    return without_forbidden(text.replace("\t", " "))


def number_of(text: str) -> int | float | str:
    """Give a number as people write it; what is none stays a text."""
    plain = _narrow(text).replace(",", "").replace(" ", "").removesuffix("%")
    if re.fullmatch(r"[-+]?\d{1,15}", plain):
        return int(plain)
    if re.fullmatch(r"[-+]?\d{1,15}\.\d{1,10}", plain):
        found = float(plain)
        return int(found) if found == int(found) else found
    return text.strip()


def _date(text: str) -> str | None:
    """Give a date as people write it in the one form of the files; what is none stays as it is."""
    if not text.strip():
        return None
    found = re.fullmatch(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*[日号]?", _narrow(text))
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text.strip()


def _flag(text: str) -> Data:
    plain = _narrow(text).lower()
    if plain in ("", "否", "无", "没有", "不", "no", "false", "off", "0", "×", "✗", "☐", "□"):
        return False
    return True if plain in ("是", "有", "yes", "true", "on", "1", "√", "✓", "✔", "☑", "☒", "■") else text.strip()


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def one_paragraph(text: str) -> str:
    """Join lines to one paragraph; between Latin words a blank stays."""
    joined = ""
    for line in _lines_of(text):
        blank = joined[-1:].isascii() and line[:1].isascii() and joined
        joined += (" " if blank else "") + line
    return joined


def _lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


# --- paragraphs and simple lists -------------------------------------------------------------------------------------

_LETTER = re.compile(r"([a-z])[)）]\s*(?=\S)")
_DASH = re.compile(r"(?:——|—|- )\s*(?=\S)")


def content_of(text: str) -> list[Any]:
    """Give typed text as content: a line is a paragraph, lines from ``a)`` on are a numbered list, lines with ``——`` a list with dashes."""
    blocks: list[Any] = []
    for line in _lines_of(text):
        last = blocks[-1] if blocks else None
        letter, dash = _LETTER.match(line), _DASH.match(line)
        listed = last.get("items") if isinstance(last, dict) else None
        if letter and listed is not None and letter[1] == chr(ord("a") + len(listed)):
            listed.append(line[letter.end() :])
        elif letter and letter[1] == "a":
            blocks.append({"items": [line[letter.end() :]]})
        elif dash and isinstance(last, dict) and "dashes" in last:
            last["dashes"].append(line[dash.end() :])
        elif dash:
            blocks.append({"dashes": [line[dash.end() :]]})
        else:
            blocks.append(line)
    return blocks


def texts_of(content: Data) -> str | None:
    """Give content as text to be typed in; None where it holds more than paragraphs and simple lists (a table, say)."""
    if content is None:
        return ""
    lines: list[str] = []
    for block in [content] if isinstance(content, str) else content if isinstance(content, list) else [None]:
        if isinstance(block, str):
            lines += _lines_of(block)
        elif isinstance(block, dict) and set(block) <= {"items", "dashes"} and len(block) == 1:
            entries = next(iter(block.values()))
            if not isinstance(entries, list) or not all(isinstance(entry, str) and "\n" not in entry for entry in entries):
                return None
            lines += [f"{chr(ord('a') + index)}) {entry}" if "items" in block else f"——{entry}" for index, entry in enumerate(entries)]
        else:
            return None
    text = "\n".join(lines)
    again = content_of(text)
    plain = [content] if isinstance(content, str) else content
    return text if [_joined(block) for block in again] == [_joined(block) for block in plain] or all(isinstance(x, str) for x in plain) else None


def _joined(block: Data) -> Data:
    return block.strip() if isinstance(block, str) else block
