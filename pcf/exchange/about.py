"""What every declaration says around its figures: ids, dates, place, method in words."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pcf.exchange.export import Draught, Subject
from pcf.exchange.figures import exact
from pcf.exchange.stated import Stated
from pcf.findings import Location, finding
from pcf.project.received_pact import VALID_YEARS
from pcf.project.received_statement import years_later
from pcf.project.regions import GLOBAL, subregion_of

#: Name space of document ids (RFC 4122, version 5): that of URLs, of the format's own name.
_SPACE = uuid.NAMESPACE_URL
#: Percentages are written to this digit.
_PERCENT = Decimal("1e-9")
#: Our factor sets that an IPCC assessment report names; EF 3.1 is none of them.
REPORTS: Mapping[str, str] = {"AR4": "AR4", "AR5": "AR5", "AR5-CCF": "AR5", "AR6": "AR6"}


@dataclass(frozen=True, slots=True)
class Dates:
    """First day and day after the last of the reference period and of the validity."""

    start: date
    end: date
    created: date
    valid_from: date | None
    valid_until: date | None


def document_id(subject: Subject, format: str, draft: bool) -> str:
    """Id of a document: the same project, lock, data and target give the same id."""
    kind = "draft" if draft else "final"
    return str(uuid.uuid5(_SPACE, "|".join((format, subject.digest, subject.target or "", kind))))


def dates(subject: Subject, stated: Stated, made: Draught) -> Dates:
    """Give the dates; ``EX009`` when their order or the length of validity breaks the rule.

    Without ``pact.created`` the day after the reference period counts: no clock is read.
    """
    first, _, last = subject.model.product.period.partition("/")
    start, end = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
    until = stated.day("pact.validity_end")
    found = Dates(
        start,
        end,
        stated.day("pact.created", "report.date") or end,
        stated.day("pact.validity_start"),
        None if until is None else until + timedelta(days=1),
    )
    _check_dates(found, made)
    return found


def _check_dates(found: Dates, made: Draught) -> None:
    since, until = found.valid_from, found.valid_until
    latest = years_later(found.end, VALID_YEARS)
    rules = (
        ("validityPeriodStart", since, f">= {found.end}", since is None or since >= found.end),
        ("validityPeriodEnd", until, f"<= {latest}", until is None or until <= latest),
        (
            "validityPeriodEnd",
            until,
            f"> {since or found.end}",
            until is None or until > (since or found.end),
        ),
    )
    for name, day, wanted, holds in rules:
        if not holds:
            where = Location("study.toml")
            made.tell([finding("EX009", where, node=name, observed=day, expected=wanted)])


def stamp(day: date) -> str:
    """Time stamp of the beginning of a day, UTC."""
    return f"{day.isoformat()}T00:00:00Z"


def geography(location: str, made: Draught) -> dict[str, str]:
    """Place in PACT fields: exactly one of region, country, part of a country; none for GLO."""
    if location in ("GLO", "RoW"):
        if location == "RoW":
            made.note("mapped", "geographyRegionOrSubregion", "export_rest_of_world")
        return {}
    if location == "RER":
        return {"geographyRegionOrSubregion": "Europe"}
    if "-" in location:
        return {"geographyCountrySubdivision": location}
    return {"geographyCountry": location}


def geography_with_region(location: str, made: Draught) -> dict[str, str]:
    """Place in Catena-X fields: the region is mandatory, country and part stand beside it."""
    found = geography(location, made)
    if not found:
        return {"geographyRegionOrSubregion": GLOBAL}
    if location == "RER":
        return found
    region = subregion_of(location)
    if region is None:
        made.tell([finding("EX010", observed=location)])
        return found
    return {"geographyRegionOrSubregion": region, "geographyCountry": location[:2], **found}


def percent(share: float) -> Decimal:
    """Give a share (0..1) in percent, to nine decimals."""
    return (exact(share) * 100).quantize(_PERCENT).normalize()


def exempted(subject: Subject, made: Draught) -> tuple[Decimal, str]:
    """Percentage left out, as estimated, and what it is; what was estimated as nothing is not."""
    coverage = subject.footprint.coverage
    if coverage.excluded_unestimated:
        made.note("mapped", "exemptedEmissionsPercent", "export_unestimated",
                  count=coverage.excluded_unestimated)  # fmt: skip
    counted = (item for item in subject.model.exclusions if item.share != 0)
    told = "; ".join(f"{item.what}: {item.reason}" for item in counted)
    return percent(coverage.excluded_share), told


def boundary_words(subject: Subject, stated: Stated) -> str:
    """Say which processes lie in which stage."""
    own = stated.text("pact.boundary_processes")
    if own:
        return own
    model = subject.model
    parts = []
    for stage in model.boundary.stages:
        names = [p.name_en for p in model.processes if p.stage == stage]
        if names:
            parts.append(f"{stage}: {', '.join(names)}")
    return "; ".join(parts)


def allocation_words(subject: Subject, stated: Stated) -> str:
    """Say how the burden of multi-output processes was shared, in the words of the study."""
    own = stated.text("pact.allocation")
    if own:
        return own
    rules = [
        f"{process.id}: {process.allocation.method} ({process.allocation.reason})"
        for process in subject.model.processes
        if process.allocation is not None and process.allocation.method != "none"
    ]
    return "; ".join(rules)


def secondary_sources(subject: Subject) -> list[tuple[str, str]]:
    """Databases that rows draw from, with version; empty when none does."""
    identity = subject.footprint.identity
    if identity.also:
        return [(part.id, part.version) for part in identity.backgrounds if part.used]
    uses = any(row.supplier.startswith("bg:") for row in subject.footprint.rows)
    return [(identity.background, identity.background_version)] if uses else []


def primary_share(subject: Subject, made: Draught) -> Decimal | None:
    """Share of primary data in percent; its basis is told."""
    share = subject.footprint.coverage.primary_share
    if share is None:
        made.note("left-empty", "primaryDataShare", "export_no_primary_share")
        return None
    made.note("mapped", "primaryDataShare", "export_primary_share")
    return percent(share)


def method_words(subject: Subject, stated: Stated, draft: bool) -> str:
    """Comment of a document: draft mark, own words of the study, method in key words."""
    footprint = subject.footprint
    identity = footprint.identity
    facts = "; ".join(f"{key}: {value}" for key, value in footprint.method.items())
    made = (
        f"method: {facts}; background {identity.background} {identity.background_version}; "
        f"{''.join(f'background {part.id} {part.version}; ' for part in identity.also)}"
        f"factor set {identity.factors}"
    )
    mark = "DRAFT, not for use: findings are open" if draft else ""
    return ". ".join(text for text in (mark, stated.text("pact.comment"), made) if text)


def ratings(stated: Stated, made: Draught) -> dict[str, Decimal]:
    """Ratings of technology, geography and time as the study states them; else left empty."""
    keys = {
        "technologicalDQR": "pact.dqr_technology",
        "geographicalDQR": "pact.dqr_geography",
        "temporalDQR": "pact.dqr_time",
    }
    found = {name: stated.number(key, at_least=1) for name, key in keys.items()}
    given = {name: value for name, value in found.items() if value is not None}
    for name, value in given.items():
        if value > 5:
            made.tell([finding("EX008", node=name, observed=value, expected="1..5")])
    if len(given) < len(keys):
        made.note("left-empty", "DQR", "export_no_dqr")
        return {}
    return given
