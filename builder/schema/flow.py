"""A process diagram as an author writes it: lanes and steps (format.md §5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from builder.model import Flow, FlowLink, FlowStep
from builder.schema.lowering import Lowering
from builder.schema.scalars import OneOf, Prose, Slug, Strict

_SHAPES = {"start": "开始", "end": "结束", "step": "步骤", "decision": "判断", "document": "文书", "data": "数据", "predefined": "既定处理"}
StepShape = Annotated[str, OneOf(_SHAPES, "步骤类型")]


class LinkEntry(Strict):
    """An arrow with a word beside it."""

    step: Slug = Field(title="步骤", description="箭头指向的步骤id")
    label: Prose | None = Field(None, title="箭头文字", description="如“是”“否”")


def _kind(value: object) -> str:
    return "mapping" if isinstance(value, Mapping | Strict) else "text"


AnyLink = Annotated[Annotated[Slug, Tag("text")] | Annotated[LinkEntry, Tag("mapping")], Discriminator(_kind)]


class StepEntry(Strict):
    """A step of the process."""

    id: Slug = Field(title="标识", description="在本图内唯一")
    lane: Prose | None = Field(None, title="泳道", description="由谁办理，是lanes之一；没有泳道时不写")
    text: Prose = Field(title="文字", description="步骤名称")
    to: list[AnyLink] = Field([], title="下一步", description="步骤id，或{step: id, label: 文字}")
    type: StepShape | None = Field(
        None, title="类型", description="start、end、step、decision、document、data（数据）、predefined（另有规定的过程）；默认由箭头推断"
    )


class FlowChart(Strict):
    """A process diagram: lanes are organizations, steps are what they do."""

    lanes: list[Prose] = Field([], title="泳道", description="办理单位，从左到右", max_length=16)
    steps: list[StepEntry] = Field(title="步骤", description="各步骤", min_length=1, max_length=100)

    def lowered(self, lowering: Lowering, path: tuple[str | int, ...]) -> Flow:
        """Give the diagram; doubled ids, unknown lanes and dead arrows are faults, and are left out."""
        known = {step.id for step in self.steps}
        lanes = tuple(dict.fromkeys(self.lanes)) or ("",)
        seen: set[str] = set()
        steps = []
        for index, step in enumerate(self.steps):
            place = lowering.place(*path, "steps", index)
            if step.id in seen:
                lowering.fault("SRC-016", place.at("id"), f"步骤id“{step.id}”重复", "改一个id", f"Step id “{step.id}” is used twice", words=step.id)
                continue
            seen.add(step.id)
            lane = step.lane or lanes[0]
            if lane not in lanes:
                help_text = f"写lanes中的一个：{'、'.join(lanes)}"
                lowering.fault("SRC-023", place.at("lane"), f"没有泳道“{lane}”", help_text, f"There is no lane “{lane}”", words=lane)
                lane = lanes[0]
            links = []
            for number, link in enumerate(step.to):
                target, label = (link.step, link.label or "") if isinstance(link, LinkEntry) else (link, "")
                if target not in known:
                    message = f"步骤“{step.id}”指向不存在的步骤“{target}”"
                    lowering.fault("SRC-023", place.at("to", number), message, "改为已有的步骤id", f"There is no step “{target}”", words=target)
                else:
                    links.append(FlowLink(target, label))
            steps.append(FlowStep(step.id, lane, step.text, step.type or "", tuple(links)))
        return Flow(lanes, _shaped(tuple(steps)))

    def described(self) -> str:
        """Give the diagram in words, for those who cannot see it."""
        return "流程图：" + "、".join(step.text for step in self.steps)


def _shaped(steps: tuple[FlowStep, ...]) -> tuple[FlowStep, ...]:
    reached = {link.to for step in steps for link in step.links}
    result = []
    for step in steps:
        shape = step.shape
        if not shape:
            if step.id not in reached and step is steps[0]:
                shape = "start"
            elif not step.links and step.id in reached:
                shape = "end"
            else:
                shape = "decision" if len(step.links) > 1 and all(link.label for link in step.links) else "step"
        result.append(FlowStep(step.id, step.lane, step.text, shape, step.links))
    return tuple(result)
