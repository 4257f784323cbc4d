"""A .docx as its parts: relationships, content types, media, and the same bytes for the same content."""

from __future__ import annotations

import hashlib
import io
import posixpath
import zipfile
from collections.abc import Mapping

from lxml import etree

from builder.write.word.markup import RELATIONSHIPS

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "svg": "image/svg+xml", "emf": "image/x-emf"}
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_FIRST_PARTS = ("[Content_Types].xml", "_rels/.rels")


class Package:
    """The parts of one .docx, by name."""

    def __init__(self, data: bytes) -> None:
        """Unpack a .docx."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self._media: dict[str, str] = {}

    @classmethod
    def of(cls, parts: Mapping[str, bytes]) -> Package:
        """Make a package of parts that somebody else unpacked."""
        package = cls.__new__(cls)
        package.parts, package._media = dict(parts), {}
        return package

    def picture(self, data: bytes, kind: str) -> str:
        """Add a picture (``kind`` is png, jpg, svg or emf) and give the relationship id by which the document shows it; a picture is stored once."""
        # The name comes from the content, so that the same picture always has the same name and is stored once.
        name = f"media/{hashlib.sha256(data).hexdigest()[:16]}.{kind}"
        if name not in self._media:
            self.parts[f"word/{name}"] = data
            self._media[name] = self.relate("word/document.xml", "image", name)
            self._default_type(kind)
        return self._media[name]

    def relate(self, source: str, kind: str, target: str) -> str:
        """Add a relationship from the part ``source`` ("" is the package) to ``target`` and give its id."""
        name = posixpath.join(posixpath.dirname(source), "_rels", posixpath.basename(source) + ".rels") if source else "_rels/.rels"
        root = etree.fromstring(self.parts[name])
        taken = {str(child.get("Id")) for child in root}
        identifier = next(f"rId{number}" for number in range(len(taken) + 1, 10**6) if f"rId{number}" not in taken)
        etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship", Id=identifier, Type=f"{RELATIONSHIPS}/{kind}", Target=target)
        self.parts[name] = _serialized(root)
        return identifier

    def add(self, name: str, data: bytes, content_type: str) -> None:
        """Add a part with its content type."""
        self.parts[name] = data
        self._declare("Override", "PartName", f"/{name}", content_type)

    def to_bytes(self) -> bytes:
        """Pack the parts in a fixed order and with fixed dates."""
        buffer = io.BytesIO()
        names = [*_FIRST_PARTS, *sorted(set(self.parts) - set(_FIRST_PARTS))]
        with zipfile.ZipFile(buffer, "w") as archive:
            for name in names:
                entry = zipfile.ZipInfo(name, _FIRST_MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, self.parts[name])
        return buffer.getvalue()

    def _default_type(self, extension: str) -> None:
        self._declare("Default", "Extension", extension, _TYPES[extension])

    def _declare(self, tag: str, key: str, value: str, content_type: str) -> None:
        root = etree.fromstring(self.parts["[Content_Types].xml"])
        if all(entry.get(key) != value for entry in root.iterfind(f"{{{_PACKAGE}/content-types}}{tag}")):
            # Defaults go first: some readers expect them before the overrides.
            element = etree.Element(f"{{{_PACKAGE}/content-types}}{tag}", {key: value, "ContentType": content_type})
            root.insert(0, element) if tag == "Default" else root.append(element)
            self.parts["[Content_Types].xml"] = _serialized(root)


def _serialized(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
