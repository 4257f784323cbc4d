"""Measures how soon the language server answers a keystroke on a standard of 400 clauses, beside a whole check in the same run.

Run: python benchmarks/lsp.py [ROUNDS]. Times depend on the machine; the ratio hardly does.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from builder.lsp.completion import complete
from builder.lsp.hover import hover
from builder.lsp.navigation import symbols
from builder.lsp.server import DELAY
from builder.lsp.session import Session
from builder.scaffold import scaffold
from builder.workspace import examine

MATTERS = "会议 公文 车辆 用房 用品 印章 档案 差旅 培训 采购 资产 网络 值班 接待 报修 工资 休假 入职 退休 调动".split()
STEPS = (
    "登记申请人 核对材料清单 填写表单 查验附件 告知补正内容 确认事项名称 选择办理方式 通知会签部门 记录会签意见 汇总处理结果 "
    "送交负责人 公布办理进度 归还原件 打印凭证 更新台账 核销库存 回访申请人 统计满意度 移交卷宗 关闭办件"
).split()
CHAPTERS, CLAUSES, STANDARDS = len(MATTERS), len(STEPS), 5
EDITED = "standards/standard-1/clauses/10-chapter-10.yaml"


def workspace(root: Path) -> None:
    """Write the standards, each with 400 clauses that cite one another."""
    for number in range(1, STANDARDS + 1):
        scaffold(root, "standard", f"standard-{number}", title=f"办公用品领用规范{number}")
        folder = root / "standards" / f"standard-{number}" / "clauses"
        (folder / "04-requirements.yaml").unlink()
        for chapter in range(4, 4 + CHAPTERS):
            (folder / f"{chapter:02d}-chapter-{chapter}.yaml").write_text(chapter_text(chapter), encoding="utf-8")


def chapter_text(chapter: int) -> str:
    """Give a chapter of twenty clauses."""
    matter = MATTERS[chapter - 4]
    lines = ["kind: clause", f"id: chapter-{chapter}", f"title: {matter}事项办理", "clauses:"]
    for clause, step in enumerate(STEPS, 1):
        cited = f"clause-{chapter}-{clause - 1}" if clause > 1 else "chapter-4"
        lines += [
            f"  - id: clause-{chapter}-{clause}",
            f"    title: {step}",
            f"    text: {matter}经办人应在完成<#{cited}>后{step}。",
        ]
    return "\n".join(lines) + "\n"


def timed(work: Callable[[int], object], rounds: int) -> float:
    """Give the median time of some work in milliseconds."""
    times = []
    for turn in range(rounds):
        start = time.perf_counter()
        work(turn)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace(root)
        session = Session(root)
        text = session.text(EDITED)

        def type_(turn: int) -> None:
            session.change(EDITED, text.replace("经办人应", f"经办人{'甲乙丙'[turn % 3]}应", 1))
            session.update(EDITED)

        found = len(session.workspace.findings)
        full = timed(lambda _turn: examine(root), max(3, rounds // 3))
        keystroke = timed(type_, rounds)
        offset = text.index("<#clause-10-1>") + 2
        session.change(EDITED, text)
        asked = {
            "completion": timed(lambda _turn: complete(session, EDITED, offset), rounds),
            "hover": timed(lambda _turn: hover(session, EDITED, offset + 3), rounds),
            "symbols": timed(lambda _turn: symbols(session, EDITED), rounds),
        }
    shown = f"{STANDARDS} standards of {CHAPTERS * CLAUSES} clauses"
    say(f"whole check of {shown} with {found} findings: {full:.0f} ms")
    say(f"keystroke on one of them: {keystroke:.0f} ms and {DELAY * 1000:.0f} ms of quiet; ratio {keystroke / full:.2f}")
    say(", ".join(f"{name} {value:.0f} ms" for name, value in asked.items()))


if __name__ == "__main__":
    main()
