"""The papers of a workspace: the standard systems of its departments and the compendium of its cases, as Word files."""

from __future__ import annotations

from builder.write.papers.comparison import comparison_variables, write_comparison
from builder.write.papers.compendium import compendium_variables, write_compendium
from builder.write.papers.process import (
    amendment_variables,
    dossier_variables,
    proposal_variables,
    write_amendment,
    write_dossier,
    write_proposal,
)
from builder.write.papers.system import system_variables, write_system

__all__ = [
    "amendment_variables",
    "comparison_variables",
    "compendium_variables",
    "dossier_variables",
    "proposal_variables",
    "system_variables",
    "write_amendment",
    "write_comparison",
    "write_compendium",
    "write_dossier",
    "write_proposal",
    "write_system",
]
