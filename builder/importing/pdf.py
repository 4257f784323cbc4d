"""What a PDF is, so that a person hears how to get from it to a file that can be imported."""

from __future__ import annotations

import re
import zlib

from builder.office import OfficeProblem

_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b[^>]{0,400}>>\s*stream\r?\n", re.DOTALL)
_FONT = re.compile(rb"/Type\s*/Font\b|/Font\s*(?:<<|\d)")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_MOST_STREAMS = 2000
_MOST_BYTES = 4 * 1024 * 1024


def refused_pdf(data: bytes) -> OfficeProblem:
    """Give the refusal of a PDF: one with a password, a scan, one with text, or no PDF at all."""
    if not data[:1024].lstrip().startswith(b"%PDF"):
        return OfficeProblem("扩展名是.pdf，内容却不是PDF", "核对文件；请对方重新发送，最好是.docx", "Named .pdf, but no PDF")
    if re.search(rb"/Encrypt\s+\d|/Encrypt\s*<<", data):
        return OfficeProblem(
            "是有密码保护的PDF",
            "请对方去掉密码；最好直接要.docx。标准文本的PDF常有保护，应向起草单位要文稿",
            "A protected PDF; ask for the .docx",
        )
    if not any(_FONT.search(stretch) for stretch in _stretches(data)) and _PICTURE.search(data):
        return OfficeProblem(
            "是扫描件做成的PDF，里面只有图片，没有文字",
            "先用文字识别（OCR）软件转成.docx，对照原件逐字校对后再导入",
            "A scan: the PDF holds pictures and no text; run OCR to .docx first",
        )
    return OfficeProblem(
        "是PDF，里面没有章条、表格的结构，不能可靠地导入",
        "向起草单位要.docx；只有PDF时用Word打开它（文件→打开），另存为.docx，核对章条、表格和公式后再导入",
        "A PDF has no structure to import; ask for the .docx, or open it in Word and save as .docx",
    )


def _stretches(data: bytes) -> list[bytes]:
    """Give the file as it is, and what its packed streams of objects hold, as far as a bound."""
    found = [data]
    left = 8 * _MOST_BYTES
    for count, match in enumerate(_OBJECTS.finditer(data)):
        if count >= _MOST_STREAMS or left <= 0:
            break
        try:
            unpacked = zlib.decompressobj().decompress(data[match.end() :], min(_MOST_BYTES, left))
        except zlib.error:
            continue
        left -= len(unpacked)
        found.append(unpacked)
    return found
