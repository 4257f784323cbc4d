"""The papers of a workspace: the standard systems of its departments and the compendium of its cases, as Word files."""

from __future__ import annotations

from builder.write.papers.comparison import comparison_variables, write_comparison
from builder.write.papers.compendium import compendium_variables, write_compendium
from builder.write.papers.system import system_variables, write_system

__all__ = [
    "comparison_variables",
    "compendium_variables",
    "system_variables",
    "write_comparison",
    "write_compendium",
    "write_system",
]
