"""Picture files of a standard: checked before anything reads them, and vector pictures turned into pixels.

A picture comes from an author and may be anything; nothing here trusts its name, its header or its text.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import stat
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote_to_bytes

import resvg_py
from lxml import etree

PictureKind = Literal["png", "jpeg", "svg"]
PictureCode = Literal[
    "missing", "outside", "not-a-file", "unreadable", "too-large", "too-many-pixels", "wrong-type", "unknown-type", "damaged", "svg-unsafe"
]

MAXIMUM_BYTES = 20 * 1024 * 1024
MAXIMUM_PIXELS = 100_000_000

_KINDS: dict[str, PictureKind] = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".svg": "svg"}
_SVG = "http://www.w3.org/2000/svg"
_MAXIMUM_DEPTH = 100
_MAXIMUM_ELEMENTS = 200_000
# An element that is used a thousand times by elements used a thousand times hangs every reader, however small the file.
_MAXIMUM_EXPANDED = 2_000_000
_REFUSED_NAMESPACES = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2001/XInclude")
_REFUSED_ELEMENTS = frozenset(("script", "foreignobject", "handler", "listener", "iframe", "object", "embed", "audio", "video", "include"))
_ANIMATIONS = frozenset(("animate", "set", "animatetransform", "animatemotion", "animatecolor"))
_LINKS = frozenset(("href", "src", "action", "formaction", "data", "poster", "background"))
_EMBEDDED = re.compile(r"data:image/(png|jpeg|jpg)\s*;\s*base64\s*,(.*)", re.IGNORECASE | re.DOTALL)
_STYLE_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{1,6})[ \t\r\n\f]?|\\(.)", re.DOTALL)
_STYLE_FAULTS = ("@import", "javascript:", "vbscript:", "expression(", "-moz-binding", "behavior:", "image-set(", "src(")
_PIXELS_PER_UNIT = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}
_FALLBACK_SIDE = 4000


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is fit to print: its kind, its width and height in pixels, and the SHA-256 digest of its bytes in hexadecimal."""

    kind: PictureKind
    width: float
    height: float
    digest: str


@dataclass(frozen=True, slots=True)
class PictureProblem:
    """Why a picture may not be used: a short code, the offending words, one fact and one remedy in Chinese and in English."""

    code: PictureCode
    words: str
    message: str
    help: str
    message_en: str
    help_en: str


class _Refused(Exception):
    """Carries a problem out of the checks below; it never leaves this module."""

    def __init__(self, code: PictureCode, words: str = "") -> None:
        super().__init__(code, words)
        self.code: PictureCode = code
        self.words = words


def inspect(path: Path, folder: Path) -> Picture | PictureProblem:
    """Look at a picture file of a standard and tell what it is or what is wrong with it.

    ``folder`` is the standard's folder, which the file may not leave, links followed.
    At most 20 MB and 100 megapixels; a file is decoded only after its header has been found harmless.
    Never raises, whatever the file is.
    """
    try:
        return _inspect(path, folder)
    except _Refused as refused:
        return _problem(refused.code, refused.words or path.name)
    except Exception as error:  # decoders raise many unrelated types on hostile files; each means that the file is no use
        return _problem("damaged", type(error).__name__)


def inspect_bytes(data: bytes, name: str) -> Picture | PictureProblem:
    """Look at the bytes of a picture that is no file yet; ``name`` tells by its ending what it is said to be. See ``inspect``."""
    try:
        if Path(name).suffix.lower() not in _KINDS:
            raise _Refused("unknown-type", Path(name).suffix or name)
        if len(data) > MAXIMUM_BYTES:
            raise _Refused("too-large", f"{len(data) / 1024 / 1024:.1f} MB")
        return _judged(data, _KINDS[Path(name).suffix.lower()], Path(name).suffix)
    except _Refused as refused:
        return _problem(refused.code, refused.words or name)
    except Exception as error:  # as above
        return _problem("damaged", type(error).__name__)


def svg_to_png(svg: bytes, *, width_pixels: int) -> bytes:
    """Turn a vector picture into a PNG of the given width in pixels, on white.

    Fonts are those of the system, so equal bytes come out only where equal fonts are installed.
    A picture that is unsafe or cannot be drawn becomes an empty frame of the same shape; never raises.
    """
    width = max(1, min(width_pixels, 20_000))
    ratio = 0.5
    try:
        # The renderer knows no style variables; each has its fallback written beside it.
        text = re.sub(r"var\(\s*--[\w-]+\s*,\s*([^()]*)\)", r"\1", svg.decode("utf-8-sig"))
        across, down = _svg(text.encode())
        ratio = down / across
        if 0 < width * width * ratio <= MAXIMUM_PIXELS:
            return bytes(resvg_py.svg_to_bytes(svg_string=text, width=width, dpi=96, background="#ffffff", serif_family="Noto Serif CJK SC"))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: S110 - the frame below is the answer; a panic of the renderer, written in Rust, is no Exception
        pass
    return _empty_frame(width, max(1, min(round(width * ratio), _FALLBACK_SIDE)))


# --- the file --------------------------------------------------------------------------------------------------------


def _inspect(path: Path, folder: Path) -> Picture:
    return _judged(_read(path, folder), _KINDS[path.suffix.lower()], path.suffix)


def _judged(data: bytes, kind: PictureKind, ending: str) -> Picture:
    if not data:
        raise _Refused("damaged")
    found = _sniff(data)
    if (found or kind) != kind or (found is None and kind != "svg"):
        raise _Refused("wrong-type", f"{ending} / {found or '?'}")
    width, height = _svg(data) if kind == "svg" else _pixels(data, kind)
    return Picture(kind, width, height, hashlib.sha256(data).hexdigest())


def _read(path: Path, folder: Path) -> bytes:
    """Read the file once, so that what is checked is what was read."""
    try:
        real, home = path.resolve(), folder.resolve()
    except (OSError, RuntimeError) as error:  # a ring of links
        raise _Refused("unreadable") from error
    except ValueError as error:  # a null character in the name
        raise _Refused("missing") from error
    if not real.is_relative_to(home):
        raise _Refused("outside", str(path))
    try:
        facts = real.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _Refused("missing") from error
    except (OSError, ValueError) as error:
        raise _Refused("unreadable") from error
    if not stat.S_ISREG(facts.st_mode):
        raise _Refused("not-a-file")
    if path.suffix.lower() not in _KINDS:
        raise _Refused("unknown-type", path.suffix or path.name)
    if facts.st_size > MAXIMUM_BYTES:
        raise _Refused("too-large", f"{facts.st_size / 1024 / 1024:.1f} MB")
    try:
        with real.open("rb") as file:
            data = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise _Refused("unreadable") from error
    if len(data) > MAXIMUM_BYTES:  # it grew since it was measured
        raise _Refused("too-large", "> 20 MB")
    return data


def _sniff(data: bytes) -> str | None:
    """Name the type that the first bytes show, or None."""
    head = data[:4096]
    marks = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"BM": "bmp", b"II*\x00": "tiff", b"MM\x00*": "tiff"}
    marks |= {b"%PDF-": "pdf", b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip"}
    for mark, name in marks.items():
        if head.startswith(mark):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    text = head.decode("utf-8-sig", "replace").lstrip().lower()
    if re.match(r"<!doctype\s+html|<html|<body|<head", text):
        return "html"
    return "svg" if re.search(r"<(\w+:)?svg[\s>/]", text) and text.startswith("<") else None


# --- pictures of pixels ----------------------------------------------------------------------------------------------


def _pixels(data: bytes, kind: PictureKind) -> tuple[float, float]:
    """Give the width and height of a PNG or JPEG after decoding it whole."""
    # Pillow takes a tenth of a second to import, which a workspace without such pictures should not pay.
    from PIL import Image as PixelImage

    size = _png_size(data) if kind == "png" else _jpeg_size(data)
    if size is None or not (size[0] and size[1]):
        raise _Refused("damaged")
    if size[0] * size[1] > MAXIMUM_PIXELS:
        raise _Refused("too-many-pixels", f"{size[0]} × {size[1]}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is already known to be harmless
            for look in ("verify", "load"):  # verify finds wrong check sums, load finds missing data
                with PixelImage.open(io.BytesIO(data), formats=(kind.upper(),)) as image:
                    if image.size != size:
                        raise _Refused("damaged")
                    getattr(image, look)()
    except _Refused:
        raise
    except Exception as error:  # Pillow raises OSError, SyntaxError, ValueError, struct.error and more
        raise _Refused("damaged", str(error)[:80]) from error
    return size


def _png_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 33 or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return int(width), int(height)


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Find the frame header of a JPEG and give its width and height."""
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return None
        mark = data[at + 1]
        if mark == 0xFF:  # filling
            at += 1
        elif 0xD0 <= mark <= 0xD8 or mark == 0x01:
            at += 2
        elif 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


# --- vector pictures -------------------------------------------------------------------------------------------------


def _svg(data: bytes) -> tuple[float, float]:
    """Give the width and height of a vector picture in pixels after finding nothing in it that could act or reach out."""
    text = _svg_text(data)
    # Without a type declaration there are no entities, so the parser below has nothing to expand.
    declaration = re.search(r"<!(DOCTYPE|ENTITY)[^>]{0,60}", text, re.IGNORECASE)
    if declaration:
        raise _Refused("svg-unsafe", declaration.group()[:60])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _Refused("damaged", str(error)[:80]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _Refused("svg-unsafe", "DOCTYPE")
    if root.tag != f"{{{_SVG}}}svg":
        name = etree.QName(root)
        raise _Refused("damaged" if name.localname == "svg" else "wrong-type", f"<{name.localname}>")
    _check_nodes(root)
    _check_expansion(root)
    return _svg_size(root)


def _svg_text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Refused("damaged", "UTF-8") from error
    declared = re.match(r"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)", text)
    if declared and declared.group(1).lower() not in ("utf-8", "us-ascii", "ascii"):
        # A reader that believes the declaration sees other characters than were checked.
        raise _Refused("svg-unsafe", f'encoding="{declared.group(1)[:30]}"')
    return re.sub(r"^<\?xml\s[^>]*\?>", "", text)


def _check_nodes(root: etree._Element) -> None:
    count = depth = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "pi")):
        if event == "pi":
            raise _Refused("svg-unsafe", f"<?{getattr(node, 'target', '')}")
        depth += 1 if event == "start" else -1
        if event == "end":
            continue
        count += 1
        if depth > _MAXIMUM_DEPTH or count > _MAXIMUM_ELEMENTS:
            raise _Refused("svg-unsafe", f"{count} elements, depth {depth}")
        _check_element(node)
    for comment in root.itersiblings(preceding=True):
        _check_sibling(comment)
    for comment in root.itersiblings():
        _check_sibling(comment)


def _check_sibling(node: etree._Element) -> None:
    if isinstance(node, etree._ProcessingInstruction):
        raise _Refused("svg-unsafe", f"<?{node.target}")


def _check_element(node: etree._Element) -> None:
    name = etree.QName(node)
    local = name.localname.lower()
    if local in _REFUSED_ELEMENTS or name.namespace in _REFUSED_NAMESPACES:
        raise _Refused("svg-unsafe", f"<{name.localname}>")
    for key, value in node.attrib.items():
        _check_attribute(local, etree.QName(key).localname.lower(), str(value))
        if key == "{http://www.w3.org/XML/1998/namespace}base":
            raise _Refused("svg-unsafe", f'xml:base="{str(value)[:40]}"')
    if local == "style":
        _check_style("".join(node.itertext()))


def _check_attribute(element: str, name: str, value: str) -> None:
    shown = f'{name}="{value[:60]}"'
    if name.startswith("on"):
        raise _Refused("svg-unsafe", shown)
    plain = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\ufeff]", "", value).lower()
    if "javascript:" in plain or "vbscript:" in plain:
        raise _Refused("svg-unsafe", shown)
    if element in _ANIMATIONS and name == "attributename" and (plain.split(":")[-1] in _LINKS or plain.startswith("on")):
        raise _Refused("svg-unsafe", shown)
    if name in _LINKS:
        _check_target(value, shown)
    else:
        _check_style(value)


def _check_style(style: str) -> None:
    """Refuse style text that loads or runs something, read with and without its escapes and comments."""
    if not re.search(r"\\|url|[:@]|src|set|expression", style, re.IGNORECASE):  # most values, and path data may be long
        return
    # An escape may spell “url”, and a comment may hide a bracket; each reading has to be harmless.
    bare = _STYLE_ESCAPE.sub(_unescaped, style)
    for reading in {style, bare, re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL), re.sub(r"/\*.*?\*/", "", bare, flags=re.DOTALL)}:
        small = reading.lower()
        for fault in _STYLE_FAULTS:
            if fault in re.sub(r"\s+", "", small):
                raise _Refused("svg-unsafe", fault)
        for found in re.finditer(r"url\s*\(\s*(\"[^\"]*|'[^']*|[^)]*)", reading, re.IGNORECASE):
            _check_target(found.group(1).strip().strip("\"'"), found.group()[:60])


def _unescaped(found: re.Match[str]) -> str:
    if found.group(2) is not None:
        return found.group(2)
    code = int(found.group(1), 16)
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd"


def _check_target(target: str, shown: str) -> None:
    """Let pass what lies in the same file: ``#id`` or a picture of pixels written out, itself checked."""
    target = target.strip()
    if target.startswith("#") or not target:
        return
    found = _EMBEDDED.fullmatch(target)
    if not found:
        raise _Refused("svg-unsafe", shown)
    try:
        data = base64.b64decode(re.sub(rb"\s+", b"", unquote_to_bytes(found.group(2))), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _Refused("damaged", shown) from error
    kind: PictureKind = "png" if found.group(1).lower() == "png" else "jpeg"
    if _sniff(data) != kind:
        raise _Refused("svg-unsafe", shown)
    _pixels(data, kind)


def _check_expansion(root: etree._Element) -> None:
    """Refuse a picture whose parts use one another without end or so often that drawing it takes for ever."""
    owners: dict[str, etree._Element] = {}
    for node in root.iter("*"):
        owners.setdefault(node.get("id", ""), node)
    uses = {id: [target for target in _targets(node) if target in owners] for id, node in owners.items() if id}
    sizes = {id: sum(1 for _ in owners[id].iter("*")) for id in uses}
    total: dict[str, int] = {}
    for start in uses:
        open_ids = [start]
        while open_ids:
            here = open_ids[-1]
            waiting = [target for target in uses[here] if target not in total]
            if here in total or not waiting:
                total.setdefault(here, sizes[here] + sum(total.get(target, 0) for target in uses[here]))
                open_ids.pop()
            elif waiting[0] in open_ids or len(open_ids) > _MAXIMUM_DEPTH:
                raise _Refused("svg-unsafe", f"#{waiting[0]}")
            else:
                open_ids.append(waiting[0])
    if sum(total.get(target, 0) for target in _targets(root)) > _MAXIMUM_EXPANDED:
        raise _Refused("svg-unsafe", f"> {_MAXIMUM_EXPANDED} elements")


def _targets(node: etree._Element) -> list[str]:
    """List the ids that an element and what is in it refer to."""
    found: list[str] = []
    for inner in node.iter("*"):
        for key, value in inner.attrib.items():
            if etree.QName(key).localname == "href":
                found.append(str(value).strip().removeprefix("#"))
            else:
                found += [target.strip() for target in re.findall(r"url\(\s*[\"']?#([^\"')]*)", str(value))]
    return found


def _svg_size(root: etree._Element) -> tuple[float, float]:
    box = [_number(part) for part in re.split(r"[\s,]+", (root.get("viewBox") or "").strip())]
    across, down = (box[2], box[3]) if len(box) == 4 else (0.0, 0.0)
    width, height = _length(root.get("width")), _length(root.get("height"))
    if width and not height and across:
        height = width * down / across
    if height and not width and down:
        width = height * across / down
    width, height = width or across, height or down
    if width <= 0 or height <= 0:
        raise _Refused("damaged", "viewBox")
    if width * height > MAXIMUM_PIXELS:
        raise _Refused("too-many-pixels", f"{width:g} × {height:g}")
    return round(width, 3), round(height, 3)


def _length(text: str | None) -> float:
    """Give a length in pixels, 0 where it is relative or no length."""
    found = re.fullmatch(r"\s*\+?([0-9.]+(?:[eE][+-]?\d{1,2})?)\s*([A-Za-z]*)\s*", text or "")
    return _number(found.group(1)) * _PIXELS_PER_UNIT.get(found.group(2).lower(), 0.0) if found else 0.0


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", text) else 0.0


def _empty_frame(width: int, height: int) -> bytes:
    from PIL import Image as PixelImage

    image = PixelImage.new("RGB", (width, height), "black")
    edge = max(1, width // 400)
    if width > 2 * edge and height > 2 * edge:
        image.paste("white", (edge, edge, width - edge, height - edge))
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


# --- what is said about a problem ------------------------------------------------------------------------------------


_SAID: dict[PictureCode, tuple[str, str, str, str]] = {
    "missing": (
        "图片文件“{words}”不存在",
        "将图片放入标准的figures文件夹，并核对文件名的大小写",
        "picture file “{words}” does not exist",
        "Put the picture into the figures folder of the standard and check the case of its name",
    ),
    "outside": (
        "图片“{words}”在标准的文件夹之外",
        "将图片复制到标准的figures文件夹中，不使用“..”、绝对路径或者指向别处的链接",
        "picture “{words}” is outside the folder of the standard",
        "Copy the picture into the figures folder of the standard; use no “..”, absolute path or link to elsewhere",
    ),
    "not-a-file": ("“{words}”不是普通文件", "写一个图片文件的名称", "“{words}” is no regular file", "Name a picture file"),
    "unreadable": (
        "图片“{words}”不能读取",
        "检查文件权限和链接",
        "picture “{words}” cannot be read",
        "Check the permissions of the file and its links",
    ),
    "too-large": (
        "图片大小为{words}，超过20 MB",
        "压缩图片或者降低分辨率",
        "the picture has {words}, more than 20 MB",
        "Compress the picture or lower its resolution",
    ),
    "too-many-pixels": (
        "图片尺寸为{words}像素，超过1亿像素",
        "降低图片分辨率",
        "the picture has {words} pixels, more than 100 million",
        "Lower the resolution of the picture",
    ),
    "wrong-type": (
        "图片内容与扩展名不一致（{words}）",
        "按照真实类型重新命名，或者将图片另存为png、jpg或者svg",
        "the content of the picture is not what its name says ({words})",
        "Rename the file after its real type, or save the picture as png, jpg or svg",
    ),
    "unknown-type": (
        "图片类型“{words}”不受支持",
        "将图片另存为png、jpg或者svg",
        "picture type “{words}” is not supported",
        "Save the picture as png, jpg or svg",
    ),
    "damaged": (
        "图片已损坏，不能解码（{words}）",
        "用绘图软件打开并重新保存图片",
        "the picture is damaged and cannot be decoded ({words})",
        "Open the picture in a drawing program and save it again",
    ),
    "svg-unsafe": (
        "SVG图片含有不允许的内容“{words}”",
        "删除脚本、事件属性、外部引用、实体和foreignObject，将外部图片嵌入文件",
        "the SVG picture has content that is not allowed: “{words}”",
        "Delete scripts, event attributes, external references, entities and foreignObject; embed outside pictures in the file",
    ),
}


def _problem(code: PictureCode, words: str) -> PictureProblem:
    # Words come from the file and end in a terminal and a page: no control characters, no endless lines.
    clean = "".join(character if character.isprintable() else "\ufffd" for character in words)[:120]
    message, remedy, message_en, remedy_en = (said.replace("{words}", clean) for said in _SAID[code])
    return PictureProblem(code, clean, message, remedy, message_en, remedy_en)
