"""The Sphinx domain ``zs``: standards, clauses, terms and cases can be linked from the guide and, by objects.inv, from other sites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

from builder.model import Annex, Clause, Heading, Library, Term
from builder.write.site.cases import published_cases
from builder.write.site.inventory import Target


def targets(library: Library) -> list[Target]:
    """Give all link targets of a library: clauses and terms are named ``standard#id``."""
    found: list[Target] = []
    for document in library.documents.values():
        page = f"standards/{document.id}"
        found.append(Target(document.id, document.cover.name or document.id, "standard", page, ""))
        for block in document.blocks:
            if block.id and isinstance(block, Heading | Annex | Clause | Term):
                sort = "term" if isinstance(block, Term) else "clause"
                title = block.zh if isinstance(block, Term) else "" if isinstance(block, Clause) else block.title
                number = block.label if isinstance(block, Annex) else block.number
                display = " ".join(part for part in (number, title) if part)
                found.append(Target(f"{document.id}#{block.id}", display or block.id, sort, page, block.anchor))
    found += [Target(case.id, case.title, "case", f"cases/{case.id}", "") for case in published_cases(library)]
    return found


class StandardsDomain(Domain):
    """Roles ``zs:standard``, ``zs:clause``, ``zs:term`` and ``zs:case``."""

    name = "zs"
    label = "准绳"
    object_types: ClassVar = {sort: ObjType(sort, sort) for sort in ("standard", "clause", "term", "case")}
    roles: ClassVar = {sort: XRefRole() for sort in ("standard", "clause", "term", "case")}
    initial_data: ClassVar = {"targets": {}}

    def set_targets(self, found: list[Target]) -> None:
        """Take the link targets of the library that is printed."""
        self.data["targets"] = {(target.sort, target.name): target for target in found}

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Give every target for objects.inv."""
        for target in self.data["targets"].values():
            yield target.name, target.display, target.sort, target.page, target.anchor, 1

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str, node: pending_xref, contnode: Element
    ) -> Any:
        """Turn a role into a link; None (a warning of Sphinx) when there is no such target."""
        found = self.data["targets"].get((typ, target))
        if found is None:
            return None
        if not node.get("refexplicit"):
            contnode = type(contnode)("", found.display)
        return make_refnode(builder, fromdocname, found.page, found.anchor, contnode, found.display)

    def resolve_any_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, target: str, node: pending_xref, contnode: Element
    ) -> list[Any]:
        """Give nothing: the role ``any`` would have to guess between standards and cases."""
        return []


def setup(application: Sphinx) -> ExtensionMetadata:
    """Register the domain with Sphinx."""
    application.add_domain(StandardsDomain)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
