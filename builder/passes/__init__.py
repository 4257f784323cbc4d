"""The passes that finish a library, in their order. Each takes a library and gives a library; none reads YAML, none knows an output."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from builder.model import Library
from builder.passes.assemble import assemble
from builder.passes.classify import classify
from builder.passes.cover import dress
from builder.passes.index import index
from builder.passes.introduce import introduce, present
from builder.passes.link import link
from builder.passes.list_contents import list_contents
from builder.passes.number import number
from builder.passes.punctuate import punctuate
from builder.passes.relate import relate
from builder.passes.schedule import schedule
from builder.passes.summarize import summarize
from builder.passes.systems import fill_systems
from builder.passes.tabulate import tabulate
from builder.passes.trace import trace

Pass = Callable[[Library], Library]

INTRODUCING: tuple[Pass, ...] = (classify, dress, introduce)
"""What a standard needs nobody else for; then the others know it by its card."""

NUMBERING: tuple[Pass, ...] = (assemble, punctuate, number, present)
"""What needs the cards as they are introduced; then the cards tell what can be cited."""

LINKING: tuple[Pass, ...] = (link, index, classify, list_contents)
"""What needs the finished cards. ``classify`` runs twice: assembling needs the types, and linking changes the printed sentences."""

ACROSS: tuple[Pass, ...] = (trace, fill_systems, summarize)
"""The passes that look across all standards and cases."""

PRINTING: tuple[Pass, ...] = (tabulate, relate, schedule)
"""The passes whose tables are printed and that no rule looks at; they are no part of ``PASSES``, because a check needs none of them."""

PASSES: tuple[Pass, ...] = (*INTRODUCING, *NUMBERING, *LINKING, *ACROSS)
"""All of them, in their order."""


def finish(library: Library) -> Library:
    """Run every pass."""
    return applied(PASSES, library)


def across(library: Library) -> Library:
    """Run the passes again that look across the library, after cases were hidden; for the same cases they give the same."""
    return applied(ACROSS, library)


def printable(library: Library) -> Library:
    """Run the passes that only printing needs, on a finished library."""
    return applied(PRINTING, library)


def finish_again(library: Library) -> Library:
    """Finish the documents that are not in ``finished``; what ties the whole library together stays as it was."""
    return replace(applied((*INTRODUCING, *NUMBERING, *LINKING), library), finished=frozenset())


def applied(passes: Iterable[Pass], library: Library) -> Library:
    """Run some passes."""
    for step in passes:
        library = step(library)
    return library
