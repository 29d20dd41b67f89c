"""Rows of the Circular Footprint Formula (`pcf.calc.circular`): each carries one weight of it.

An input row ``X`` that brings a material in is split into ``X`` (the primary part) and
``X.recycled``. The end of life gets ``endoflife/MATERIAL.recycling[.OPTION]``, ``.credit``,
``.incineration``, ``.heat``, ``.power`` and ``.disposal``. A part of weight zero has no row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pcf.findings import Findings, finding
from pcf.graph.rows import END_OF_LIFE, Row
from pcf.model import Amount, EndOfLife, Material, Supplier
from pcf.model.circular import CircularWeights, circular_weights
from pcf.model.process import Direction
from pcf.units import is_mass

CFF = "cff"
PRIMARY_PART = "cff-primary"
RECYCLED_PART = "cff-recycled"
_MJ = "MJ"


def split_inputs(rows: Iterable[Row], end: EndOfLife | None, findings: Findings) -> list[Row]:
    """Split the input rows of every material with recycled content R1 > 0.

    The amount of ``X`` becomes a·((1−R1) + R1·(1−A)·Qsin/Qp) of its own supplier and that of
    ``X.recycled`` a·R1·A of the supplier of recycled material. Other rows stay as they are; a row
    that is no input cannot carry recycled content (``AL038``).
    """
    materials = {
        address: material
        for material in (end.materials if end else ())
        if material.factors.r1
        for address in material.rows
    }
    split: list[Row] = []
    for row in rows:
        material = materials.get(row.address)
        if material is not None and row.direction != "input":
            findings.add(finding("AL038", material.place, node=material.id, observed=row.address))
            material = None
        split += [row] if material is None else _split(row, material)
    return split


def _split(row: Row, material: Material) -> list[Row]:
    weights = circular_weights(material.factors)
    primary = replace(
        row, amount=_times(row.amount, weights.primary), reason=PRIMARY_PART, physical=row.amount
    )
    if not weights.recycled or material.recycled is None:
        return [primary]
    r1 = material.factors.r1
    primary = replace(primary, physical=_times(row.amount, 1.0 - r1))
    recycled = replace(
        row,
        address=f"{row.address}.recycled",
        amount=_times(row.amount, weights.recycled),
        supplier=material.recycled,
        flow=material.recycled.flow or "",
        source=_source(material, "A", "R1"),
        evidence=material.r1_evidence,
        reason=RECYCLED_PART,
        physical=_times(row.amount, r1),
    )
    return [primary, recycled]


def _times(amount: Amount, weight: float) -> Amount:
    return Amount(amount.value * weight, amount.unit, amount.text)


def per_reference(base: Amount) -> float:
    """How often a ratio such as "1.6 kg per unit treated" counts for `base`.

    Ratios are per 1 kg where the base is a mass, in whatever unit it is stated (1 t is 1000 times
    1 kg), else per 1 of its unit.
    """
    return base.to("kg") if is_mass(base.unit) else base.value


def material_rows(end: EndOfLife) -> list[Row]:
    """Give the end-of-life rows of every material: quantity × share × weight of each part."""
    if end.quantity is None:
        return []
    rows: list[Row] = []
    for material in end.materials:
        amount = Amount(end.quantity.value * material.share, end.quantity.unit)
        rows += _rows(material, circular_weights(material.factors), amount)
    return rows


def _rows(material: Material, weights: CircularWeights, amount: Amount) -> list[Row]:
    rows = _recycling(material, _times(amount, weights.recycling))
    credited = ("A", "R2", "collection", "recovery", "quality_out")
    burned = ("B", "R3")
    parts = (
        ("credit", material.displaces, _times(amount, weights.credit), credited),
        ("incineration", material.incineration, _times(amount, weights.incineration), burned),
        ("heat", material.heat, Amount(amount.value * weights.heat, _MJ), burned),
        ("power", material.power, Amount(amount.value * weights.power, _MJ), burned),
        ("disposal", material.disposal, _times(amount, weights.disposal), ("R2", "R3")),
    )
    for name, supplier, weighed, values in parts:
        if supplier is not None and weighed.value:
            source = _source(material, *values)
            rows.append(_row(material, name, supplier, weighed, source))
    return rows


def _recycling(material: Material, secondary: Amount) -> list[Row]:
    """Give one row for each way of recycling, per unit of secondary material."""
    rows = []
    several = len(material.recycling) > 1
    for option in material.recycling:
        amount = _times(secondary, option.share)
        if option.supplier is None or not amount.value:
            continue
        if option.amount is not None:
            amount = _times(option.amount, per_reference(amount))
        name = f"recycling.{option.id}" if several else "recycling"
        source = _source(material, "A", "R2", "collection", "recovery", stated=option.source)
        row = _row(material, name, option.supplier, amount, source)
        rows.append(replace(row, place=option.place or row.place))
    return rows


def _row(material: Material, name: str, supplier: Supplier, amount: Amount, source: str) -> Row:
    credits = amount.value < 0
    return Row(
        address=f"row:endoflife/{material.id}.{name}",
        process=END_OF_LIFE,
        kind="technosphere",
        direction="credit" if credits else _direction(name, supplier),
        flow=supplier.flow or "",
        amount=Amount(abs(amount.value), amount.unit),
        sign=-1.0 if credits else 1.0,
        supplier=supplier,
        origin=material.origin,
        part=material.id,
        source=source,
        reason=CFF,
        place=material.place,
    )


def _direction(name: str, supplier: Supplier) -> Direction:
    """Waste goes to treatment; recycling may also be a dataset per unit of secondary material."""
    if name.startswith("recycling") and supplier.kind != "process":
        return "input"
    return "waste"


def _source(material: Material, *parameters: str, stated: str = "") -> str:
    """Source of a part: that of the material, and each default that it rests on with its level."""
    taken = [
        f"{default.parameter} = {default.value:.6g} [{default.evidence}] {default.source}"
        for default in material.defaults
        if default.parameter in parameters
    ]
    return "; ".join(text for text in (stated or material.source, *taken) if text)
