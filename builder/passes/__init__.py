"""The passes that finish a library, in their order. Each takes a library and gives a library; none reads YAML, none knows an output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from builder.model import Library
from builder.passes.assemble import assemble
from builder.passes.classify import classify
from builder.passes.comments import number_comments
from builder.passes.cover import dress
from builder.passes.link import link
from builder.passes.list_contents import list_contents
from builder.passes.number import number
from builder.passes.summarize import summarize
from builder.passes.trace import trace

PASSES: tuple[Callable[[Library], Library], ...] = (
    classify,
    dress,
    assemble,
    number,
    link,
    classify,
    list_contents,
    number_comments,
    trace,
    summarize,
)
"""``classify`` runs twice: assembling needs the types, and linking changes the printed sentences."""


ACROSS = (trace, summarize)
"""The passes that look across all standards and cases."""


def finish(library: Library) -> Library:
    """Run every pass."""
    for step in PASSES:
        library = step(library)
    return library


def finish_again(library: Library) -> Library:
    """Finish the documents that are not in ``finished``; what ties the whole library together stays as it was."""
    for step in PASSES:
        if step not in ACROSS:
            library = step(library)
    return replace(library, finished=frozenset())
