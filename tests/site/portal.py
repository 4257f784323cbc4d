"""A workspace for the tests of the portal: this repository's content, cases that show more, and cases that nobody may see."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from builder.snapshot import Snapshot, frozen

ROOT = Path(__file__).parents[2]

SECRET = "不得外泄"
"""A word that stands in everything that must not be published, and nowhere else."""

ABSTRACT = "原来要反复提交材料，办理单位之间往返多次，进度无法查询，经办人要逐家询问。改革后一次提交、并联办理、统一送达。"

EXTRA: dict[str, dict[str, Any]] = {
    # Breaks a limit, lies in a city, and counts time in hours.
    "slow-countersign": {
        "title": "园区公文会签试点",
        "department": {"name": "某市园区单位子", "level": "county", "region": "3301"},
        "category": "documents",
        "practice": [{"measure": "compress-time", "title": "限时会签", "text": "会签单位限时反馈。"}],
        "metrics": {"values": {"time": {"before": 12, "after": 4}, "visits": {"before": 0, "after": 0}, "shared": {"before": 2, "after": 5}}},
        "supports": ["internal-matters-general#time-countersign"],
        "status": "selected",
        "submitted": "2024-05-01",
    },
    "hours-not-days": {
        "title": "数据接口即时授权",
        "department": {"name": "某省级部门丑", "level": "province", "region": "33"},
        "category": "data-sharing",
        "practice": [{"measure": "build-platform", "title": "接口授权", "text": "平台自动授权。"}],
        "metrics": {"values": {"time": {"before": 40, "after": 0.5, "unit": "小时"}, "online_rate": {"before": 80, "after": 99.5}}},
        "supports": [],
        "status": "selected",
        "submitted": "2024-05-02",
    },
}

HIDDEN: dict[str, dict[str, Any]] = {
    "hidden-submitted": {"status": "submitted"},
    "hidden-in-review": {"status": "in-review"},
    "hidden-declined": {"status": "declined"},
    "hidden-withdrawn": {"status": "withdrawn"},
    "hidden-pending": {"secrecy_review": "pending"},
    "hidden-failed": {"secrecy_review": "failed"},
    "hidden-undeclared": {"declaration": False},
    # A telephone number in the text: even a draft does not print the case.
    "hidden-leaking": {"background": [f"{SECRET}，请电询13912345678。"]},
}


def make_workspace(folder: Path) -> Path:
    """Copy the content of the repository into ``folder`` and plant the other cases."""
    for name in ("standards", "cases"):
        shutil.copytree(ROOT / name, folder / name)
    for id_, own in EXTRA.items():
        _write(folder, id_, own)
    for id_, own in HIDDEN.items():
        words = {
            "title": f"{SECRET}的案例{id_}",
            "department": {"name": f"{SECRET}的单位", "level": "city", "region": "33"},
            "category": "supervision",
            "matters": [f"{SECRET}的事项"],
            "practice": [{"measure": "reduce-visits", "title": f"{SECRET}的做法", "text": f"{SECRET}。"}],
            "innovations": [f"{SECRET}的创新"],
            "metrics": {"method": f"{SECRET}的口径", "values": {"signatures": {"before": 97531864, "after": 86420975}}},
            "supports": ["internal-matters-general#time-countersign"],
            "status": "selected",
            "submitted": "2024-06-01",
        }
        _write(folder, id_, {**words, **own})
    # A published case with a contact person and papers that are not public.
    path = folder / "cases" / "office-repair.yaml"
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    case["contact"] = {"name": f"{SECRET}某", "phone": "0577-66554433", "email": f"someone@{'x' * 9}.invalid"}
    case["evidence"] = [
        {"kind": "policy", "title": "公开的办法", "file": "public.txt", "public": True},
        {"kind": "statistics", "title": f"{SECRET}的统计表", "file": "secret.txt", "public": False},
        {"kind": "screenshot", "title": f"{SECRET}的截图", "public": False},
    ]
    path.write_text(yaml.safe_dump(case, allow_unicode=True, sort_keys=False), encoding="utf-8")
    papers = folder / "cases" / "office-repair"
    papers.mkdir()
    (papers / "public.txt").write_text("可以公开的内容", encoding="utf-8")
    (papers / "secret.txt").write_text(f"{SECRET}的内容", encoding="utf-8")
    return folder


def published(folder: Path) -> dict[str, dict[str, Any]]:
    """Read from the YAML files the cases that may be shown, the one submitted last first."""
    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((folder / "cases").glob("*.yaml"))]
    shown = [case for case in found if case["id"] not in HIDDEN]
    assert all(case["declaration"] and case["secrecy_review"] == "passed" and case["status"] in ("selected", "refined") for case in shown)
    shown.sort(key=lambda case: case["id"])
    shown.sort(key=lambda case: str(case["submitted"]))
    # Turned round with equal days left in the order of their ids.
    shown.sort(key=lambda case: str(case["submitted"]), reverse=True)
    return {case["id"]: case for case in shown}


def _write(folder: Path, id_: str, own: dict[str, Any]) -> None:
    base: dict[str, Any] = {
        "id": id_,
        "abstract": f"{own['title']}的摘要。{ABSTRACT}{ABSTRACT}",
        "background": ["原来环节多。"],
        "results": ["环节减少。"],
        "declaration": True,
        "secrecy_review": "passed",
        "demo": True,
    }
    (folder / "cases" / f"{id_}.yaml").write_text(yaml.safe_dump({**base, **own}, allow_unicode=True, sort_keys=False), encoding="utf-8")


def freeze(folder: Path, stage: str, day: str, changes: dict[str, dict[str, str]], standard: str = "internal-matters-general") -> str:
    """Put a snapshot of a standard into a workspace, with words of its files replaced; give its name."""
    home = folder / "standards" / standard
    texts: dict[str, str] = {}
    for path in sorted(home.rglob("*.yaml")):
        name = path.relative_to(home).as_posix()
        if not name.startswith(("records/", "snapshots/")):
            text = path.read_text(encoding="utf-8")
            for old, new in changes.get(name, {}).items():
                assert old in text, old
                text = text.replace(old, new)
            texts[name] = text
    texts["standard.yaml"] = re.sub(r"^stage: .*$", f"stage: {stage}", texts["standard.yaml"], flags=re.MULTILINE)
    texts["references.yaml"] = (folder / "standards" / "references.yaml").read_text(encoding="utf-8")
    facts = yaml.safe_load(texts["standard.yaml"])
    snapshot = Snapshot(f"{stage}-{day}", standard, stage, day, facts["number"], "　".join(facts["title"]["zh"]), texts)
    for name, data in frozen(snapshot).items():
        target = home / "snapshots" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return snapshot.name
