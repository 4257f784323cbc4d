"""What rules derive from a document, worked out once and kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from builder.model import Document

Part = TypeVar("Part")


def view(derive: Callable[[Document], Iterable[Part]]) -> Callable[[Document], tuple[Part, ...]]:
    """Make what a function derives from a document a view of it: every rule that asks gets the same, in the same order."""
    key = (derive.__module__, derive.__qualname__)

    def derived(document: Document) -> tuple[Part, ...]:
        found: tuple[Part, ...] | None = document.views.get(key)
        if found is None:
            found = document.views[key] = tuple(derive(document))
        return found

    derived.__doc__ = derive.__doc__
    return derived
