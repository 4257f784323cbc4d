"""What a rule is: one function whose docstring is its manual page and whose examples are its tests.

A rule looks at a finished document, case or standard system and yields faults; it never changes anything and never raises.
Mistakes that reading finds (family SRC) have an entry here too, without a function, so that every code has its page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from builder.findings import Fix, Place, Severity
from builder.model import Case, Document, Gate, Library, System

Fault = tuple[Place, str, str] | tuple[Place, str, str, str] | tuple[Place, str, str, str, Fix | None]
"""A place, one fact in Chinese that quotes the offending words, an imperative remedy, and (optionally) the words to point at and a safe fix."""

__all__ = ["Fault", "Fix", "Over", "Rule", "Subject", "catalogue", "checks", "reading_rule", "rule"]

Over = Literal["source", "document", "case", "system", "gate"]
Subject = Document | Case | System | Gate


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue: code, severity, authority, what it looks at, and its manual in Chinese and English.

    ``whole`` rules conclude from absence and are silent when a file of the standard could not be read completely.
    ``waivable`` is False where no reason can excuse the fault.
    """

    code: str
    severity: Severity
    authority: str
    over: Over
    whole: bool
    waivable: bool
    docstring: str
    check: Callable[[Any, Library], Iterable[Fault]] | None

    @property
    def title(self) -> str:
        """Give the rule as one Chinese sentence."""
        return _manual(self.docstring)[0][0]

    @property
    def manual(self) -> tuple[str, ...]:
        """Give the reasons in Chinese, a paragraph each."""
        return _manual(self.docstring)[0][1:]

    @property
    def title_en(self) -> str:
        """Give the rule as one English sentence."""
        return _manual(self.docstring)[1][0]

    @property
    def manual_en(self) -> tuple[str, ...]:
        """Give the reasons in English, a paragraph each."""
        return _manual(self.docstring)[1][1:]

    @property
    def family(self) -> str:
        """Give the family of the rule, such as META."""
        return self.code.partition("-")[0]


_REGISTRY: dict[str, Rule] = {}


def rule(
    code: str,
    severity: Literal["error", "warning", "info"],
    authority: str,
    *,
    over: Over = "document",
    whole: bool = False,
    waivable: bool = True,
) -> Callable[[Callable[[Any, Library], Iterable[Fault]]], Callable[[Any, Library], Iterable[Fault]]]:
    """Register a check under its code; its docstring holds the manual: English paragraphs, then Chinese ones."""

    def register(check: Callable[[Any, Library], Iterable[Fault]]) -> Callable[[Any, Library], Iterable[Fault]]:
        _REGISTRY[code] = _rule(code, severity, authority, check.__doc__ or "", over, whole, waivable, check)
        return check

    return register


def reading_rule(code: str, manual: str, *, authority: str = "源文件格式", severity: Literal["error", "warning"] = "error") -> None:
    """Register a code that reading, lowering and linting report beside the rules; such a fault cannot be waived."""
    _REGISTRY[code] = _rule(code, severity, authority, manual, "source", False, False, None)


@cache
def catalogue() -> dict[str, Rule]:
    """Give every rule by code, in the order of the codes."""
    from builder.rules import families

    families.load()
    return dict(sorted(_REGISTRY.items()))


def checks(over: Over) -> Iterator[Rule]:
    """Go through the rules that look at one kind of thing."""
    return (entry for entry in catalogue().values() if entry.over == over and entry.check is not None)


def _is_chinese(paragraph: str) -> bool:
    """Tell Chinese paragraphs, which may name a code, from English ones, which may quote a Chinese word."""
    return len(re.findall("[\u4e00-\u9fff]", paragraph)) > len(re.findall("[A-Za-z]+", paragraph))


def _rule(
    code: str,
    severity: str,
    authority: str,
    docstring: str,
    over: Over,
    whole: bool,
    waivable: bool,
    check: Callable[[Any, Library], Iterable[Fault]] | None,
) -> Rule:
    return Rule(code, Severity(severity), authority, over, whole, waivable, docstring, check)


@cache
def _manual(docstring: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split a docstring into its Chinese and its English paragraphs; a run that prints no manual need not do so."""
    paragraphs = [re.sub(r"\s*\n\s*", "\n", part.strip()) for part in docstring.strip().split("\n\n") if part.strip()]
    chinese = tuple(part.replace("\n", "") for part in paragraphs if _is_chinese(part))
    english = tuple(part.replace("\n", " ") for part in paragraphs if not _is_chinese(part))
    return chinese or ("",), english or ("",)
