"""Content: paragraphs, lists, tables, figures, formulas, notes, examples and warnings as an author writes them (format.md §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from builder.findings import Place
from builder.model import (
    AnyBlock,
    Cell,
    Column,
    Example,
    Figure,
    FigurePart,
    Footnote,
    Formula,
    Image,
    Inlines,
    Item,
    Note,
    Paragraph,
    SymbolMeaning,
    Table,
    TableFootnote,
    Warning,
)
from builder.picture import PictureProblem, inspect
from builder.schema.flow import FlowChart
from builder.schema.lowering import Lowering, footnote_calls, lines, one_line, paragraphs
from builder.schema.scalars import CellText, Number, OneOf, Prose, Slug, Strict, Whole, Word, YesNo, mistake
from builder.tex import FormulaError, mathml

Align = Annotated[str, OneOf({"left": "左", "center": "中", "right": "右"}, "对齐方式")]
Path = tuple[str | int, ...]


def _kind(value: object) -> str:
    return "mapping" if isinstance(value, Mapping | Strict) else "text"


def _cell_kind(value: object) -> str:
    return "mapping" if isinstance(value, Mapping | Strict) else "cell"


class ListItem(Strict):
    """An item with an id or with items of its own."""

    id: Slug | None = Field(None, title="标识", description="被引用的列项才需要")
    text: Prose = Field(title="文字", description="列项的文字，以；或。结尾；空一行另起一段")
    items: list[ItemEntry] | None = Field(None, title="编号列项", description="下一级列项1) 2)")
    dashes: list[ItemEntry] | None = Field(None, title="圆点列项", description="下一级列项·")


ItemEntry = Annotated[Annotated[Prose, Tag("text")] | Annotated[ListItem, Tag("mapping")], Discriminator(_kind)]


class CellEntry(Strict):
    """A cell that spans rows or columns, or is aligned by itself."""

    text: CellText = Field(None, title="文字", description="单元格的文字；空一行另起一段")
    colspan: Whole = Field(1, ge=1, le=100, title="跨列", description="横向合并的列数")
    rowspan: Whole = Field(1, ge=1, le=1000, title="跨行", description="纵向合并的行数；下面各行不再写这一格")
    align: Align | None = Field(None, title="对齐", description="left、center或right")


AnyCell = Annotated[Annotated[CellText, Tag("cell")] | Annotated[CellEntry, Tag("mapping")], Discriminator(_cell_kind)]


class ColumnEntry(Strict):
    """A column with a width or an alignment."""

    title: Prose = Field(title="列标题", description="表头文字")
    width: Number | None = Field(None, gt=0, le=10000, title="相对宽度", description="各列宽度之比")
    align: Align | None = Field(None, title="对齐", description="该列的对齐方式")


AnyColumn = Annotated[Annotated[CellText, Tag("cell")] | Annotated[ColumnEntry, Tag("mapping")], Discriminator(_cell_kind)]


class TableEntry(Strict):
    """A table 表."""

    id: Slug | None = Field(None, title="标识", description="引用表时使用")
    title: Prose | None = Field(None, title="表题", description="表的标题")
    unit: Prose | None = Field(None, title="单位陈述", description="如“单位为毫米”，印在表的右上方")
    columns: list[AnyColumn] = Field([], title="列", description="各列的标题")
    head: list[list[AnyCell]] = Field([], title="上层表头", description="列标题上方的表头行")
    rows: list[list[AnyCell]] = Field([], title="行", description="各行的单元格；空格填“—”")
    paragraphs: list[Prose] = Field([], title="表中的段", description="印在表内末尾、表注之上的段")
    notes: list[Prose] = Field([], title="表注", description="印在表内末尾的注")
    footnotes: dict[str, Prose] = Field({}, title="表脚注", description="键为脚注标识，在单元格中写[^标识]")
    landscape: YesNo = Field(False, title="横排", description="表太宽时转为横向页面")

    def lower(self, lowering: Lowering, path: Path) -> None:
        """Add the table; rows that do not fill the columns exactly are faults."""
        place = lowering.place(*path)
        columns = tuple(
            Column(_cell(lowering, value.title, (*path, "columns", index)), value.width, value.align)
            if isinstance(value, ColumnEntry)
            else Column(_cell(lowering, value, (*path, "columns", index)))
            for index, value in enumerate(self.columns)
        )
        head = _rows(lowering, self.head, (*path, "head"))
        rows = _rows(lowering, self.rows, (*path, "rows"))
        if columns:
            _check_grid(lowering, head, len(columns), (*path, "head"), below=[not column.title.text for column in columns])
            _check_grid(lowering, rows, len(columns), (*path, "rows"))
        cells = [cell for row in (*head, *rows) for cell in row] + [column.title for column in columns]
        called = [key for cell in cells for key in _calls(cell.inlines)]
        lowering.blocks.append(
            Table(
                place=place,
                id=lowering.named(self.id, place),
                element=lowering.element,
                inside=lowering.inside,
                inlines=one_line(self.title or ""),
                unit=self.unit or "",
                columns=columns,
                head=head,
                rows=rows,
                paragraphs=tuple(one_line(text) for text in self.paragraphs),
                notes=_notes(lowering, self.notes, (*path, "notes")),
                footnotes=_table_footnotes(lowering, self.footnotes, called, (*path, "footnotes")),
                landscape=self.landscape,
            )
        )
        _check_calls(lowering, called, self.footnotes, place)


class PartEntry(Strict):
    """A sub-figure."""

    id: Slug | None = Field(None, title="标识", description="引用分图时使用")
    title: Prose | None = Field(None, title="分图题", description="分图的标题")
    file: Word = Field(title="图片文件", description="standards/<标准>/下的路径，如figures/flow.svg")
    alt: Prose | None = Field(None, title="替代文字", description="给看不到图的人的说明")


def _width(value: object) -> object:
    text = getattr(value, "text", value)
    if isinstance(text, str) and text.endswith("mm"):
        text = text[:-2].strip()
    try:
        width = float(text)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        width = 0
    if not 5 <= width <= 240:
        raise mistake("SRC-012", f"图的宽度“{value}”不对", "写成毫米数，5～240之间，如120mm", f"Bad width {value}", words=str(value))
    return width


class FigureEntry(Strict):
    """A figure 图: a file, a process diagram, or parts."""

    id: Slug | None = Field(None, title="标识", description="引用图时使用")
    title: Prose | None = Field(None, title="图题", description="图的标题")
    file: Word | None = Field(None, title="图片文件", description="svg、png或jpg，路径相对于标准的文件夹，如figures/flow.svg")
    alt: Prose | None = Field(None, title="替代文字", description="给看不到图的人的说明")
    width: Annotated[float, BeforeValidator(_width)] | None = Field(None, title="宽度", description="如120mm")
    unit: Prose | None = Field(None, title="单位陈述", description="如“单位为毫米”，印在图的右上方")
    paragraphs: list[Prose] = Field([], title="图中的段", description="印在标引序号说明之下、图注之上的段")
    notes: list[Prose] = Field([], title="图注", description="印在图题上方的注")
    footnotes: dict[str, Prose] = Field({}, title="图脚注", description="键为脚注标识；在图中写上标字母，或在标引序号说明中写[^标识]")
    key: list[Prose] = Field([], title="标引序号说明", description="如“1——进口；”")
    flow: FlowChart | None = Field(None, title="流程图", description="以数据描述的泳道流程图")
    parts: list[PartEntry] | None = Field(None, title="分图", description="a) b) 分图")

    @model_validator(mode="after")
    def _one_picture(self) -> FigureEntry:
        given = [name for name in ("file", "flow", "parts") if getattr(self, name) is not None]
        if len(given) != 1:
            found = "同时有" + "、".join(given) if given else "没有图片"
            raise mistake(
                "SRC-012", f"图{found}", "file（图片文件）、flow（流程图）、parts（分图）三者写其一", "A figure has one of file, flow, parts"
            )
        return self

    def lower(self, lowering: Lowering, path: Path) -> None:
        """Add the figure; its pictures are looked into."""
        place = lowering.place(*path)
        image = None
        if self.file is not None:
            image = _image(lowering, self.file, self.alt, self.width, (*path, "file"))
        elif self.flow is not None:
            flow = self.flow.lowered(lowering, (*path, "flow"))
            image = Image("", None, self.alt or self.flow.described(), self.width, lowering.place(*path, "flow"), flow=flow)
        lowering.blocks.append(
            Figure(
                place=place,
                id=lowering.named(self.id, place),
                element=lowering.element,
                inside=lowering.inside,
                inlines=one_line(self.title or ""),
                image=image,
                parts=tuple(
                    FigurePart(
                        "",
                        one_line(part.title or ""),
                        _image(lowering, part.file, part.alt, None, (*path, "parts", index, "file")),
                        lowering.named(part.id, lowering.place(*path, "parts", index)),
                    )
                    for index, part in enumerate(self.parts or [])
                ),
                unit=self.unit or "",
                key=tuple(one_line(line) for line in self.key),
                paragraphs=tuple(one_line(text) for text in self.paragraphs),
                notes=_notes(lowering, self.notes, (*path, "notes")),
                footnotes=self._lower_footnotes(lowering, path),
            )
        )

    def _lower_footnotes(self, lowering: Lowering, path: Path) -> tuple[TableFootnote, ...]:
        """Give the footnotes in the author's order: most are called inside the picture, where nobody can read it."""
        texts = [*self.key, *self.paragraphs, *self.notes, self.title or "", *(part.title or "" for part in self.parts or [])]
        for key in dict.fromkeys(call for text in texts for call in _calls(one_line(text))):
            if key not in self.footnotes:
                _dead_call(lowering, key, lowering.place(*path))
        return tuple(TableFootnote(key, "", one_line(text), lowering.place(*path, "footnotes", key)) for key, text in self.footnotes.items())


class MeaningEntry(Strict):
    """A line of 式中."""

    symbol: Prose = Field(title="符号", description="公式中的符号，可用行内标记，如*R*、*S*~0~")
    text: Prose = Field(title="含义", description="符号的含义和单位")


class FormulaEntry(Strict):
    """A formula on a line of its own."""

    id: Slug | None = Field(None, title="标识", description="引用公式时使用；被引用的公式才有编号")
    tex: Word = Field(title="公式", description="TeX写法，如R = \\frac{S_0 - S_1}{S_0} \\times 100\\%")
    where: list[MeaningEntry] = Field([], title="式中", description="各符号的含义")

    def lower(self, lowering: Lowering, path: Path) -> None:
        """Add the formula; TeX that cannot be read is a fault."""
        place = lowering.place(*path)
        try:
            mathml(self.tex, display=True)
        except FormulaError as error:
            message = f"公式“{self.tex[:60]}”不能识别：{error}"
            lowering.fault("SRC-020", place.at("tex"), message, "检查TeX命令的拼写和花括号", "The formula cannot be read", words=self.tex[:60])
        lowering.blocks.append(
            Formula(
                place=place,
                id=lowering.named(self.id, place),
                element=lowering.element,
                inside=lowering.inside,
                tex=self.tex,
                where=tuple(
                    SymbolMeaning(one_line(line.symbol), one_line(line.text), lowering.place(*path, "where", index, "text"))
                    for index, line in enumerate(self.where)
                ),
            )
        )


class FramedExample(Strict):
    """An example whose content stands in a thin frame."""

    framed: YesNo = Field(False, title="加框", description="true时给示例的内容加细线框")
    content: list[ContentEntry] = Field(title="内容", description="示例的内容")


def _example_kind(value: object) -> str:
    return "mapping" if isinstance(value, Mapping | Strict) else "list" if isinstance(value, list) else "text"


AnyExample = Annotated[
    Annotated[Prose, Tag("text")] | Annotated[list["ContentEntry"], Tag("list")] | Annotated[FramedExample, Tag("mapping")],
    Discriminator(_example_kind),
]


class BlockEntry(Strict):
    """A block that is no paragraph: exactly one key."""

    items: list[ItemEntry] | None = Field(None, title="编号列项", description="a) b) …")
    dashes: list[ItemEntry] | None = Field(None, title="破折号列项", description="—— 列项")
    table: TableEntry | None = Field(None, title="表", description="")
    figure: FigureEntry | None = Field(None, title="图", description="")
    formula: FormulaEntry | None = Field(None, title="公式", description="")
    note: Prose | None = Field(None, title="注", description="只陈述事实，不写要求")
    example: AnyExample | None = Field(None, title="示例", description="一段文字，或一组内容；加框时写{framed: true, content: […]}")
    warning: Prose | None = Field(None, title="重要提示", description="以黑体印出")

    BLOCKS: ClassVar[tuple[str, ...]] = ("items", "dashes", "table", "figure", "formula", "note", "example", "warning")

    @model_validator(mode="before")
    @classmethod
    def _one_key(cls, data: object) -> object:
        if isinstance(data, dict):
            known = [key for key in data if key in cls.BLOCKS]
            if len(known) > 1:
                help_text = "每个块前各加一个“- ”，分成几项"
                raise mistake("SRC-012", f"一项里有{len(known)}个块：{'、'.join(known)}", help_text, "One block key an entry")
            if known and data[known[0]] is None:
                raise mistake("SRC-012", f"“{known[0]}”后面没有内容", "写入内容，或删除这一项", f"“{known[0]}” is empty")
            if not data:
                raise mistake("SRC-012", "这一项是空的", "写入内容，或删除这一项", "The entry is empty")
        return data


ContentEntry = Annotated[Annotated[Prose, Tag("text")] | Annotated[BlockEntry, Tag("mapping")], Discriminator(_kind)]
Content = list[ContentEntry]
"""The content of a clause: paragraphs and blocks."""

ListItem.model_rebuild()
FramedExample.model_rebuild()
BlockEntry.model_rebuild()


def lower_content(lowering: Lowering, content: Content, path: Path, footnotes: Mapping[str, str] | None = None, *, start: int = 0) -> None:
    """Add the blocks of a content list; a called footnote follows the block that calls it.

    ``start`` passes over entries that the caller has already lowered.
    """
    first = len(lowering.blocks)
    for index, entry in enumerate(content):
        if index >= start:
            _lower_entry(lowering, entry, (*path, index))
    if footnotes is not None:
        place_footnotes(lowering, footnotes, first, path[:-1])


def place_footnotes(lowering: Lowering, footnotes: Mapping[str, str], first: int, path: Path) -> None:
    """Put each footnote behind the block that calls it first, among the blocks from ``first`` on; dead and idle footnotes are faults."""
    placed: set[str] = set()
    result: list[AnyBlock] = []
    for block in lowering.blocks[first:]:
        result.append(block)
        if isinstance(block, Table | Footnote):
            continue
        for key in footnote_calls(block):
            if key in footnotes and key not in placed:
                placed.add(key)
                place = lowering.place(*path, "footnotes", key)
                result.append(Footnote(place=place, key=key, inlines=one_line(footnotes[key]), element=lowering.element))
            elif key not in footnotes:
                _dead_call(lowering, key, block.place)
    lowering.blocks[first:] = result
    for key in footnotes:
        if key not in placed:
            _idle_footnote(lowering, key, lowering.place(*path, "footnotes", key))


def _lower_entry(lowering: Lowering, entry: Any, path: Path) -> None:
    if isinstance(entry, str):
        for text in paragraphs(entry):
            inlines = one_line(text)
            lowering.blocks.append(Paragraph(place=lowering.place(*path), inlines=inlines, element=lowering.element, inside=lowering.inside))
        return
    if entry.items is not None or entry.dashes is not None:
        lowering.lists += 1
        lowering.lists_in_clause += 1
        key = "items" if entry.items is not None else "dashes"
        _lower_items(lowering, entry.items if entry.items is not None else entry.dashes, key, (*path, key), 1)
    elif entry.table is not None:
        entry.table.lower(lowering, (*path, "table"))
    elif entry.figure is not None:
        entry.figure.lower(lowering, (*path, "figure"))
    elif entry.formula is not None:
        entry.formula.lower(lowering, (*path, "formula"))
    elif entry.note is not None:
        for text in paragraphs(entry.note):
            lowering.blocks.append(Note(place=lowering.place(*path, "note"), inlines=one_line(text), element=lowering.element))
    elif entry.example is not None:
        _lower_example(lowering, entry.example, (*path, "example"))
    elif entry.warning is not None:
        for text in paragraphs(entry.warning):
            lowering.blocks.append(Warning(place=lowering.place(*path, "warning"), inlines=one_line(text), element=lowering.element))


def _lower_items(lowering: Lowering, items: list[Any], key: str, path: Path, level: int) -> None:
    number = lowering.lists
    for index, item in enumerate(items):
        place = lowering.place(*path, index)
        detailed = isinstance(item, ListItem)
        prose = place.at("text") if detailed else place
        text, *more = paragraphs(item.text if detailed else item)
        lowering.blocks.append(
            Item(
                place=prose,
                id=lowering.named(item.id, place) if detailed else None,
                element=lowering.element,
                inside=lowering.inside,
                level=level,
                ordered=key == "items",
                inlines=one_line(text),
                first=index == 0,
                list=number,
                list_in_clause=lowering.lists_in_clause,
            )
        )
        lowering.blocks += [
            Paragraph(place=prose, inlines=one_line(text), element=lowering.element, inside=lowering.inside, item=level) for text in more
        ]
        if detailed:
            for below in ("items", "dashes"):
                children = getattr(item, below)
                if children is not None:
                    _lower_items(lowering, children, below, (*path, index, below), level + 1)


def _lower_example(lowering: Lowering, example: str | list[Any] | FramedExample, path: Path) -> None:
    place = lowering.place(*path)
    framed = isinstance(example, FramedExample) and example.framed
    if isinstance(example, FramedExample):
        example, path = example.content, (*path, "content")
    if isinstance(example, str):
        texts = paragraphs(example)
        lowering.blocks.append(Example(place=place, inlines=one_line(texts[0]), element=lowering.element))
        for text in texts[1:]:
            lowering.blocks.append(Paragraph(place=place, inlines=one_line(text), element=lowering.element, inside="example"))
        return
    lowering.blocks.append(Example(place=place, element=lowering.element, framed=framed))
    lowering.inside = "example"
    lower_content(lowering, example, path)
    lowering.inside = ""


def _image(lowering: Lowering, name: str, alt: str | None, width: float | None, path: Path) -> Image:
    place = lowering.place(*path)
    picture = inspect(lowering.folder / name, lowering.folder)
    if isinstance(picture, PictureProblem):
        fact, english = picture.message, picture.message_en.rstrip(".")
        if picture.code == "outside":  # the check quotes the path on this machine, which no report should
            fact, english = "文件在标准的文件夹之外", "the file is outside the folder of the standard"
        lowering.fault("SRC-019", place, f"图片“{name}”：{fact}", picture.help, f"Picture “{name}”: {english}", words=name)
        return Image(name, None, alt or "", width, place)
    return Image(name, lowering.folder / name, alt or "", width, place, (picture.width, picture.height))


def _notes(lowering: Lowering, notes: list[str], path: Path) -> tuple[Note, ...]:
    return tuple(Note(place=lowering.place(*path, index), inlines=one_line(text), element=lowering.element) for index, text in enumerate(notes))


def _cell(lowering: Lowering, value: Any, path: Path) -> Cell:
    if isinstance(value, CellEntry):
        return Cell(lines(value.text or ""), lowering.place(*path), value.colspan, value.rowspan, value.align)
    return Cell(lines(value or ""), lowering.place(*path))


def _rows(lowering: Lowering, rows: list[list[Any]], path: Path) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(_cell(lowering, cell, (*path, row, column)) for column, cell in enumerate(cells)) for row, cells in enumerate(rows))


def _check_grid(lowering: Lowering, rows: tuple[tuple[Cell, ...], ...], width: int, path: Path, *, below: Sequence[bool] = ()) -> None:
    """Hold every row against the columns, counting the cells that reach into it from above.

    ``below`` tells of every column whether the row below these, that of the column titles, leaves it to a cell above.
    """
    reaching = [0] * width
    for index, row in enumerate(rows):
        free = [column for column in range(width) if reaching[column] == 0]
        wanted = sum(cell.colspan for cell in row)
        if wanted != len(free):
            covered = f"（另有{width - len(free)}格被上面的单元格占用）" if len(free) < width else ""
            message = f"第{index + 1}行占{wanted}格，应占{len(free)}格{covered}"
            help_text = "补齐或删去单元格；空格写“—”；合并的单元格只在左上角写一次"
            lowering.fault("SRC-021", lowering.place(*path, index), message, help_text, f"Row {index + 1} fills {wanted} cells, not {len(free)}")
            return
        reaching = [max(0, left - 1) for left in reaching]
        position = iter(free)
        for cell in row:
            for _ in range(cell.colspan):
                reaching[next(position)] = cell.rowspan - 1
    if any(left > 1 or (left and not (below and below[column])) for column, left in enumerate(reaching)):
        lowering.fault("SRC-021", lowering.place(*path), "跨行的单元格超出了表的末行", "减少rowspan，或补写下面的行", "A row span leaves the table")


def _calls(inlines: Inlines) -> list[str]:
    from builder.model import FootnoteCall

    return [inline.key for inline in inlines if isinstance(inline, FootnoteCall)]


def _table_footnotes(lowering: Lowering, footnotes: Mapping[str, str], called: list[str], path: Path) -> tuple[TableFootnote, ...]:
    order = [key for key in dict.fromkeys(called) if key in footnotes] + [key for key in footnotes if key not in called]
    return tuple(TableFootnote(key, "", one_line(footnotes[key]), lowering.place(*path, key)) for key in order)


def _check_calls(lowering: Lowering, called: list[str], footnotes: Mapping[str, str], place: Place) -> None:
    for key in dict.fromkeys(called):
        if key not in footnotes:
            _dead_call(lowering, key, place)
    for key in footnotes:
        if key not in called:
            _idle_footnote(lowering, key, place.at("footnotes", key))


def _dead_call(lowering: Lowering, key: str, place: Place) -> None:
    message = f"脚注[^{key}]没有文字"
    help_text = f"在同一条（或同一个表）的footnotes里写“{key}: 脚注文字”；方括号本来就是文字时写成\\[^{key}]"
    lowering.fault("SRC-022", place, message, help_text, f"Footnote [^{key}] has no text", words=f"[^{key}]")


def _idle_footnote(lowering: Lowering, key: str, place: Place) -> None:
    message = f"脚注“{key}”没有被引用"
    lowering.fault("SRC-022", place, message, f"在文字中写[^{key}]，或删除这条脚注", f"Footnote “{key}” is never called", words=key)
