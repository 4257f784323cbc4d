"""The manual page of a rule, for the terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from builder.remedy import authority
from builder.rules import Rule
from builder.rules.examples import examples
from builder.rules.families import FAMILIES

_SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}


def rule_table(rules: Iterable[Rule], language: str) -> list[str]:
    """Give a line for each rule, under the name of its family."""
    lines: list[str] = []
    family = ""
    for rule in sorted(rules, key=lambda rule: (list(FAMILIES).index(rule.family), rule.code)):
        if rule.family != family:
            family = rule.family
            lines += ([""] if lines else []) + [f"{family}  {FAMILIES[family]}" if language != "en" else family]
        severity = str(rule.severity) if language == "en" else _SEVERITIES[str(rule.severity)]
        lines.append(f"  {rule.code:<9} {severity}  {rule.title_en if language == 'en' else rule.title}")
    return lines


def rule_lines(rule: Rule, language: str) -> list[str]:
    """Give the manual page: what, why, authority, wrong, right, how to waive."""
    english = language == "en"
    severity = str(rule.severity) if english else _SEVERITIES[str(rule.severity)]
    lines = [f"{rule.code}（{severity}）" if not english else f"{rule.code} ({severity})", "", rule.title_en if english else rule.title]
    for paragraph in rule.manual_en if english else rule.manual:
        lines += ["", paragraph]
    if rule.authority:
        lines += ["", f"Authority: {authority(rule.authority)}" if english else f"依据：{rule.authority}"]
    for example in examples(rule.code):
        for title, text in (("Wrong:" if english else "错：", example.wrong), ("Right:" if english else "对：", example.right)):
            if text:
                lines += ["", title, *(f"    {line}" for line in text.rstrip().splitlines())]
    lines += ["", _waiving(rule, english=english)]
    return lines


def rule_data(rule: Rule) -> dict[str, Any]:
    """Give the manual page as plain data."""
    shown = examples(rule.code)
    return {
        "code": rule.code,
        "family": rule.family,
        "severity": str(rule.severity),
        "authority": rule.authority,
        "title": rule.title,
        "manual": list(rule.manual),
        "title_en": rule.title_en,
        "manual_en": list(rule.manual_en),
        "wrong": [example.wrong for example in shown if example.wrong],
        "right": [example.right for example in shown if example.right],
        "waivable": rule.waivable,
    }


def _waiving(rule: Rule, *, english: bool) -> str:
    if rule.waivable:
        return f"Waive: write  waive: {{{rule.code}: reason}}  on the clause." if english else f"豁免：在这一条上写  waive: {{{rule.code}: 理由}}"
    return "This rule cannot be waived." if english else "豁免：这条规则不能豁免。"
