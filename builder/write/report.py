"""Findings for people and programs: text, JSON, GitHub annotations, SARIF 2.1.0."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from builder.findings import Change, Finding, Severity
from builder.remedy import authority, remedy

Positions = Mapping[Finding, tuple[int, int]]

_WORDS = {Severity.ERROR: ("错误", "error"), Severity.WARNING: ("警告", "warning"), Severity.INFO: ("提示", "info")}
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def finding_data(finding: Finding, position: tuple[int, int], *, language: str = "zh") -> dict[str, Any]:
    """Give a finding as commands.md §3 has it; ``reason`` is there when it is waived."""
    data: dict[str, Any] = {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "file": finding.place.file,
        "line": position[0],
        "column": position[1],
        "standard": finding.standard,
        "id": finding.id,
        "number": finding.number,
        "message": message(finding, language),
        "help": help_text(finding, language),
        "authority": authority(finding.authority) if language == "en" else finding.authority,
        "fixable": finding.fixable,
        "waived": finding.waived is not None,
    }
    if finding.waived is not None:
        data["reason"] = finding.waived
    return data


def summary(findings: Iterable[Finding], *, standards: int, clauses: int, cases: int) -> dict[str, int]:
    """Count the findings by severity, the waived ones apart, beside what was looked at."""
    listed = list(findings)
    counts = Counter(finding.severity for finding in listed if finding.waived is None)
    waived = sum(finding.waived is not None for finding in listed)
    severities = {str(severity): counts[severity] for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)}
    return severities | {"waived": waived, "standards": standards, "clauses": clauses, "cases": cases}


def as_json(findings: Iterable[Finding], positions: Positions, counts: Mapping[str, int], *, language: str = "zh") -> str:
    """Give findings and summary as JSON."""
    return "".join(json_pieces(findings, positions, counts, language=language))


def json_pieces(findings: Iterable[Finding], positions: Positions, counts: Mapping[str, int], *, language: str = "zh") -> Iterator[str]:
    """Go through the same JSON in pieces, because there may be a hundred thousand findings; laid out as by ``json.dumps`` with an indent of 1."""
    plain = json.JSONEncoder(ensure_ascii=False).encode
    yield '{\n "version": 1,\n "findings": ['
    opened = False
    for finding in findings:
        data = finding_data(finding, positions[finding], language=language)
        values = ",\n".join(f'   "{key}": {plain(value)}' for key, value in data.items())
        yield f"{',' if opened else ''}\n  {{\n{values}\n  }}"
        opened = True
    rest = json.dumps({"summary": dict(counts)}, ensure_ascii=False, indent=1)
    close = "\n ]" if opened else "]"
    yield f"{close},{rest[1:]}\n"


def as_text(findings: Iterable[Finding], positions: Positions, counts: Mapping[str, int], *, language: str = "zh") -> str:
    """Give findings as lines to read, then one line that counts them; waived ones are counted, not listed."""
    return "".join(text_pieces(findings, positions, counts, language=language))


def text_pieces(findings: Iterable[Finding], positions: Positions, counts: Mapping[str, int], *, language: str = "zh") -> Iterator[str]:
    """Go through the same lines one after another."""
    for finding in findings:
        if finding.waived is None:
            yield from (f"{line}\n" for line in finding_lines(finding, positions[finding], language=language))
    yield f"{count_line(counts, language=language)}\n"


def finding_lines(finding: Finding, position: tuple[int, int], *, language: str = "zh") -> list[str]:
    """Give the lines of one finding: place, severity and fact; remedy; authority."""
    word = _WORDS[finding.severity][language == "en"]
    where = f"{finding.place.file}:{position[0]}:{position[1]}"
    about = f" [{finding.number}]" if finding.number else ""
    lines = [f"{where}: {word} {finding.rule}{about} {message(finding, language)}"]
    advice = help_text(finding, language)
    if advice:
        lines.append(f"    {'Help' if language == 'en' else '改法'}: {advice}" if language == "en" else f"    改法：{advice}")
    if finding.authority:
        lines.append(f"    Authority: {authority(finding.authority)}" if language == "en" else f"    依据：{finding.authority}")
    return lines


def count_line(counts: Mapping[str, int], *, language: str = "zh") -> str:
    """Give the summary as one line."""
    if language == "en":
        found = f"{counts['error']} errors, {counts['warning']} warnings, {counts['info']} notes, {counts['waived']} waived"
        return f"{found} in {counts['standards']} standards ({counts['clauses']} clauses) and {counts['cases']} cases"
    looked = f"检查了{counts['standards']}个标准（{counts['clauses']}条）、{counts['cases']}个案例"
    return f"{looked}：错误{counts['error']}个，警告{counts['warning']}个，提示{counts['info']}个，豁免{counts['waived']}个"


def as_github(findings: Iterable[Finding], positions: Positions, *, language: str = "zh") -> str:
    """Give findings as annotations of a GitHub workflow."""
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    lines = []
    for finding in findings:
        if finding.waived is None:
            line, column = positions[finding]
            text = "\n".join(part for part in (message(finding, language), help_text(finding, language)) if part)
            place = f"file={_property(finding.place.file)},line={line},col={column},title={_property(finding.rule)}"
            lines.append(f"::{levels[finding.severity]} {place}::{_escaped(text)}")
    return "".join(f"{line}\n" for line in lines)


def as_sarif(
    findings: Iterable[Finding],
    positions: Positions,
    titles: Mapping[str, str],
    *,
    version: str,
    language: str = "zh",
    changes: Mapping[Finding, Change] | None = None,
) -> str:
    """Give findings as a SARIF 2.1.0 log; ``titles`` names the rules and ``changes`` says what corrects which finding."""
    listed = list(findings)
    rules = sorted({finding.rule for finding in listed})
    index = {rule: number for number, rule in enumerate(rules)}
    results = []
    for finding in listed:
        line, column = positions[finding]
        advice = help_text(finding, language)
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": index[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": {"text": message(finding, language) + (f"\n{advice}" if advice else "")},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(finding.place.file), "uriBaseId": "ROOT"},
                        "region": {"startLine": line, "startColumn": column},
                    }
                }
            ],
        }
        if finding.waived is not None:
            result["suppressions"] = [{"kind": "inSource", "justification": finding.waived}]
        change = (changes or {}).get(finding)
        if change is not None:
            result["fixes"] = [_sarif_fix(finding, change, language)]
        results.append(result)
    driver = {
        "name": "zhunsheng",
        "version": version,
        "rules": [{"id": rule, "shortDescription": {"text": titles.get(rule) or rule}} for rule in rules],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "language": "en" if language == "en" else "zh-CN",
                "originalUriBaseIds": {"ROOT": {"description": {"text": _ROOT[language == "en"]}}},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


_ROOT = ("工作区的文件夹", "The folder of the workspace")


def _sarif_fix(finding: Finding, change: Change, language: str) -> dict[str, Any]:
    """Give a safe correction as SARIF wants it: the region that goes and the text that comes."""
    region = {"startLine": change.start[0], "startColumn": change.start[1], "endLine": change.end[0], "endColumn": change.end[1]}
    return {
        "description": {"text": help_text(finding, language) or finding.rule},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": _uri(finding.place.file), "uriBaseId": "ROOT"},
                "replacements": [{"deletedRegion": region, "insertedContent": {"text": change.text}}],
            }
        ],
    }


def message(finding: Finding, language: str) -> str:
    """Give the fact in the language asked for."""
    return finding.message_en if language == "en" and finding.message_en else finding.message


def help_text(finding: Finding, language: str) -> str:
    """Give the remedy in the language asked for."""
    return remedy(finding) if language == "en" else finding.help


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _uri(file: str) -> str:
    from urllib.parse import quote

    return quote(file)
