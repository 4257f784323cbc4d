"""Picture files: each way in which a file can be wrong has its code, and no file makes the check fail."""

from __future__ import annotations

import base64
import io
import os
import random
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from builder.picture import MAXIMUM_BYTES, Picture, PictureProblem, inspect, svg_to_png

PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">{}</svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "standard"
    (made / "figures").mkdir(parents=True)
    return made


def pixels(kind: str, size: tuple[int, int] = (30, 20)) -> bytes:
    target = io.BytesIO()
    noise = random.Random(1).randbytes(3 * size[0] * size[1])  # hard to compress, always the same
    Image.frombytes("RGB", size, noise).save(target, kind)
    return target.getvalue()


def look(folder: Path, name: str, data: bytes | str) -> Picture | PictureProblem:
    path = folder / "figures" / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return inspect(path, folder)


def code(found: Picture | PictureProblem) -> str:
    return found.code if isinstance(found, PictureProblem) else f"{found.kind} {found.width:g} {found.height:g}"


@pytest.mark.parametrize(("name", "kind"), [("a.png", "png"), ("a.PNG", "png"), ("a.jpg", "jpeg"), ("a.jpeg", "jpeg")])
def test_a_picture_of_pixels_is_measured(folder: Path, name: str, kind: str) -> None:
    assert code(look(folder, name, pixels(kind))) == f"{kind} 30 20"


def test_the_digest_is_that_of_the_bytes(folder: Path) -> None:
    one, same, other = (look(folder, f"{name}.svg", PLAIN.format(text)) for name, text in (("a", ""), ("b", ""), ("c", "<g/>")))
    assert isinstance(one, Picture)
    assert isinstance(same, Picture)
    assert isinstance(other, Picture)
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 40 20"', "40 20"),
        ('viewBox="0,0,40,20" width="80"', "80 40"),
        ('viewBox="0 0 40 20" width="100%" height="100%"', "40 20"),
        ('width="25.4mm" height="1in"', "96 96"),
        ('width="30px" height="15pt"', "30 20"),
    ],
)
def test_a_vector_picture_is_measured_by_its_size_or_its_view(folder: Path, attributes: str, size: str) -> None:
    assert code(look(folder, "a.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>')) == f"svg {size}"


def test_a_picture_that_is_not_there_is_missing(folder: Path) -> None:
    for name in ("nothing.png", "figures/no/where.svg", "nul\0l.png"):
        assert code(inspect(folder / name, folder)) == "missing"


@pytest.mark.parametrize("name", ["../secret.png", "figures/../../secret.png", "figures/link.png", "linked/secret.png", "../nothing.png"])
def test_a_picture_outside_the_folder_is_refused_links_followed(folder: Path, name: str) -> None:
    (folder.parent / "secret.png").write_bytes(pixels("png"))
    (folder / "figures/link.png").symlink_to(folder.parent / "secret.png")
    (folder / "linked").symlink_to(folder.parent, target_is_directory=True)
    assert code(inspect(folder / name, folder)) == "outside"


def test_an_absolute_path_elsewhere_is_outside(folder: Path) -> None:
    assert code(inspect(Path("/etc/passwd"), folder)) == "outside"


def test_a_folder_whose_name_begins_alike_is_outside(folder: Path) -> None:
    sibling = folder.parent / "standard-2"
    sibling.mkdir()
    (sibling / "a.png").write_bytes(pixels("png"))
    assert code(inspect(folder / "../standard-2/a.png", folder)) == "outside"


def test_a_link_inside_the_folder_is_fine(folder: Path) -> None:
    (folder / "figures/a.png").write_bytes(pixels("png"))
    (folder / "figures/b.png").symlink_to("a.png")
    assert code(inspect(folder / "figures/b.png", folder)) == "png 30 20"


def test_a_ring_of_links_cannot_be_read(folder: Path) -> None:
    (folder / "a.png").symlink_to("b.png")
    (folder / "b.png").symlink_to("a.png")
    assert code(inspect(folder / "a.png", folder)) in ("unreadable", "missing")


def test_a_folder_or_a_pipe_is_no_file(folder: Path) -> None:
    (folder / "folder.png").mkdir()
    os.mkfifo(folder / "pipe.png")
    assert code(inspect(folder / "folder.png", folder)) == "not-a-file"
    assert code(inspect(folder / "pipe.png", folder)) == "not-a-file"


def test_a_locked_file_is_unreadable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal is put in place of the system's, because a superuser may read everything."""
    (folder / "a.png").write_bytes(pixels("png"))

    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert code(inspect(folder / "a.png", folder)) == "unreadable"


def test_a_file_over_twenty_megabytes_is_too_large(folder: Path) -> None:
    path = folder / "a.png"
    with path.open("wb") as file:
        file.truncate(MAXIMUM_BYTES + 1)
    assert code(inspect(path, folder)) == "too-large"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_a_header_that_promises_a_bomb_is_refused_before_decoding(folder: Path) -> None:
    header = chunk(b"IHDR", struct.pack(">II5B", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")
    assert code(look(folder, "a.png", bomb)) == "too-many-pixels"
    data = bytearray(pixels("jpeg"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 65_000, 65_000)
    assert code(look(folder, "a.jpg", bytes(data))) == "too-many-pixels"
    assert code(look(folder, "a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="99999" height="99999"/>')) == "too-many-pixels"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", "<!DOCTYPE html><html></html>"),
        ("a.svg", "<html><body/></html>"),
        ("a.png", pixels("jpeg")),
        ("a.jpg", pixels("png")),
        ("a.svg", pixels("png")),
        ("a.png", PLAIN.format("")),
        ("a.jpg", pixels("gif")),
        ("a.png", b"MZ whatever"),
        ("a.svg", '<drawing xmlns="http://example.org/"/>'),
    ],
)
def test_content_that_is_not_what_the_name_says_is_of_the_wrong_type(folder: Path, name: str, data: bytes | str) -> None:
    assert code(look(folder, name, data)) == "wrong-type"


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a", "a.svgz", "a.png.exe"])
def test_other_endings_are_of_unknown_type(folder: Path, name: str) -> None:
    assert code(look(folder, name, pixels("png"))) == "unknown-type"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b""),
        ("a.png", pixels("png")[:-600]),
        ("a.png", pixels("png")[:20]),
        ("a.jpg", pixels("jpeg")[:-300]),
        ("a.jpg", pixels("jpeg")[:10]),
        ("a.svg", PLAIN.format("<g>")),
        ("a.svg", PLAIN.format("&unknown;")),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>\xff\xfe</svg>"),
        ("a.svg", '<svg viewBox="0 0 40 20"/>'),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("a.svg", PLAIN.format("<g>" * 5000 + "</g>" * 5000)),
    ],
)
def test_a_damaged_picture_is_found_by_reading_it(folder: Path, name: str, data: bytes | str) -> None:
    assert code(look(folder, name, data)) == "damaged"


def test_a_wrong_check_sum_is_damage(folder: Path) -> None:
    data = bytearray(pixels("png"))
    data[-30] ^= 0xFF
    assert code(look(folder, "a.png", bytes(data))) == "damaged"


UNSAFE = {
    "script": "<script>alert(1)</script>",
    "script in capitals": "<SCRIPT/>",
    "script of another namespace": '<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>',
    "page element": '<x:p xmlns:x="http://www.w3.org/1999/xhtml"/>',
    "event": '<rect onload="alert(1)"/>',
    "foreign object": "<foreignObject/>",
    "outside picture": '<image href="http://example.org/a.png"/>',
    "outside picture, old way": '<image xlink:href="//example.org/a.png"/>',
    "file": '<image href="figures/a.png"/>',
    "outside use": '<use href="other.svg#a"/>',
    "link": '<a href="https://example.org/"><g/></a>',
    "script address": '<a href="java&#10;script:alert(1)"/>',
    "page address": '<image href="data:text/html;base64,PGI+"/>',
    "vector address": '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    "picture address that is none": '<image href="data:image/png;base64,PHN2Zy8+"/>',
    "animated address": '<set attributeName="href" to="javascript:alert(1)"/>',
    "animated address, old way": '<animate attributeName="xlink:href" values="a;b"/>',
    "address in an attribute": '<rect fill="url(http://example.org/#a)"/>',
    "address in a style": "<rect style=\"fill:url('http://example.org/')\"/>",
    "address in a style sheet": "<style>rect { fill: url(//example.org/) }</style>",
    "import": "<style>@import 'http://example.org/a.css';</style>",
    "escaped import": r"<style>@\69mport 'http://example.org/a.css';</style>",
    "escaped address": r'<rect style="fill:\75 rl(http://example.org/)"/>',
    "address behind a comment": '<rect style="fill:url(/**/http://example.org/)"/>',
    "font": "<style>@font-face { src: url(data:font/woff2;base64,AAAA) }</style>",
    "picture set": "<style>rect { mask: image-set('http://example.org/a.png' 1x) }</style>",
    "base": '<g xml:base="http://example.org/"/>',
    "style sheet instruction": '<?xml-stylesheet href="a.css"?>',
    "itself": '<g id="a"><use href="#a"/></g>',
    "ring": '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
    "growth": "".join(f'<g id="a{n}">{f"""<use href="#a{n + 1}"/>""" * 10}</g>' for n in range(9)) + '<g id="a9"/>',
    "depth": "<g>" * 150 + "</g>" * 150,
}


@pytest.mark.parametrize("inner", UNSAFE.values(), ids=UNSAFE.keys())
def test_a_vector_picture_that_acts_or_reaches_out_is_unsafe(folder: Path, inner: str) -> None:
    assert code(look(folder, "a.svg", PLAIN.format(inner))) == "svg-unsafe"


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE svg>",
        '<!DOCTYPE svg [<!ENTITY a "b">]>',
        '<!DOCTYPE svg SYSTEM "http://example.org/a.dtd">',
        '<?xml-stylesheet href="http://example.org/a.css"?>',
        '<?xml version="1.0" encoding="UTF-7"?>',
    ],
)
def test_declarations_and_instructions_before_the_picture_are_unsafe(folder: Path, start: str) -> None:
    assert code(look(folder, "a.svg", start + PLAIN.format(""))) == "svg-unsafe"


@pytest.mark.parametrize(
    "inner",
    [
        '<defs><linearGradient id="a"/></defs><rect fill="url(#a)" style="mask: url(\'#a\')"/>',
        '<g id="a"/><use xlink:href="#a"/>',
        "<style>/* 颜色 */ rect { fill: #fff }</style>",
        "<text>javascript: @import url(http://example.org/)</text>",
        f'<image href="data:image/png;base64,{base64.b64encode(pixels("png")).decode()}"/>',
        f'<image xlink:href="data:image/jpeg;base64,{base64.b64encode(pixels("jpeg")).decode()}"/>',
        '<metadata><a:b xmlns:a="http://example.org/"/></metadata>',
    ],
)
def test_an_ordinary_vector_picture_is_safe(folder: Path, inner: str) -> None:
    text = '\ufeff<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- made by hand -->\n' + PLAIN.format(inner)
    assert code(look(folder, "a.svg", text)) == "svg 40 20"


def test_a_damaged_picture_inside_a_vector_picture_is_damage(folder: Path) -> None:
    data = base64.b64encode(pixels("png")[:-300]).decode()
    assert code(look(folder, "a.svg", PLAIN.format(f'<image href="data:image/png;base64,{data}"/>'))) == "damaged"


def test_a_problem_says_what_is_wrong_and_what_to_do_in_both_languages(folder: Path) -> None:
    found = look(folder, "a.svg", PLAIN.format('<rect onload="\x7falert(1)"/>'))
    assert isinstance(found, PictureProblem)
    assert "onload" in found.words
    assert "\x7f" not in found.message
    assert found.words in found.message
    assert found.words in found.message_en
    assert found.help
    assert found.help_en


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(("a.png", "a.jpg", "a.svg")), st.sampled_from(("png", "jpeg", "svg")), st.data())
def test_no_file_makes_the_check_fail(folder: Path, name: str, kind: str, data: st.DataObject) -> None:
    content = bytearray(PLAIN.format("<rect style='fill:url(#a)'/>").encode() if kind == "svg" else pixels(kind))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[at] = data.draw(st.integers(0, 255))
    found = look(folder, name, bytes(content[: data.draw(st.integers(0, len(content)))]) + data.draw(st.binary(max_size=30)))
    assert isinstance(found, Picture | PictureProblem)


def size(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as image:
        image.load()
        return image.size


def test_a_vector_picture_becomes_pixels_of_the_wanted_width() -> None:
    svg = PLAIN.format('<rect width="40" height="20" fill="var(--diagram-fill, #f00)"/>').encode()
    png = svg_to_png(svg, width_pixels=100)
    assert size(png) == (100, 50)
    with Image.open(io.BytesIO(png)) as image:
        assert image.convert("RGB").getpixel((50, 25)) == (255, 0, 0)
    assert png == svg_to_png(svg, width_pixels=100)


def test_millimetres_are_no_obstacle_to_drawing() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="40mm" height="20mm" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>'
    with Image.open(io.BytesIO(svg_to_png(svg, width_pixels=80))) as image:
        assert image.size in ((80, 40), (80, 41))  # the renderer rounds up
        assert image.convert("L").getpixel((40, 20)) == 0


@pytest.mark.parametrize("svg", [b"", b"no picture", PLAIN.format("<script/>").encode(), b"\xff", PLAIN.replace("0 0 40 20", "0 0 1 90000").encode()])
def test_what_cannot_be_drawn_becomes_an_empty_frame(svg: bytes) -> None:
    png = svg_to_png(svg, width_pixels=120)
    assert size(png)[0] == 120
    with Image.open(io.BytesIO(png)) as image:
        assert image.convert("L").getpixel((0, 0)) == 0
        assert image.convert("L").getpixel((60, 20)) == 255
