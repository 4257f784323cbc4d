"""The papers of a workspace as Word files: process documents, the standard systems of departments, the compendium of cases."""

from __future__ import annotations

from builder.write.papers.compendium import compendium_variables, write_compendium
from builder.write.papers.process import BadTemplate, paper_variables, write_paper
from builder.write.papers.system import system_variables, write_system

__all__ = ["BadTemplate", "compendium_variables", "paper_variables", "system_variables", "write_compendium", "write_paper", "write_system"]
