"""Where clauses stand and which cases belong to them, looked up once for all pages."""

from __future__ import annotations

from builder.model import Case, Library, LimitCheck, TraceLink
from builder.write.site.markup import Links, Markup, element


class ClauseIndex:
    """Answers what pages ask about clauses: anchors, the links of a case or a clause, and limits; only published cases are known."""

    def __init__(self, library: Library) -> None:
        """Go through blocks, links and limits once."""
        self.library = library
        self._anchors = {(document.id, block.id): block.anchor for document in library.documents.values() for block in document.blocks if block.id}
        self._by_case: dict[str, list[TraceLink]] = {}
        self._by_clause: dict[tuple[str, str], list[TraceLink]] = {}
        for link in library.trace.links:
            case = library.cases.get(link.case)
            if case is not None and case.published and link.standard in library.documents:
                self._by_case.setdefault(link.case, []).append(link)
                self._by_clause.setdefault((link.standard, link.clause), []).append(link)
        self._limits = {(check.standard, check.clause, check.case): check for check in library.trace.limits}

    def anchor(self, standard: str, clause: str) -> str:
        """Give the anchor of a clause on its page; the id itself where the standard has no such block."""
        return self._anchors.get((standard, clause), clause)

    def of_case(self, case: Case) -> list[TraceLink]:
        """Give the clauses that a case supports, whichever end declared them, in the order of the trace."""
        return self._by_case.get(case.id, [])

    def of_clause(self, standard: str, clause: str) -> list[TraceLink]:
        """Give the links of a clause to the published cases that support it."""
        return self._by_clause.get((standard, clause), [])

    def limit(self, link: TraceLink) -> LimitCheck | None:
        """Give the limit of a clause held against a case, where the clause has one."""
        return self._limits.get((link.standard, link.clause, link.case))

    def told(self, case: str) -> tuple[object, ...]:
        """Give everything that can be asked about the clauses of a case, to be compared."""
        return tuple((link, self.anchor(link.standard, link.clause), self.limit(link)) for link in self._by_case.get(case, ()))

    def address(self, links: Links, standard: str, clause: str) -> str:
        """Give the address of a clause."""
        return links.to(f"standards/{standard}", self.anchor(standard, clause))

    def link(self, links: Links, standard: str, clause: str, number: str, title: str, *, longest: int = 40) -> Markup:
        """Give a link to a clause: its number, and its title or the beginning of its text."""
        text = " ".join(part for part in (number, shortened(title, longest)) if part) or clause
        return element("a", text, href=self.address(links, standard, clause))


def shortened(text: str, longest: int) -> str:
    """Give a text at most so long, with an ellipsis where something is left out."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def verdict(check: LimitCheck) -> str:
    """Give whether a case keeps a limit, in the words of ``zhunsheng trace``."""
    return {True: "符合", False: "不符合", None: "无法比较"}[check.kept]
