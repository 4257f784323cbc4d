"""Process diagrams: whatever the flow, the drawing is in order, and both prints of it are well formed."""

from __future__ import annotations

import struct
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from builder.diagram import (
    MAXIMUM_WIDTH,
    Box,
    Data,
    Diamond,
    Document,
    Drawing,
    Frame,
    Label,
    Line,
    Outline,
    Predefined,
    RoundBox,
    cuts,
    layout,
    parted,
    text_width,
    to_emf,
    to_svg,
    wrap,
)
from builder.diagram.drawing import SLANT
from builder.model import Flow, FlowLink, FlowStep


def step(id: str, lane: str, text: str, shape: str = "step", *to: str | tuple[str, str]) -> FlowStep:
    return FlowStep(id, lane, text, shape, tuple(FlowLink(link) if isinstance(link, str) else FlowLink(*link) for link in to))


HANDLING = Flow(
    ("申请单位", "协同平台", "牵头单位", "联办单位"),
    (
        step("submit", "申请单位", "提交申请", "start", "check-data"),
        step("check-data", "协同平台", "核对共享数据", "step", "complete"),
        step("complete", "牵头单位", "申请材料齐全", "decision", ("accept", "是"), ("notify", "否")),
        step("notify", "牵头单位", "一次性告知", "document", "submit"),
        step("accept", "牵头单位", "受理", "step", "push"),
        step("push", "协同平台", "同步推送", "step", "joint-review"),
        step("joint-review", "联办单位", "审核并反馈意见", "step", "decide"),
        step("decide", "牵头单位", "作出决定", "step", "deliver"),
        step("deliver", "协同平台", "送达办理结果", "step", "receive"),
        step("receive", "申请单位", "收到办理结果", "end"),
    ),
)

WORDS = st.text(alphabet="提交申请材料核对反馈意见，。（）《》、“”ABCabc 0123-\n", min_size=1, max_size=60)


@st.composite
def flows(draw: st.DrawFn, *, most_steps: int = 14, most_lanes: int = 12) -> Flow:
    lanes = tuple(f"单位{index}{draw(WORDS)}" for index in range(draw(st.integers(1, most_lanes))))
    count = draw(st.integers(1, most_steps))
    link = st.builds(lambda to, label: FlowLink(f"s{to}", label), st.integers(0, count - 1), st.sampled_from(("", "", "是", "否", "材料不齐全")))
    shapes = st.sampled_from(("start", "end", "step", "decision", "document", "data", "predefined"))
    return Flow(
        lanes,
        tuple(
            FlowStep(f"s{index}", draw(st.sampled_from(lanes)), draw(WORDS), draw(shapes), tuple(draw(st.lists(link, max_size=4))))
            for index in range(count)
        ),
    )


def shapes(drawing: Drawing) -> dict[str, Outline]:
    return {shape.step: shape for shape in drawing.primitives if isinstance(shape, Outline)}


def labels(drawing: Drawing) -> list[Label]:
    return [label for label in drawing.primitives if isinstance(label, Label)]


def rectangles(drawing: Drawing) -> list[tuple[float, float, float, float]]:
    found: list[tuple[float, float, float, float]] = []
    for primitive in drawing.primitives:
        match primitive:
            case Label():
                found.append(primitive.rectangle)
            case Line():
                across, down = [x for x, _ in primitive.points], [y for _, y in primitive.points]
                found.append((min(across), min(down), max(across), max(down)))
            case Frame() | Outline():
                found.append((primitive.x, primitive.y, primitive.x + primitive.width, primitive.y + primitive.height))
    return found


def inside(shape: Outline, x: float, y: float, *, give: float = 0.02) -> bool:
    middle_x, middle_y = shape.centre
    across, down = abs(x - middle_x), abs(y - middle_y)
    if isinstance(shape, Diamond):
        return across / (shape.width / 2) + down / (shape.height / 2) <= 1 + give
    if isinstance(shape, Data):
        # The edges run from the upper right to the lower left.
        edge = shape.slant / 2 + shape.slant * (y - middle_y) / shape.height
        return shape.x + edge - give <= x <= shape.x + shape.width - shape.slant + edge + give
    if isinstance(shape, Predefined):
        return shape.sides[0] - give <= x <= shape.sides[1] + give and down <= shape.height / 2 + give
    return across <= shape.width / 2 + give and down <= shape.height / 2 + give


def check(drawing: Drawing, flow: Flow) -> None:
    found = shapes(drawing)
    assert set(found) == {step.id for step in flow.steps}
    for one, other in combinations(found.values(), 2):
        apart = one.x + one.width <= other.x or other.x + other.width <= one.x or one.y + one.height <= other.y or other.y + other.height <= one.y
        assert apart, (one, other)
    for label in labels(drawing):
        if label.step:
            left, top, right, bottom = label.rectangle
            assert all(inside(found[label.step], x, y) for x in (left, right) for y in (top, bottom)), label
    for left, top, right, bottom in rectangles(drawing):
        assert left >= -0.01, drawing
        assert top >= -0.01
        assert right <= drawing.width + 0.01, (right, drawing.width)
        assert bottom <= drawing.height + 0.01
    for line in (line for line in drawing.primitives if isinstance(line, Line)):
        check_line(line, found)


def check_line(line: Line, found: dict[str, Outline]) -> None:
    for (x, y), (to_x, to_y) in zip(line.points, line.points[1:], strict=False):
        assert abs(x - to_x) < 1e-6 or abs(y - to_y) < 1e-6, line
        for shape in found.values():
            apart = max(x, to_x) <= shape.x + 0.01 or min(x, to_x) >= shape.x + shape.width - 0.01
            apart = apart or max(y, to_y) <= shape.y + 0.01 or min(y, to_y) >= shape.y + shape.height - 0.01
            # A slanted or waved border lets the ends of a line into the rectangle of its own shape.
            assert apart or shape.step in (line.source, line.target), (line, shape)


@settings(max_examples=150, deadline=None)
@given(flows())
def test_any_flow_gives_a_drawing_in_order(flow: Flow) -> None:
    check(layout(flow), flow)


@settings(max_examples=60, deadline=None)
@given(flows(most_lanes=5))
def test_a_drawing_is_no_wider_than_the_text_of_a_page(flow: Flow) -> None:
    assert layout(flow).width <= MAXIMUM_WIDTH + 0.01


@settings(max_examples=40, deadline=None)
@given(flows(most_steps=8))
def test_any_flow_gives_well_formed_svg_and_a_consistent_metafile(flow: Flow) -> None:
    drawing = layout(flow)
    root = etree.fromstring(to_svg(drawing, title="流程 <&>\"'\x01").encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    records(to_emf(drawing))


@given(WORDS, st.floats(3, 60))
def test_wrapped_words_fit_their_width_and_lose_nothing(text: str, width: float) -> None:
    lines = wrap(text, width)
    assert all(text_width(line) <= width + 1e-6 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_closing_punctuation_starts_no_line() -> None:
    assert wrap("申请单位提交，牵头单位受理", text_width("申请单位提交"))[1][0] != "，"


def test_lines_are_evened_out() -> None:
    assert wrap("审核并反馈意见", text_width("审核并反馈意")) == ("审核并反", "馈意见")


def test_the_handling_process_runs_downwards_and_its_main_line_is_straight() -> None:
    drawing = layout(HANDLING)
    check(drawing, HANDLING)
    found = shapes(drawing)
    order = ["submit", "check-data", "complete", "accept", "push", "joint-review", "decide", "deliver", "receive"]
    heights = [found[id].y for id in order]
    assert heights == sorted(heights)
    straight = next(line for line in drawing.primitives if isinstance(line, Line) and (line.source, line.target) == ("complete", "accept"))
    assert len(straight.points) == 2
    assert not any(label.plate for label in labels(drawing))


def test_every_shape_has_its_form() -> None:
    found = shapes(layout(HANDLING))
    assert {type(found[id]) for id in ("submit", "receive")} == {RoundBox}
    assert (type(found["complete"]), type(found["notify"]), type(found["push"])) == (Diamond, Document, Box)


def test_data_and_processes_laid_down_elsewhere_have_the_shapes_of_the_standard() -> None:
    """GB/T 1526: data are a parallelogram, a predefined process is a rectangle with double sides."""
    flow = Flow(("甲", "乙"), (step("a", "甲", "申请材料", "data", "b"), step("b", "乙", "按联办规程办理", "predefined", "a")))
    drawing = layout(flow)
    check(drawing, flow)
    found = shapes(drawing)
    assert (type(found["a"]), type(found["b"])) == (Data, Predefined)
    # An arrow ends at the slanted edge, not at the rectangle around it.
    data, half = found["a"], SLANT / 2
    (back,) = (line for line in drawing.primitives if isinstance(line, Line) and line.target == "a")
    x, y = back.points[-1]
    assert y == data.centre[1]
    assert min(abs(x - data.x - half), abs(data.x + data.width - half - x)) < 0.001
    svg = etree.fromstring(to_svg(drawing, title="图").encode())
    assert len(svg.findall("{*}polygon")) == 1 + 2  # one shape and two heads of arrows
    assert len(svg.findall("{*}polyline")) == 2 + 2  # two inner sides and two arrows


@settings(max_examples=100, deadline=None)
@given(flows(most_steps=20, most_lanes=6))
def test_words_beside_arrows_lie_on_nothing_while_there_is_room_for_their_lanes(flow: Flow) -> None:
    drawing = layout(flow)
    beside = [label for label in labels(drawing) if not label.step and not label.heading]
    solid = [(shape.x, shape.y, shape.x + shape.width, shape.y + shape.height) for shape in shapes(drawing).values()]
    for index, label in enumerate(beside):
        left, top, right, bottom = label.rectangle
        for other in [*solid, *(other.rectangle for other in beside[index + 1 :])]:
            # A line of words is higher than their ink.
            apart = right <= other[0] + 0.1 or left >= other[2] - 0.1
            assert apart or bottom - 0.36 <= other[1] or top + 0.36 >= other[3], (label, other)


def test_branch_labels_cover_neither_shapes_nor_one_another() -> None:
    drawing = layout(HANDLING)
    branches = [label for label in labels(drawing) if not label.step and not label.heading]
    assert {label.lines for label in branches} == {("是",), ("否",)}
    for label in branches:
        left, top, right, bottom = label.rectangle
        for shape in shapes(drawing).values():
            assert right <= shape.x or left >= shape.x + shape.width or bottom <= shape.y + 0.4 or top >= shape.y + shape.height - 0.4


def test_steps_of_one_lane_and_rank_get_rows_of_their_own() -> None:
    flow = Flow(("甲",), (step("a", "甲", "一", "start", "b", "c", "d"), step("b", "甲", "二"), step("c", "甲", "三"), step("d", "甲", "四")))
    assert len({shape.y for shape in shapes(layout(flow)).values()}) == 4


def test_crossed_arrows_do_not_lie_on_one_another() -> None:
    steps = (step("a", "甲", "一", "start", "d"), step("b", "乙", "二", "start", "c"), step("c", "甲", "三"), step("d", "乙", "四"))
    drawing = layout(Flow(("甲", "乙"), steps))
    one, other = (line for line in drawing.primitives if isinstance(line, Line))
    for (x, y), (to_x, to_y) in zip(one.points, one.points[1:], strict=False):
        for (x2, y2), (to_x2, to_y2) in zip(other.points, other.points[1:], strict=False):
            if x == to_x == x2 == to_x2:
                assert max(y, to_y) <= min(y2, to_y2) or max(y2, to_y2) <= min(y, to_y)
            if y == to_y == y2 == to_y2:
                assert max(x, to_x) <= min(x2, to_x2) or max(x2, to_x2) <= min(x, to_x)


def test_a_flow_of_many_lanes_and_steps_is_drawn() -> None:
    lanes = tuple(f"单位{index}" for index in range(12))
    steps = tuple(step(f"s{i}", lanes[i * 7 % 12], "审核并反馈意见" * (i % 5 + 1), "step", f"s{(i + 1) % 60}", f"s{i * 13 % 60}") for i in range(60))
    flow = Flow(lanes, steps)
    drawing = layout(flow)
    check(drawing, flow)
    assert drawing.width <= MAXIMUM_WIDTH + 0.01


def test_a_flow_as_large_as_an_author_may_write_is_drawn() -> None:
    lanes = tuple(f"单位{index}" for index in range(8))
    steps = tuple(
        step(f"s{i}", lanes[i * 7 % 8], "审核并反馈意见", "step", f"s{(i + 1) % 100}", (f"s{i * 13 % 100}", "是"), (f"s{(i * 37 + 5) % 100}", "否"))
        for i in range(100)
    )
    flow = Flow(lanes, steps)
    check(layout(flow), flow)


def test_odd_flows_are_drawn() -> None:
    for flow in (
        Flow(("甲",), ()),
        Flow((), ()),
        Flow(("甲",), (step("a", "甲", "一", "start", "a"),)),
        Flow(("甲",), (step("a", "乙", "", "?", "nobody"),)),
        Flow(("甲",), (step("a", "甲", "字" * 2000, "decision"), step("b", "甲", "W" * 500, "start"))),
    ):
        check(layout(flow), flow)


def test_the_same_flow_gives_the_same_bytes() -> None:
    assert to_emf(layout(HANDLING)) == to_emf(layout(HANDLING))
    assert to_svg(layout(HANDLING), title="流程") == to_svg(layout(HANDLING), title="流程")


def test_the_svg_is_told_to_those_who_do_not_see_and_follows_the_colour_of_the_page() -> None:
    svg = to_svg(layout(HANDLING), title="办理流程图")
    root = etree.fromstring(svg.encode())
    assert (root.get("role"), root.get("aria-label"), root[0].text) == ("img", "办理流程图", "办理流程图")
    assert root.get("stroke") == "currentColor"
    assert 'fill="var(--diagram-fill, #fff)"' in svg
    assert "href" not in svg
    assert "script" not in svg


def records(data: bytes) -> list[tuple[int, bytes]]:
    """Cut a metafile into records, checking what its header says of them."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        kind, size = struct.unpack_from("<2I", data, at)
        assert size >= 8
        assert size % 4 == 0
        found.append((kind, data[at + 8 : at + size]))
        at += size
    assert at == len(data)
    signature, _, size, count, handles = struct.unpack_from("<4IH", data, 40)
    assert (signature, size, count) == (0x464D4520, len(data), len(found))
    assert (found[0][0], found[-1][0], found[-1][1]) == (1, 14, struct.pack("<3I", 0, 16, 20))
    made = [struct.unpack_from("<I", body)[0] for kind, body in found if kind in (38, 39, 82)]
    assert sorted(made) == list(range(1, handles))
    return found


def test_the_frame_of_the_metafile_is_the_size_of_the_drawing() -> None:
    drawing = layout(HANDLING)
    data = to_emf(drawing)
    left, top, right, bottom, *frame = struct.unpack_from("<8i", data, 8)
    assert frame == [0, 0, round(drawing.width * 100), round(drawing.height * 100)]
    assert (left, top, right, bottom) == (0, 0, round(drawing.width * 20) - 1, round(drawing.height * 20) - 1)


def test_words_in_the_metafile_have_an_advance_for_every_unit() -> None:
    flow = Flow(("甲",), (step("a", "甲", "核对A表𠮷"),))
    texts: list[str] = []
    for kind, body in records(to_emf(layout(flow))):
        if kind == 84:
            count, offset = struct.unpack_from("<2I", body, 36)
            advances = struct.unpack_from(f"<{count}I", body, struct.unpack_from("<I", body, 64)[0] - 8)
            texts.append(body[offset - 8 : offset - 8 + 2 * count].decode("utf-16-le"))
            if "𠮷" in texts[-1]:
                assert advances == (265, 265, 132, 265, 265, 0)
    assert texts == ["甲", "核对A表𠮷"]


@settings(max_examples=80, deadline=None)
@given(flows(most_steps=20, most_lanes=5), st.floats(40, 240))
def test_a_drawing_is_cut_between_its_rows_and_nothing_is_lost(flow: Flow, height: float) -> None:
    drawing = layout(flow)
    parts = cuts(drawing, height)
    assert parts[0][0] == 0
    assert parts[-1][1] == drawing.height
    assert all(one[1] == other[0] for one, other in pairwise(parts))
    for shape in shapes(drawing).values():
        assert sum(top < shape.y + shape.height and shape.y < bottom for top, bottom in parts) == 1
    for label in labels(drawing):
        _, top, _, bottom = label.rectangle
        assert sum(start < bottom and top < end for start, end in parts) == 1


@settings(max_examples=80, deadline=None)
@given(flows(most_steps=20, most_lanes=5), st.floats(60, 240))
def test_every_part_of_a_cut_drawing_has_the_titles_of_the_lanes_and_a_whole_frame(flow: Flow, height: float) -> None:
    drawing = layout(flow)
    parts = parted(drawing, height)
    titles = [label for label in labels(drawing) if label.heading]
    for part in parts:
        assert [label for label in labels(part) if label.heading] == titles
        (outer,) = (frame for frame in part.primitives if isinstance(frame, Frame) and frame.outer)
        assert 0 <= part.height - outer.y - outer.height < 0.31
        for left, top, right, bottom in rectangles(part):
            assert left >= -0.01 and top >= -0.01
            assert right <= part.width + 0.01 and bottom <= part.height + 0.01
    assert sorted(id for part in parts for id in shapes(part)) == sorted(shapes(drawing))
    heads = [(line.source, line.target) for part in parts for line in part.primitives if isinstance(line, Line) and line.head]
    assert sorted(heads) == sorted((line.source, line.target) for line in drawing.primitives if isinstance(line, Line))
    # No stretch of an arrow is lost: in all, the parts show as much of it as the whole.
    assert abs(sum(drawn(part) for part in parts) - drawn(drawing)) < 0.01


def drawn(drawing: Drawing) -> float:
    lines = (line for line in drawing.primitives if isinstance(line, Line))
    return sum(abs(x - to_x) + abs(y - to_y) for line in lines for (x, y), (to_x, to_y) in pairwise(line.points))


def test_the_picture_of_paper_is_black_and_says_what_the_one_of_the_site_says() -> None:
    odd = Flow(("甲",), (step("a", "甲", 'fill="currentColor"', "start"),))
    paper, site = to_svg(layout(odd), title="图", paper=True), to_svg(layout(odd), title="图")
    assert "".join(etree.fromstring(paper.encode()).itertext()) == "".join(etree.fromstring(site.encode()).itertext())
    assert 'fill="currentColor"' in "".join("".join(etree.fromstring(paper.encode()).itertext()).split())
    assert "var(" not in paper
    assert not {node.get("stroke") for node in etree.fromstring(paper.encode()).iter()} & {"currentColor"}
