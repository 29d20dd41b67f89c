"""``suppliers/ID.json``: a footprint in an exchange format, as an input of the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from pcf.findings import Findings, Location, finding
from pcf.model import Received
from pcf.project.declared_units import UNIT_WORDS
from pcf.project.json_text import SIZE_LIMIT, JsonFault, Node, leaves, parse_json
from pcf.project.received_catenax import URN, VERSIONS, read_catenax
from pcf.project.received_checks import adds_up, check_statement
from pcf.project.received_pact import read_pact
from pcf.project.received_statement import ZERO, Statement

_PACT_VERSION = re.compile(r"[23]\.\d+\.\d+(-\d{8})?", re.ASCII).fullmatch
KNOWN = f"PACT 2.x, PACT 3.x, Catena-X {', '.join(VERSIONS)}"


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a supplier's file with what they state; `statement` None when unreadable.

    used, unused
        Pointers of the values that were read, and of those that stay in the original only.
    """

    file: str
    sha256: str
    statement: Statement | None
    format: str = ""
    used: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def read_original(path: Path, file: str, findings: Findings) -> Original | None:
    """Read a file in an exchange format; None and ``RX001`` when its bytes cannot be had.

    Parameters
    ----------
    path
        Where it lies.
    file
        Its name in messages, e.g. ``suppliers/HX.json``.
    """
    where = Location(file)
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise JsonFault(f"{path.stat().st_size / 2**20:.0f} MB", f"<= {SIZE_LIMIT >> 20} MB")
        data = path.read_bytes()
    except OSError as error:
        findings.add(finding("RX001", where, observed=error.strerror or "OSError", expected="JSON"))
        return None
    except JsonFault as fault:
        findings.add(finding("RX001", where, observed=fault.observed, expected=fault.expected))
        return None
    digest = sha256(data).hexdigest()
    try:
        parsed = parse_json(data)
    except JsonFault as fault:
        findings.add(finding("RX001", where, observed=fault.observed, expected=fault.expected))
        return Original(file, digest, None)
    node = _one(parsed, file, findings)
    if node is None:
        return Original(file, digest, None)
    format = format_of(node)
    if not format:
        version = str(node.data.get("specVersion", ""))[:60]
        findings.add(finding("RX005", node.at("specVersion"), observed=version, expected=KNOWN))
        return Original(file, digest, None)
    stated = read_pact(node) if format == "pact" else read_catenax(node)
    every = leaves(node.data, node.pointer)
    used = tuple(pointer for pointer in every if pointer in node.reads)
    unused = tuple(pointer for pointer in every if pointer not in node.reads)
    return Original(file, digest, stated, format, used, unused)


def format_of(node: Node) -> str:
    """Format of a footprint: ``pact``, ``catena-x``, or empty for one that is not known."""
    version = node.data.get("specVersion")
    if isinstance(version, str):
        if _PACT_VERSION(version):
            return "pact"
        return "catena-x" if version == f"{URN}{VERSIONS[0]}" else ""
    scope = node.child("scopeOfPcfForm")
    known = scope is not None and scope.data.get("specVersion") == f"{URN}{VERSIONS[1]}"
    return "catena-x" if known else ""


def _one(parsed: Any, file: str, findings: Findings) -> Node | None:
    """Give the footprint: the object itself, or the only one of an answer ``{"data": ...}``."""
    pointer = ""
    while True:
        if isinstance(parsed, dict) and set(parsed) == {"data"}:
            parsed, pointer = parsed["data"], f"{pointer}/data"
        elif isinstance(parsed, list) and len(parsed) == 1:
            parsed, pointer = parsed[0], f"{pointer}/0"
        else:
            break
    if isinstance(parsed, dict):
        return Node(parsed, pointer, file, findings)
    count = len(parsed) if isinstance(parsed, list) else 0
    findings.add(finding("RX025", Location(file, None, pointer or "/"), observed=count))
    return None


def read_received_json(path: Path, biogenic: str | None, findings: Findings) -> Received | None:
    """Read ``suppliers/ID.json``; None when it has errors, all of which are findings.

    Parameters
    ----------
    biogenic
        Treatment of biogenic carbon in the study: with ``0/0`` uptake and removals of CO2 by
        biomass do not count.
    """
    own = Findings()
    file = f"suppliers/{path.name}"
    if path.resolve().parent != path.parent.resolve():
        own.add(finding("RX001", Location(file), observed="link", expected="a file in suppliers/"))
        findings.extend(own)
        return None
    original = read_original(path, file, own)
    made = None
    if original is not None and original.statement is not None:
        made = _received(path.stem, original, original.statement, biogenic, own)
    findings.extend(own)
    return None if own.errors else made


def _received(
    id: str, original: Original, stated: Statement, biogenic: str | None, findings: Findings
) -> Received | None:
    node = f"supplier:{id}"
    where = Location(original.file)
    unit = UNIT_WORDS.get(stated.word)
    if unit is None:
        known = ", ".join(UNIT_WORDS)
        findings.add(finding("RX007", stated.places.get("word", where), node=node,
                             observed=stated.word, expected=known))  # fmt: skip
    if stated.amount <= 0:
        findings.add(finding("RX003", stated.places.get("amount", where), node=node,
                             observed=stated.amount, expected="> 0"))  # fmt: skip
    findings.extend(check_statement(stated, node))
    if unit is None or findings.errors:
        return None
    split, ledger = ledger_of(stated, biogenic)
    _tell_biogenic(stated, biogenic, split, node, findings)
    primary = stated.primary
    return Received(
        id=id,
        flow=id,
        unit=unit,
        name_zh=stated.product,
        name_en=stated.product,
        ledger=tuple((key, float(value / stated.amount)) for key, value in ledger),
        gwp_set="+".join(stated.gwp),
        boundary=stated.boundary,
        location=stated.location,
        period=stated.period,
        valid_until=stated.valid_until,
        source=f"{stated.company}, {stated.name}, {stated.id}",
        place=where,
        format=stated.name,
        sha256=original.sha256,
        valid_from=stated.valid_from,
        mass_kg=_per_unit(stated.mass, stated),
        biogenic="split" if split else "not split",
        uptake=_per_unit(stated.parts.uptake, stated),
        primary_share=None if primary is None else float(primary / 100),
        packaged=stated.packaged,
        exempted_share=None if stated.exempted is None else float(stated.exempted / 100),
        dqr=tuple(None if score is None else float(score) for score in stated.dqr),
        verification=stated.verification,
    )


def _per_unit(value: Decimal | None, stated: Statement) -> float | None:
    return None if value is None else float(value / stated.amount)


def ledger_of(
    stated: Statement, biogenic: str | None
) -> tuple[bool, tuple[tuple[str, Decimal], ...]]:
    """Give the ledger columns per declared unit, and whether the figure could be split.

    Fossil = fossil without aircraft + CO2 captured and stored; biogenic emission = other than CO2
    + land management; biogenic removal = uptake + removals of land management (none of them under
    ``0/0``); CO2 removed by technology stands unsplit. Parts that do not add up to the total that
    the file states, or that it does not state, leave the total unsplit.
    """
    whole = biogenic != "0/0"
    name = "including" if whole and stated.including is not None else "excluding"
    if not adds_up(stated, name) or (whole and name == "excluding"):
        total = stated.including if name == "including" else stated.excluding
        return False, (("unsplit", total or ZERO),)
    parts = stated.parts
    columns = {
        "fossil": (parts.fossil or ZERO) + (parts.captured or ZERO),
        "biogenic_emission": (parts.non_co2 or ZERO) + (parts.land_out or ZERO),
        "biogenic_removal": (parts.uptake or ZERO) + (parts.land_in or ZERO) if whole else ZERO,
        "dluc": parts.land_use or ZERO,
        "aircraft": parts.aircraft or ZERO,
        "unsplit": parts.removed or ZERO,
    }
    return True, tuple((key, value) for key, value in columns.items() if value or key == "fossil")


def _tell_biogenic(
    stated: Statement, biogenic: str | None, split: bool, node: str, findings: Findings
) -> None:
    """Say what the treatment of biogenic carbon leaves out or could not tell apart."""
    place = stated.places.get("including")
    if not split:
        findings.add(finding("RX022", place, node=node))
    elif biogenic == "0/0":
        left = (stated.parts.uptake or ZERO) + (stated.parts.land_in or ZERO)
        if left:
            findings.add(finding("RX021", place, node=node, observed=left))
