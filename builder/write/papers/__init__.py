"""The papers of a workspace: process documents, standard systems, the compendium of cases, comparisons and promotions, as Word files."""

from __future__ import annotations

from builder.write.papers.comparison import comparison_variables, write_comparison
from builder.write.papers.compendium import compendium_variables, write_compendium
from builder.write.papers.process import BadTemplate, paper_variables, write_paper
from builder.write.papers.promotion import (
    amendment_variables,
    dossier_variables,
    proposal_variables,
    write_amendment,
    write_dossier,
    write_proposal,
)
from builder.write.papers.system import system_variables, write_system

__all__ = [
    "BadTemplate",
    "amendment_variables",
    "comparison_variables",
    "compendium_variables",
    "dossier_variables",
    "paper_variables",
    "proposal_variables",
    "system_variables",
    "write_amendment",
    "write_comparison",
    "write_compendium",
    "write_dossier",
    "write_paper",
    "write_proposal",
    "write_system",
]
