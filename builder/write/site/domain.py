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

from builder.write.site.inventory import Target


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
