"""The blank form of a case, as a file."""

from __future__ import annotations

from builder.blank import blank_of
from builder.submission import department_form
from builder.write.forms.sheet import write_form_sheet
from builder.write.forms.word import write_word_form

TITLE = "最佳实践案例申报表"

_HOW = {
    "docx": "填写说明：点击“点此填写”等提示文字填写，带＊的必填，没有的空着。一格内分段或分项的，每段、每项一行。",
    "xlsx": "填写说明：带＊的必填，没有的空着；一格内换行按Alt+Enter。主要做法、成效指标和佐证材料填在后面的工作表中。",
}

_NOTES = (
    "不写个人电话、身份证号码等信息；联系方式只填在“联系人”一栏，不会公开。项目名称不要修改。附件与本表放在一起，附件一栏写文件名。",
    "填好后发送本文件，不发送扫描件；需要盖章签字的，另行打印报送。",
)


def case_form_file(kind: str) -> bytes:
    """Give the form as a .docx or an .xlsx."""
    notes = (_HOW[kind], *_NOTES)
    parts = blank_of(department_form())
    return write_form_sheet(parts, title=TITLE, notes=notes) if kind == "xlsx" else write_word_form(parts, title=TITLE, notes=notes)
