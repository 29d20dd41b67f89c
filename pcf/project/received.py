"""Received footprints in ``suppliers/``: ``ID.toml`` by ledger column, ``ID.json`` as exchanged."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

from pcf.findings import Findings, Location, finding
from pcf.model import Received
from pcf.model.verification import is_unclear
from pcf.project.passing import is_passing
from pcf.project.received_json import read_received_json
from pcf.units import is_known

LEDGER_COLUMNS = ("fossil", "biogenic_emission", "biogenic_removal", "dluc", "aircraft", "unsplit")
REQUIRED = ("flow", "unit", "name_zh", "name_en", "gwp_set", "boundary", "location", "period")
SIZE_LIMIT = 1 << 20
#: Ratings of `dqr`, in their order.
_RATINGS = ("technology", "geography", "time")


def received_ids(folder: Path) -> list[str]:
    """Give the ids of received footprints: the names of the files in ``suppliers/``."""
    return sorted({path.stem for path in _files(folder)})


def _files(folder: Path) -> list[Path]:
    found = [*(folder / "suppliers").glob("*.toml"), *(folder / "suppliers").glob("*.json")]
    kept = (path for path in found if not is_passing(path.name))
    return sorted(kept, key=lambda path: (path.stem, path.suffix))


def read_received(
    folder: Path, gwp_set: str | None, findings: Findings, biogenic: str | None = None
) -> tuple[Received, ...]:
    """Read every ``suppliers/*.toml`` and ``*.json`` of a project, ordered by id.

    Each file states what it is per one `unit` of `flow`, and under ``[ledger]`` kg CO2e by ledger
    column. A file with faults gives findings ``IO030``–``IO032`` and is left out; another factor
    set than the study's is warning ``DQ030``, because the figure cannot be re-weighted; words that
    say neither who verified it how, nor that nobody did, are warning ``DQ031``. Files in an
    exchange format have the findings of the family ``RX``; two files of one id are ``RX027``.
    """
    found: list[Received] = []
    for path in _files(folder):
        if found and found[-1].id == path.stem:
            where = Location(f"suppliers/{path.name}")
            findings.add(finding("RX027", where, observed=path.stem))
            continue
        exchanged = path.suffix == ".json"
        item = read_received_json(path, biogenic, findings) if exchanged else _read(path, findings)
        if item is not None:
            found.append(item)
            if is_unclear(item.verification):
                node = f"supplier:{item.id}"
                findings.add(finding("DQ031", item.place, node=node, observed=item.verification))
            if gwp_set is not None and item.gwp_set != gwp_set and not exchanged:
                findings.add(
                    finding(
                        "DQ030",
                        item.place,
                        node=f"supplier:{item.id}",
                        observed=item.gwp_set,
                        expected=gwp_set,
                    )
                )
    return tuple(found)


def _read(path: Path, findings: Findings) -> Received | None:
    where = Location(f"suppliers/{path.name}")
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise ValueError(f"> {SIZE_LIMIT} bytes")
        content = path.read_bytes()
        data = tomllib.loads(content.decode("utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        findings.add(finding("IO030", where, observed=str(error)))
        return None
    missing = [key for key in (*REQUIRED, "ledger", "source") if not data.get(key)]
    for key in missing:
        findings.add(finding("IO031", Location(where.file, None, key), observed=key))
    if missing:
        return None
    ledger = _ledger(data["ledger"], where, findings)
    more = _stated_besides(data, where, findings)
    if not is_known(str(data["unit"])):
        findings.add(finding("IO032", where, observed=data["unit"], expected="unit"))
        return None
    if ledger is None or more is None:
        return None
    return Received(
        id=path.stem,
        ledger=ledger,
        valid_until=str(data.get("valid_until", "")),
        source=str(data["source"]),
        place=where,
        sha256=sha256(content).hexdigest(),
        flow=str(data["flow"]),
        unit=str(data["unit"]),
        name_zh=str(data["name_zh"]),
        name_en=str(data["name_en"]),
        gwp_set=str(data["gwp_set"]),
        boundary=str(data["boundary"]),
        location=str(data["location"]),
        period=str(data["period"]),
        **more,
    )


def _stated_besides(
    data: dict[str, Any], where: Location, findings: Findings
) -> dict[str, Any] | None:
    """Give what a file may state of its quality; None and ``IO032`` for what is no such value."""
    made: dict[str, Any] = {"verification": str(data.get("verification", ""))}
    if "primary_share" in data:
        made["primary_share"] = data["primary_share"]
        if not _is_number(data["primary_share"], 0.0, 1.0):
            observed = f"primary_share = {data['primary_share']}"
            at = Location(where.file, None, "primary_share")
            findings.add(finding("IO032", at, observed=observed, expected="0..1"))
            return None
    if "dqr" in data:
        ratings = data["dqr"]
        is_list = isinstance(ratings, list) and len(ratings) == len(_RATINGS)
        if not is_list or not all(_is_number(value, 1.0, 5.0) for value in ratings):
            at = Location(where.file, None, "dqr")
            expected = f"[{', '.join(_RATINGS)}] 1..5"
            findings.add(finding("IO032", at, observed=f"dqr = {ratings}", expected=expected))
            return None
        made["dqr"] = tuple(float(value) for value in ratings)
    return made


def _is_number(value: Any, low: float, high: float) -> bool:
    good = isinstance(value, int | float) and not isinstance(value, bool)
    return good and low <= value <= high


def _ledger(data: Any, where: Location, findings: Findings) -> tuple[tuple[str, float], ...] | None:
    if not isinstance(data, dict):
        findings.add(finding("IO032", where, observed=data, expected="[ledger]"))
        return None
    for key, value in data.items():
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if key not in LEDGER_COLUMNS or not good or value != value or abs(value) == float("inf"):
            findings.add(
                finding(
                    "IO032",
                    Location(where.file, None, f"ledger.{key}"),
                    observed=f"{key} = {value}",
                    expected=", ".join(LEDGER_COLUMNS),
                )
            )
            return None
    return tuple((key, float(data[key])) for key in LEDGER_COLUMNS if key in data)
