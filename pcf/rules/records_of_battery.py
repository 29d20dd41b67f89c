"""Records and facts for battery rules: data needs, recycled content, circular footprint formula.

Also what a declaration per model and per plant is guarded by: places and years of the production
processes, and whether the bill of materials or the energy changed since the declared value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from math import isfinite

from pcf.calc.data_needs import NeedRow, situations
from pcf.calc.footprint import Footprint
from pcf.calc.recycled_table import minimums
from pcf.model import Model, UnitProcess
from pcf.rules.conditions import Value
from pcf.rules.context import Context, footprint_of, model_of
from pcf.rules.plants import PLANT_FACTS
from pcf.rules.record import Record, yes_no

#: Keys of ``study.toml`` that hold what was declared.
PLACED = "eu.placed_on_market"
DECLARED, DECLARED_BOM, DECLARED_ENERGY = "eu.declared_value", "eu.bom_hash", "eu.energy_hash"
_DIGITS = 16


def data_needs(about: Context) -> tuple[Record, ...]:
    """Contributing rows with their criteria of the PEF method, verdicts by four criteria."""
    needs = footprint_of(about).data_needs()
    return tuple(_need(row, about) for row in needs.rows)


def _need(row: NeedRow, about: Context) -> Record:
    scores = row.scores
    result = about.results[row.address]
    values: dict[str, Value] = {
        "id": row.address.rpartition("/")[2],
        "address": row.address,
        "process": row.process,
        "stage": about.stages.get(row.process),
        "process_words": about.process_words.get(row.process, row.process),
        "contributor": row.contributor,
        "kind": row.kind,
        "situation": None if row.situation is None else float(row.situation),
        "most_relevant": yes_no(row.most_relevant),
        "ter": scores.technology if scores else None,
        "ger": scores.geography if scores else None,
        "tir": scores.time if scores else None,
        "p": scores.precision if scores else None,
        "dqr3": scores.of_three if scores else None,
        "dqr4": scores.of_four if scores else None,
        "rated": yes_no(row.rating is not None),
        "limit": row.limit.rating,
        "verdict": row.verdict,
        "proposed_tir": None if row.proposed_tir is None else float(row.proposed_tir),
        "share": row.share,
    }
    return Record(values, row.address.removeprefix("row:"), result.place, row.share)


def recycled(about: Context) -> tuple[Record, ...]:
    """Rows of ``model/recycled.csv``."""
    masses = [m for metal in footprint_of(about).recycled_content().metals for m in metal.rows]
    made = []
    for mass in masses:
        row = mass.row
        values: dict[str, Value] = {
            "id": row.id,
            "row": row.row.removeprefix("row:"),
            "metal": row.metal,
            "content": row.content,
            "active": yes_no(row.active),
            "counts": yes_no(row.counts),
            "pre_share": row.pre_share,
            "post_share": row.post_share,
            "total_share": row.share,
            "kg": mass.kg,
            "evidence": row.evidence,
            "source": row.source,
        }
        made.append(Record(values, f"recycled/{row.id}", row.place))
    return tuple(made)


def metals(about: Context) -> tuple[Record, ...]:
    """Metals of the recycled content that have a basis."""
    made = []
    for metal in footprint_of(about).recycled_content().metals:
        if not metal.counts:
            continue
        values: dict[str, Value] = {
            "id": metal.metal,
            "basis": metal.minimum.basis,
            "kg": metal.kg,
            "pre_share": metal.pre_share,
            "post_share": metal.post_share,
            "total_share": metal.share,
            "step_1": metal.minimum.step_1,
            "step_2": metal.minimum.step_2,
            "meets_step_1": _word(metal.met(1)),
            "meets_step_2": _word(metal.met(2)),
        }
        made.append(Record(values, metal.metal, metal.rows[0].row.place))
    return tuple(made)


def _word(holds: bool | None) -> str | None:
    return None if holds is None else yes_no(holds)


def circular(about: Context) -> tuple[Record, ...]:
    """Materials of the circular footprint formula."""
    end = model_of(about).end_of_life
    made = []
    for material in end.materials if end else ():
        factors = material.factors
        values: dict[str, Value] = {
            "id": material.id,
            "class": material.kind,
            "share_of_mass": material.share,
            "a": factors.a,
            "a_counts": yes_no(bool(factors.r1 or factors.r2)),
            "b": factors.b,
            "r1": factors.r1,
            "r2": factors.r2,
            "r3": factors.r3,
            "r2_r3": factors.r2 + factors.r3,
            "r1_evidence": material.r1_evidence,
            "quality_in": factors.quality_in,
            "quality_out": factors.quality_out,
            "recycled": str(material.recycled) if material.recycled else None,
            "recycling": float(len(material.recycling)),
            "displaces": str(material.displaces) if material.displaces else None,
            "defaults": ", ".join(d.parameter for d in material.defaults),
            "rows": float(len(material.rows)),
            "source": material.source,
        }
        made.append(Record(values, f"endoflife.{material.id}", material.place))
    return tuple(made)


def needs_fact(footprint: Footprint, key: str) -> Value:
    """Study rating: ``dqr3``, ``dqr4``, ``rated_share``, ``worst``, ``unstated_situations``."""
    if key == "dqr3":
        return footprint.data_needs(3).rating
    needs = footprint.data_needs()
    if key == "dqr4":
        return needs.rating
    if key == "unstated_situations":
        return float(sum(1 for r in needs.rows if r.most_relevant and r.situation is None))
    return needs.rated_share if key == "rated_share" else needs.worst


def guard_fact(model: Model, key: str) -> Value:
    """``production_places`` and ``production_years``: how many different ones there are.

    Looked at are the processes of the production stage that the study says the company runs; all of
    that stage when it says nothing. The other keys are those of `pcf.rules.plants`.
    """
    if key in PLANT_FACTS:
        return PLANT_FACTS[key](model)
    chosen = list(_of_the_plant(model))
    if key == "production_places":
        return float(len({process.location for process in chosen}))
    return float(len({process.year for process in chosen}))


def _of_the_plant(model: Model) -> Iterable[UnitProcess]:
    stated = situations(model.study)
    run = {name for name, situation in stated.items() if situation == 1}
    for process in model.processes:
        if process.stage == "production" and (not run or process.id in run):
            yield process


def recycled_step(model: Model) -> Value:
    """Step of the minimum recycled content on the day of placing on the market: 0, 1 or 2.

    None while the study states no such day (``eu.placed_on_market``).
    """
    stated = model.study.get(PLACED)
    try:
        day = date.fromisoformat(str(stated.value)) if stated else None
    except ValueError:
        return None
    if day is None:
        return None
    first = min(date.fromisoformat(least.step_1_from) for least in minimums().values())
    second = min(date.fromisoformat(least.step_2_from) for least in minimums().values())
    return float((day >= first) + (day >= second))


def recalc_fact(model: Model, footprint: Footprint | None, key: str) -> Value:
    """What changed since the declared value: ``change``, ``bom_changed``, ``energy_changed``.

    ``bom_hash`` and ``energy_hash`` are the present fingerprints. Absent while the study states
    nothing to compare with.
    """
    if key == "bom_hash":
        return bom_hash(model)
    if key == "energy_hash":
        return energy_hash(model)
    if key == "change":
        stated = model.study.get(DECLARED)
        before = stated.value if stated else None
        if footprint is None or not isinstance(before, float) or not before or not isfinite(before):
            return None
        return abs(footprint.total / before - 1.0)
    name, now = {
        "bom_changed": (DECLARED_BOM, bom_hash(model)),
        "energy_changed": (DECLARED_ENERGY, energy_hash(model)),
    }[key]
    known = model.study.get(name)
    return None if known is None or not known.is_stated else yes_no(str(known.value) != now)


def bom_hash(model: Model) -> str:
    """Fingerprint of materials: inputs of ``bom.csv`` and ``exchanges.csv`` with their amounts."""
    rows = [e for e in model.exchanges if e.direction == "input"]
    return _hash(f"{e.process}|{e.flow}|{e.amount.value!r}|{e.amount.unit}" for e in rows)


def energy_hash(model: Model) -> str:
    """Fingerprint of the energy mix: rows of ``electricity.csv`` with kind, supplier and amount."""
    rows = [(use.kind, use.exchange) for use in model.electricity]
    return _hash(
        f"{kind}|{e.process}|{e.supplier}|{e.amount.value!r}|{e.amount.unit}" for kind, e in rows
    )


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:_DIGITS]
