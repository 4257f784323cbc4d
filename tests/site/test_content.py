"""The site of the standards and cases in this repository."""

from __future__ import annotations

import json
from pathlib import Path

from links import problems

from builder.model import Clause, Heading, Library, Term
from builder.write.site import write_site


def test_every_link_of_the_real_site_leads_somewhere(content_site: Path) -> None:
    assert list(problems(content_site)) == []


def test_every_real_clause_is_printed_and_found(content: Library, content_site: Path) -> None:
    found = set()
    for shard in content_site.glob("search/[0-9]*.js"):
        script = shard.read_text(encoding="utf-8")
        found |= {row[0] for row in json.loads(script[script.index("[") : script.rindex("]") + 1])}
    for document in content.documents.values():
        text = (content_site / "standards" / f"{document.id}.html").read_text(encoding="utf-8")
        for block in document.blocks:
            if isinstance(block, Heading | Clause | Term):
                assert f'id="{block.anchor}"' in text
                assert f"standards/{document.id}.html#{block.anchor}" in found


def test_the_real_site_is_the_same_twice(content: Library, content_site: Path, tmp_path: Path) -> None:
    write_site(content, tmp_path)
    one, two = ({path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()} for root in (content_site, tmp_path))
    assert one == two


def test_contact_data_is_nowhere(content_site: Path) -> None:
    for path in content_site.rglob("*"):
        if path.suffix in (".html", ".js"):
            text = path.read_text(encoding="utf-8")
            assert "example@example.invalid" not in text
            assert "示例联系人" not in text
