"""Figures as HTML; the picture files are noted here and copied when the site is complete."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from builder.model import Figure, FigurePart, Image
from builder.write.site.inlines import InlineWriter, footnote_anchor
from builder.write.site.markup import EMPTY, Links, Markup, element, lines, void


class FigureWriter:
    """Prints the figures of one page. ``files`` maps where a picture goes in the site to where it is."""

    def __init__(self, links: Links, folder: str, *, key_label: str = "") -> None:
        """Take the page's links, the folder for its pictures, and the words before the key of a figure."""
        self._links = links
        self._folder = folder
        self._key_label = key_label
        self.files: dict[str, Path] = {}

    def figure(self, block: Figure, inlines: InlineWriter, permalink: Markup) -> Markup:
        """Give a figure with its parts, key, notes and, below, its label and title."""
        pictures = [self._picture(block.image, f"{block.label} {block.title}".strip())] if block.image else []
        pictures += [self._part(part, inlines) for part in block.parts]
        scope = block.anchor
        entries = lines(element("li", inlines.write(line, scope=scope)) for line in block.key)
        key = [element("p", self._key_label), element("ul", entries)] if block.key else []
        notes = [element("p", inlines.write(text, scope=scope)) for text in block.paragraphs]
        notes += [
            element("p", element("span", f"{note.label}：", class_="label"), inlines.write(note.inlines), class_="note") for note in block.notes
        ]
        notes += [
            element("p", element("sup", footnote.label), inlines.write(footnote.inlines), id=footnote_anchor(scope, footnote.label))
            for footnote in block.footnotes
        ]
        caption = element(
            "figcaption", element("span", block.label, class_="label"), "　" if block.title else "", inlines.write(block.inlines), permalink
        )
        if block.unit:
            pictures.insert(0, element("p", block.unit, class_="unit"))
        group = element("div", lines(pictures), class_="parts" if block.parts else "picture")
        below = element("div", lines([*key, *notes]), class_="figure-notes") if key or notes else EMPTY
        return element("figure", lines([group, below, caption]), id=block.anchor)

    def _part(self, part: FigurePart, inlines: InlineWriter) -> Markup:
        caption = element("p", element("span", part.label, class_="label"), " ", inlines.write(part.inlines), class_="part-title")
        return element("div", self._picture(part.image, part.title or part.label), caption, id=part.anchor, class_="part")

    def _picture(self, image: Image, title: str) -> Markup:
        if image.flow is not None:
            # Most standards have no drawing, and the modules that lay one out take their time to load.
            from builder.diagram import layout, to_svg

            # The drawing comes from our own module, which escapes the words of the steps.
            drawing = Markup(to_svg(layout(image.flow), title=image.alt or title))
            return element("div", drawing, class_="diagram", tabindex=0, role="group", aria_label=title)
        if image.path is None:
            return element("p", f"（图片{image.name}无法读取）", class_="missing")
        width, height = (round(side) for side in image.size)
        style = f"width:{image.width:g}mm" if image.width else None
        return void(
            "img",
            src=self._links.file(self._file(image.name, image.path)),
            alt=image.alt or title,
            width=width or None,
            height=height or None,
            style=style,
        )

    def _file(self, name: str, path: Path) -> str:
        inside = [part for part in PurePosixPath(name).parts if part not in ("..", "/", ".")]
        target = "/".join([self._folder, *inside])
        self.files[target] = path
        return target
