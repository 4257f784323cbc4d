"""Scaffolds: a new standard, case, clause file or system as commented files that are valid from the first minute."""

from __future__ import annotations

import re
from pathlib import Path

from builder.files import reason
from builder.load import profile_names, read_profile
from builder.schema.scalars import RESERVED, SLUG
from builder.source import read
from builder.store import Taken, make_folder, write_new

_MODELINE = "# yaml-language-server: $schema={up}build/schema/{kind}.schema.json\n"


class ScaffoldProblem(ValueError):
    """Why nothing was made: a bad id or a file that is there already. The text is Chinese."""


def scaffold(root: Path, kind: str, id_: str, *, title: str, profile: str | None = None) -> list[Path]:
    """Make the files of a new thing and give their paths; nothing that exists is touched.

    Without ``profile`` a new standard takes that of the first standard of the workspace, else the first profile that there is.

    ``id_`` is a slug; for a clause it is ``standard/clause``, and the file gets the next number.
    Raises ScaffoldProblem.
    """
    match kind:
        case "standard":
            files = _standard(root, name_of(id_), title, profile)
        case "case":
            files = {f"cases/{name_of(id_)}.yaml": _case(id_, title)}
        case "system":
            files = {f"standards/systems/{name_of(id_)}.yaml": _system(id_, title)}
        case _:
            files = _clause(root, id_, title)
    try:
        for name in files:
            if (root / name).exists():
                raise Taken(name)
        if kind == "standard":
            top = f"standards/{id_}/"
            return make_folder(root / top, {name.removeprefix(top): text.encode("utf-8") for name, text in files.items()})
        for name, text in files.items():
            write_new(root / name, text.encode("utf-8"))
    except Taken as taken:
        raise ScaffoldProblem(f"“{taken}”已经存在，没有改动；换一个id") from taken
    except OSError as error:
        raise ScaffoldProblem(f"不能写入“{error.filename or root}”：{reason(error)}") from error
    return [root / name for name in files]


def _slug(text: str) -> str:
    if len(text) > 80 or not SLUG.fullmatch(text):
        raise ScaffoldProblem(f"id“{text}”不符合写法：用小写字母、数字，中间可用连字符，不能是纯数字，如office-supplies")
    return text


def name_of(text: str) -> str:
    """Give the id of a standard, a case or a system as it is; one that may not be is refused (ScaffoldProblem)."""
    if text in RESERVED:
        raise ScaffoldProblem(f"“{text}”是{RESERVED[text][0]}，不能作id；换一个，如office-supplies")
    return _slug(text)


def _quoted(text: str) -> str:
    return "'" + re.sub(r"[\x00-\x1f]", " ", text).replace("'", "''") + "'"


def _standard(root: Path, id_: str, title: str, profile: str | None) -> dict[str, str]:
    name = profile or usual_profile(root)
    found, findings = read_profile(root, name)
    if found is None:
        raise ScaffoldProblem(f"{findings[0].message}。{findings[0].help}" if findings else f"没有版式“{name}”")
    folder = f"standards/{id_}"
    clause = _MODELINE.format(up="../../../", kind="clause")
    return {
        f"{folder}/standard.yaml": _MODELINE.format(up="../../", kind="standard")
        + f"""id: {id_}
profile: {name}
# 功能类型：terminology、symbol、classification、test、specification、code-of-practice、guidance、evaluation
function: specification
# 发布前用占位编号，发布时由主管部门给号
number: {found.number_placeholder}
title:
  # 一至三个要素，从大到小，如[引导元素, 主体元素, 补充元素]
  zh: [{_quoted(title)}]
  en: []
ics: ['03.160']
ccs: [A 00]
# 阶段：working-draft、consultation、review-discussion、review、approval、published、withdrawn
stage: working-draft
foreword:
  proposed_by: [（提出单位）]
  administered_by: [（归口单位）]
  drafted_by: [（起草单位）]
  drafters: [（起草人）]
""",
        f"{folder}/clauses/01-scope.yaml": clause
        + """kind: scope
id: scope
content:
  # 规定了什么、适用于什么；只陈述，不写要求
  - 本文件规定了（对象）的总体要求，描述了证实方法。
  - 本文件适用于（范围）的（活动）。
""",
        f"{folder}/clauses/02-references.yaml": clause
        + """kind: references
id: references
# 由文中的规范性引用自动列出；被引用的文件先写进standards/references.yaml
entries: auto
""",
        f"{folder}/clauses/03-terms.yaml": clause
        + """kind: terms
id: terms
# 每个术语：id、zh、en、definition
terms: []
""",
        f"{folder}/clauses/04-requirements.yaml": clause
        + """kind: clause
id: requirements
title: 总体要求
clauses:
  - id: first-requirement
    title: 第一条
    # 要求用“应”，推荐用“宜”，允许用“可”，能力用“能”；编号由程序算出
    text: 申请单位应一次提交申请。
    # 怎样证实符合这一条：写明证实方法的条款id
    verified_by: [verification]
  - id: second-requirement
    title: 第二条
    text: 办理单位应在5个工作日内办结。
    verified_by: [verification]
""",
        f"{folder}/clauses/05-verification.yaml": clause
        + """kind: clause
id: verification
title: 证实方法
content:
  # <#requirements>由程序印成“第4章”
  - 应每月抽查办理记录，证实符合<#requirements>的规定。
""",
    }


def usual_profile(root: Path) -> str:
    """Give the profile of the first standard of a workspace, else the first one there is."""
    for path in sorted((root / "standards").glob("*/standard.yaml")):
        data = read(path, path.name).data
        if isinstance(data, dict) and isinstance(data.get("profile"), str):
            return str(data["profile"])
    return profile_names(root)[0]


def _clause(root: Path, id_: str, title: str) -> dict[str, str]:
    standard, _, clause = id_.partition("/")
    if not clause:
        raise ScaffoldProblem("写成“标准id/条文id”，如office-supplies/handling")
    folder = root / "standards" / _slug(standard) / "clauses"
    if not folder.is_dir():
        raise ScaffoldProblem(f"没有标准“{standard}”；先运行zhunsheng new standard {standard}")
    numbers = [int(path.name[:2]) for path in folder.glob("[0-9][0-9]-*.yaml")]
    number = max(numbers, default=0) + 1
    text = _MODELINE.format(up="../../../", kind="clause") + (
        f"kind: clause\nid: {_slug(clause)}\ntitle: {_quoted(title)}\n"
        "# 分条时用clauses代替content；同一层的条要么都有标题，要么都没有\n"
        "content:\n  - （主体）应（做什么）。\n"
    )
    return {f"standards/{standard}/clauses/{number:02d}-{clause}.yaml": text}


def _case(id_: str, title: str) -> str:
    return _MODELINE.format(up="../", kind="case") + (
        f"""id: {id_}
title: {_quoted(title)}
department:
  name: （申报单位，可用代称）
  # 层级：province 省级、city 市级、county 县级、township 乡镇级
  level: city
  region: '33'
# 类别：documents 办文、meetings 办会、affairs 办事、joint-handling 一件事、platform 平台、data-sharing 数据共享、supervision 监督评价
category: affairs
matters: [（涉及事项）]
# 约300字：为什么改、做了什么、效果怎样
abstract: >-
  （摘要：先写改革前的问题，再写主要做法，最后写改革前后的数字。数字要与下面的成效指标一致，时间用工作日，材料用份，跑动用次。
  约300字，不写联系人和电话。写完后删去本段说明。）
background:
  - （改革前的问题）
practice:
  # 举措：simplify 减环节、optimize 优流程、reduce-materials 减材料、compress-time 压时限、reduce-visits 减跑动、build-platform 建平台
  - measure: optimize
    title: （做法名称）
    text: （做法内容）
results:
  - （取得的成效）
metrics:
  period:
    before: [2025-01-01, 2025-12-31]
    after: [2026-01-01, 2026-12-31]
  method: （数据来源和统计口径）
  # 改革前、改革后的数字，不写单位；写明数字后再保留该行
  values:
    steps: {{before: 10, after: 5}}
    materials: {{before: 8, after: 4}}
    visits: {{before: 2, after: 1}}
# 五个“一”，做到的写true
ones: {{materials: false, form: false, submission: false, window: false, network: false}}
lessons:
  - （经验启示和推广价值）
evidence: []
# 支撑的条款，如['internal-matters-general#submit-once']
supports: []
# 联系人绝不公开
contact: {{name: '', phone: '', email: ''}}
# 内容真实写true；保密审查通过写passed
declaration: false
secrecy_review: pending
status: submitted
"""
    ).replace("contact: {name: '', phone: '', email: ''}", "# contact: {name: 姓名, phone: '电话', email: 邮箱}")


def _system(id_: str, title: str) -> str:
    return (
        _MODELINE.format(up="../../", kind="system")
        + f"""id: {id_}
title: {_quoted(title)}
department: （部门）
nodes:
  - code: A1
    title: 服务通用基础标准
    nodes:
      - {{code: A1.1, title: 标准化导则}}
  - {{code: A2, title: 服务保障标准}}
  - {{code: A3, title: 服务提供标准}}
entries:
  # standard写标准编号，或本工作区标准的id；待编标准只写title
  - {{node: A1.1, title: （标准名称）, level: department, responsible: （责任处室）, status: planned}}
explanation:
  background: （编制背景）
"""
    )
