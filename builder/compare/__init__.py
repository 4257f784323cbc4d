"""Two finished documents held against each other by the identity of their clauses, not by their position."""

from __future__ import annotations

from builder.compare.changes import draft_changes
from builder.compare.compare import compare
from builder.compare.result import Comparison, LinePair, Pair, Piece, Row, Shift, Unit

__all__ = ["Comparison", "LinePair", "Pair", "Piece", "Row", "Shift", "Unit", "compare", "draft_changes"]
