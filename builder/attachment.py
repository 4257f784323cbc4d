"""Papers that come with a case: which kinds are taken, and whether a file is what its name says and can do no harm."""

from __future__ import annotations

import re
import unicodedata

from builder.office import OfficeProblem, open_office
from builder.picture import PictureProblem, inspect_bytes
from builder.source import without_forbidden

KINDS: dict[str, str] = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
"""The endings that are taken, and the type under which such a file is handed out again."""

MOST_BYTES = 20 * 1024 * 1024
"""The largest attachment."""

MOST_FILES = 30
"""The most attachments of one case."""

_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|OpenAction\s*<<[^>]*/JS)\b")


class AttachmentProblem(ValueError):
    """Why a file is not taken: ``str()`` says it in Chinese, ``help`` what to do, ``english`` the first in English."""

    def __init__(self, message: str, help_text: str, english: str) -> None:
        super().__init__(message)
        self.help = help_text
        self.english = english


def kept_name(name: str) -> str:
    """Give the name under which an attachment is kept: no folder, no character that a system or a web address minds, its ending in small letters."""
    plain = unicodedata.normalize("NFC", without_forbidden(name)).strip().replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = plain.rpartition(".")
    stem = re.sub(r"[^\w一-鿿（）()—-]+", "-", stem if dot else plain).strip("-_.")[:60].strip("-_.") or "附件"
    return f"{stem}.{ending.lower()}" if dot and re.fullmatch(r"[A-Za-z0-9]{1,5}", ending) else stem


def examine_attachment(data: bytes, name: str) -> str:
    """Give the type of a file that may be kept; raises AttachmentProblem for every other."""
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    shown = name[:60]
    if ending not in KINDS:
        raise AttachmentProblem(
            f"“{shown}”的格式不收", "可以上传PDF、Word（.docx）、Excel（.xlsx）和图片（.png、.jpg）", f"{shown} is of a kind that is not taken"
        )
    if not data:
        raise AttachmentProblem(f"“{shown}”是空文件", "核对文件后重新上传", f"{shown} is empty")
    if len(data) > MOST_BYTES:
        raise AttachmentProblem(f"“{shown}”超过20 MB", "压缩图片或拆成几个文件再上传", f"{shown} is larger than 20 MB")
    if ending in (".docx", ".xlsx"):
        try:
            office = open_office(data)
        except OfficeProblem as problem:
            raise AttachmentProblem(f"“{shown}”{problem}", problem.help, f"{shown}: {problem.english}") from problem
        if (office.kind == "word") != (ending == ".docx"):
            raise AttachmentProblem(
                f"“{shown}”的内容与扩展名不符", "用Word、Excel或WPS打开，另存为原来的格式再上传", f"{shown} is not what its name says"
            )
        if any("嵌入" in note for note, _ in office.notes):
            raise AttachmentProblem(f"“{shown}”中嵌入了其他文件或控件", "为安全起见，删去嵌入的文件，另存后再上传", f"{shown} embeds other files")
    elif ending == ".pdf":
        _examine_pdf(data, shown)
    else:
        found = inspect_bytes(data, name)
        if isinstance(found, PictureProblem):
            raise AttachmentProblem(f"“{shown}”：{found.message}", found.help, f"{shown} is no sound picture")
    return KINDS[ending]


def _examine_pdf(data: bytes, shown: str) -> None:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise AttachmentProblem(f"“{shown}”不是完好的PDF", "重新导出PDF再上传", f"{shown} is no sound PDF")
    if _ACTIVE.search(data):
        raise AttachmentProblem(f"“{shown}”含有脚本或嵌入的文件", "用“打印为PDF”重新导出，再上传", f"{shown} holds scripts or files")
