"""Dresses the cover: every line as it is printed (GB/T 1.1—2020, 8.1 and 10.3.1).

Needs: the facts of ``standard.yaml`` and the profile. Gives: ``Document.cover``.
"""

from __future__ import annotations

from dataclasses import replace

from builder.inline import normalised
from builder.model import Cover, Document, Facts, Library
from builder.passes.each import each_document
from builder.profile import Profile
from builder.vocabulary import DRAFT_STAGES

_LINE = 44
"""How many 汉字 of 五号 stand on the line of the replaced documents."""


def dress(library: Library) -> Library:
    """Give every document its cover."""
    return each_document(library, lambda document: replace(document, cover=_cover(document)))


def _cover(document: Document) -> Cover:
    facts, profile, stock = document.facts, document.profile, document.profile.stock
    draft = facts.stage in DRAFT_STAGES or not facts.stage
    stage = profile.stages.get(facts.stage, "") if draft else ""
    guidance = "/Z" in facts.number
    replaces = "、".join(facts.replaces)
    consistency = f"({facts.adopts_document}, {facts.adopts_degree})" if facts.adopts_document else ""
    return Cover(
        ics=facts.ics,
        ccs=facts.ccs,
        filing=_filing(facts.filing, stock.filing) if profile.filing_number == "required" else "",
        mark=_mark(facts.number, profile.code),
        emblem=profile.emblem,
        banner=_banner(profile.banner_guidance if guidance and profile.banner_guidance else profile.banner, facts, profile),
        number=facts.number,
        replaces=_one_line(stock.replaces.format(documents=replaces)) if replaces else "",
        title=facts.title_zh,
        english="—".join(facts.title_en) if profile.english_title != "none" else "",
        consistency=consistency,
        stage=stock.stage.format(stage=stage) if stage else "",
        completed=stock.completed.format(date=facts.completed or stock.date_placeholder) if draft and profile.completion_line else "",
        patents=stock.cover_patents if draft else "",
        published=stock.published.format(date=facts.published if not draft and facts.published else stock.date_placeholder),
        effective=stock.effective.format(date=facts.effective if not draft and facts.effective else stock.date_placeholder),
        issuers=facts.issued_by or profile.issuers_of(facts.number),
        issue_word=stock.issue_word,
        review_due=_review(facts.published, profile.review_years) if facts.stage == "published" else "",
        demo=stock.demo if facts.demo else "",
        back=not draft and profile.back_cover,
    )


def _banner(banner: str, facts: Facts, profile: Profile) -> str:
    """Give the banner with the name of the industry, which the standard or its number tells; crosses where neither does."""
    industry = profile.industry(facts.number)
    return banner.replace("{industry}", facts.industry or (industry.name if industry else "××"))


def _filing(given: str, line: str) -> str:
    """Give the line of the filing number; an author who typed its label gets it once."""
    before = line.partition("{number}")[0]
    return line.format(number=given.removeprefix(before)) if given else ""


def _one_line(text: str) -> str:
    """Give the line of replaced documents while it is one line; a longer one stands in the foreword only (8.1)."""
    return text if sum(0.5 if character.isascii() else 1.0 for character in text) <= _LINE else ""


def _review(published: str, years: int) -> str:
    """Give the day by which a standard is reviewed; 29 February becomes the 28th."""
    year, _, day = published.partition("-")
    return f"{int(year) + years}-{'02-28' if day == '02-29' else day}" if year.isdigit() and day else ""


def _mark(number: str, code: str) -> str:
    """Give the letters of the mark: the number's own code for industry and group standards, the profile's elsewhere."""
    if "X" not in code:
        return code
    written = normalised(number)[0].split(" ")[0].removesuffix("/T").removesuffix("/Z") if number else ""
    return written or code
