"""Rules about what must not be published: telephone numbers, identity numbers and e-mail addresses of persons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from builder.findings import Place
from builder.model import Case, Document, Library, printed
from builder.rules import Fault, rule
from builder.rules.wording import document_stretches, stretches

_FULL_WIDTH = {ord(full): plain for full, plain in zip("０１２３４５６７８９＋－＠．Ｘｘ", "0123456789+-@.Xx", strict=True)}
_PHONE = re.compile(
    r"""
    (?<![\dA-Za-z./—-])(?:
        (?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}
      | (?:（0\d{2,3}）|\(0\d{2,3}\))[ ]?[2-9]\d{6,7}
      | (?:\+?86[- ]?)?0\d{2,3}[-—–][2-9]\d{6,7}(?:-\d{1,5})?
      | [48]00-\d{3}-?\d{4}
    )(?![\dA-Za-z])
  | (?:电话|手机|传真)(?:号码|号)?[：:为是]?[ ]?(?P<local>[1-9]\d{6,7})(?![\dA-Za-z])
    """,
    re.VERBOSE,
)
_SEVEN_DIGITS = re.compile(r"\d{3}[- ]?\d{4}")
"""What every telephone and identity number holds, of whatever width the digits are."""
_IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")
_MAIL = re.compile(r"[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

Search = Callable[[str], Iterator[str]]


def phones(text: str) -> Iterator[str]:
    """Find telephone numbers: mobile, with area code, service numbers, and any number named as one."""
    if _SEVEN_DIGITS.search(text) is None:
        return
    for match in _PHONE.finditer(text.translate(_FULL_WIDTH)):
        start, end = match.span("local") if match["local"] else match.span()
        yield text[start:end]


def identities(text: str) -> Iterator[str]:
    """Find identity numbers of citizens: 18 characters with a date of birth and a correct check character (GB 11643)."""
    if _SEVEN_DIGITS.search(text) is None:
        return
    for match in _IDENTITY.finditer(text.translate(_FULL_WIDTH)):
        number = match.group().upper()
        if _CHECKS[sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11] == number[17]:
            yield text[match.start() : match.end()]


def addresses(text: str) -> Iterator[str]:
    """Find e-mail addresses."""
    if "@" not in text and "＠" not in text:
        return
    for match in _MAIL.finditer(text.translate(_FULL_WIDTH)):
        yield text[match.start() : match.end()].rstrip(".")


@rule("PUB-001", "error", "个人信息保护法", over="case", waivable=False)
def phone_in_case(case: Case, library: Library) -> Iterator[Fault]:
    """The published text of a case has no telephone number.

    The contact person is written under contact, which never leaves the file. Cases that were declined or withdrawn are not looked at.

    案例的正文中不能有电话号码。

    联系人写在contact中，不会公开。未入选和撤回的案例不检查。
    """
    yield from _in_case(case, phones, "电话号码")


@rule("PUB-002", "error", "个人信息保护法", over="case", waivable=False)
def identity_in_case(case: Case, library: Library) -> Iterator[Fault]:
    """The published text of a case has no identity number.

    案例的正文中不能有身份证号码。

    即使隐去姓名，身份证号码也能确定是谁。
    """
    yield from _in_case(case, identities, "身份证号码")


@rule("PUB-003", "error", "个人信息保护法", over="case", waivable=False)
def address_in_case(case: Case, library: Library) -> Iterator[Fault]:
    """The published text of a case has no e-mail address.

    The contact person is written under contact, which never leaves the file.

    案例的正文中不能有电子邮箱。

    联系人写在contact中，不会公开。
    """
    yield from _in_case(case, addresses, "电子邮箱")


@rule("PUB-004", "error", "个人信息保护法", waivable=False)
def phone_in_standard(document: Document, library: Library) -> Iterator[Fault]:
    """A standard has no telephone number.

    Numbers change sooner than standards, and they belong to persons.

    标准中不能有电话号码。

    电话号码比标准变得快，而且往往属于个人。
    """
    yield from _in_document(document, phones, "电话号码")


@rule("PUB-005", "error", "个人信息保护法", waivable=False)
def identity_in_standard(document: Document, library: Library) -> Iterator[Fault]:
    """A standard has no identity number, not even in an example.

    标准中不能有身份证号码，示例中也不能有。
    """
    yield from _in_document(document, identities, "身份证号码")


@rule("PUB-006", "error", "个人信息保护法", waivable=False)
def address_in_standard(document: Document, library: Library) -> Iterator[Fault]:
    """A standard has no e-mail address.

    标准中不能有电子邮箱。
    """
    yield from _in_document(document, addresses, "电子邮箱")


@rule("PUB-007", "error", "个人信息保护法", waivable=False)
def personal_data_in_records(document: Document, library: Library) -> Iterator[Fault]:
    """What the drafting explanation prints has no telephone number, identity number or e-mail address.

    The explanation is published with the draft; it tells the steps of drafting, the comments and what became of them.

    编制说明印出的内容中不能有电话号码、身份证号码和电子邮箱。

    编制说明随草案公开，印有起草过程、征求的意见及其处理。
    """
    for place, text in _recorded(document, library):
        for search, name in ((phones, "电话号码"), (identities, "身份证号码"), (addresses, "电子邮箱")):
            for words in search(text):
                yield place, f"编制说明将要公开的文字中有{name}“{words}”", "删去；联系方式不写在记录里", words


def _recorded(document: Document, library: Library) -> Iterator[tuple[Place, str]]:
    """Go through everything of the records that the drafting explanation prints."""
    records = library.records.get(document.id)
    if records is None:
        return
    for blocks in records.explanation.values():
        yield from ((stretch.place, stretch.text) for stretch in stretches(blocks))
    for comment in records.comments.comments if records.comments else ():
        yield comment.place.at("comment"), comment.comment
        yield comment.place.at("by"), comment.by
        yield comment.place.at("reply"), comment.reply
    found = records.data.get("project")
    project = found if isinstance(found, Mapping) else {}
    place = Place(document.facts.place.file.rpartition("/")[0] + "/records/project.yaml")
    yield place.at("task_source"), str(project.get("task_source") or "")
    for key in ("steps", "background"):
        yield from ((place.at(key, index), text) for index, text in enumerate(project.get(key) or ()) if isinstance(text, str))
    for index, entry in enumerate(project.get("division") or ()):
        yield place.at("division", index, "task"), str(entry["task"])


def _in_case(case: Case, search: Search, name: str) -> Iterator[Fault]:
    if case.status in ("declined", "withdrawn"):
        return
    for place, text in _texts(case):
        for words in search(text):
            yield place, f"将要公开的文字中有{name}“{words}”", "删去；联系方式写在contact中", words


def _in_document(document: Document, search: Search, name: str) -> Iterator[Fault]:
    seen: set[tuple[Place, str]] = set()
    for stretch in document_stretches(document):
        if stretch.setting == "reference":
            continue
        for words in search(stretch.text):
            if (stretch.place, words) not in seen:
                seen.add((stretch.place, words))
                yield stretch.place, f"将要公开的文字中有{name}“{words}”", "删去，或改为“×”等占位", words


def _texts(case: Case) -> Iterator[tuple[Place, str]]:
    """Go through everything of a case that is printed."""
    place = case.place
    yield place.at("title"), case.title
    yield place.at("department", "name"), case.department
    yield from ((place.at("matters", index), text) for index, text in enumerate(case.matters))
    yield place.at("abstract"), printed(case.abstract)
    for index, practice in enumerate(case.practice):
        yield place.at("practice", index, "title"), practice.title
        yield from ((stretch.place, stretch.text) for stretch in stretches(practice.blocks))
    for blocks in (case.background, case.results, case.lessons):
        yield from ((stretch.place, stretch.text) for stretch in stretches(blocks))
    yield place.at("metrics", "method"), case.method
    yield from ((place.at("innovations", index), text) for index, text in enumerate(case.innovations))
    yield from ((place.at("open_issues", index), text) for index, text in enumerate(case.open_issues))
    yield from ((place.at("evidence", index, "title"), evidence.title) for index, evidence in enumerate(case.evidence) if evidence.public)
