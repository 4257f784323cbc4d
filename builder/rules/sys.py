"""Rules about standard systems (GB/T 13016—2018)."""

from __future__ import annotations

from collections.abc import Iterator

from builder.inline import normalised
from builder.model import Library, ReferenceDocument, System, SystemEntry
from builder.rules import Fault, rule
from builder.vocabulary import DRAFT_STAGES, STAGES, SYSTEM_STATUSES


@rule("SYS-001", "error", "GB/T 13016—2018", over="system")
def unknown_node(system: System, library: Library) -> Iterator[Fault]:
    """An entry of the list belongs to a box of the structure.

    明细表的每一项应属于结构图中的一个方框。
    """
    codes = {node.code for node in system.nodes}
    for entry in system.entries:
        if entry.node not in codes:
            yield entry.place.at("node"), f"体系编号“{entry.node}”不在结构图中", "改为结构图中的编号，或在nodes中增加", entry.node


@rule("SYS-002", "error", "GB/T 13016—2018", over="system")
def doubled_node(system: System, library: Library) -> Iterator[Fault]:
    """A code names one box of the structure.

    结构图中的体系编号不能重复。
    """
    seen: dict[str, str] = {}
    for node in system.nodes:
        if node.code in seen:
            yield node.place.at("code"), f"体系编号“{node.code}”重复，已用于“{seen[node.code]}”", "换一个编号", node.code
        seen.setdefault(node.code, node.title)


@rule("SYS-003", "warning", "GB/T 13016—2018", over="system")
def node_not_under_parent(system: System, library: Library) -> Iterator[Fault]:
    """The code of a box starts with that of the box above it.

    The code then tells where a standard belongs.

    体系编号宜以上一层次的编号开头。

    这样从编号就能看出标准属于哪一类。
    """
    for node in system.nodes:
        if not node.code.startswith(node.parent):
            message = f"“{node.code}”在“{node.parent}”之下，编号没有以它开头"
            yield node.place.at("code"), message, f"改为{node.parent}.1的样子", node.code


@rule("SYS-004", "error", "GB/T 13016—2018", over="system")
def unknown_standard(system: System, library: Library) -> Iterator[Fault]:
    """A listed standard is one of this workspace, or in references.yaml, or has its title beside it.

    Otherwise there is no title to print.

    明细表中的标准应是本工作区的标准，或者在references.yaml中，或者写明名称。

    否则没有名称可印。
    """
    for entry in system.entries:
        if entry.standard and not entry.document and not entry.title:
            help_text = "核对编号或id；其他标准在standards/references.yaml中加一条，或在这里写title"
            yield entry.place.at("standard"), f"不知道“{entry.standard}”是什么标准", help_text, entry.standard


@rule("SYS-005", "error", "GB/T 13016—2018", over="system")
def planned_but_published(system: System, library: Library) -> Iterator[Fault]:
    """A standard that is published is not listed as planned or in drafting.

    The statistics would count a gap that is closed.

    已发布的标准不应列为待编或在编。

    否则统计表会把已经补上的缺口算作缺口。
    """
    for entry in system.entries:
        if entry.status in ("planned", "drafting") and _stage(entry, library) == "published":
            message = f"“{entry.number}”已发布，状态为“{SYSTEM_STATUSES[entry.status]}”"
            yield entry.place.at("status"), message, "改为status: current", entry.status


@rule("SYS-006", "error", "GB/T 13016—2018", over="system")
def withdrawn_but_current(system: System, library: Library) -> Iterator[Fault]:
    """A standard that was replaced or withdrawn is not listed as current.

    被代替或者废止的标准不应列为现行。
    """
    for entry in system.entries:
        if entry.status != "current" or _stage(entry, library) != "withdrawn":
            continue
        reference = _reference(entry, library)
        if reference is not None and reference.replaced_by:
            message, help_text = f"“{entry.number}”已被{reference.replaced_by}代替，状态为“现行”", f"改为{reference.replaced_by}"
        else:
            message, help_text = f"“{entry.number}”已废止，状态为“现行”", "删去这一项，或换成现行标准"
        yield entry.place.at("standard"), message, help_text, entry.standard


@rule("SYS-007", "error", "GB/T 13016—2018", over="system")
def draft_but_current(system: System, library: Library) -> Iterator[Fault]:
    """A draft of this workspace is not listed as current.

    本工作区的草案不应列为现行。
    """
    for entry in system.entries:
        stage = _stage(entry, library)
        if entry.status == "current" and stage in DRAFT_STAGES:
            yield entry.place, f"“{entry.standard}”还是{STAGES[stage]}，状态为“现行”", "写status: drafting", entry.standard


def _stage(entry: SystemEntry, library: Library) -> str:
    """Give the stage of a listed standard: that of the workspace's document, or published or withdrawn by references.yaml."""
    card = library.cards.get(entry.document)
    if card is not None:
        return card.stage
    reference = _reference(entry, library)
    if reference is None:
        return ""
    if reference.status in ("replaced", "withdrawn"):
        return "withdrawn"
    return "published" if reference.status == "current" else ""


def _reference(entry: SystemEntry, library: Library) -> ReferenceDocument | None:
    if not entry.standard:
        return None
    number, year = normalised(entry.standard)
    found = [(normalised(reference.number), reference) for reference in library.references if reference.number]
    editions = [(known[1] or "", reference) for known, reference in found if known[0] == number and year in (None, known[1])]
    return max(editions, key=lambda edition: edition[0])[1] if editions else None
