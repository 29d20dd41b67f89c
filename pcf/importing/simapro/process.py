"""A SimaPro process as a record, everything as stated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pcf.importing.keeping import plain_id, word_id
from pcf.importing.package import (
    Allocation,
    Document,
    Exchange,
    Flow,
    FlowAmount,
    Names,
    Parameter,
    Place,
    Process,
)
from pcf.importing.simapro import formulas
from pcf.importing.simapro.blocks import Block, Line
from pcf.importing.simapro.rows import (
    ANY_WASTE,
    FORMS,
    REMAINING,
    SEPARATED,
    Form,
    amount_of,
    spread_of,
    unit_of,
)
from pcf.importing.simapro.units import UnitBook
from pcf.importing.variables import visible

_PLACE = re.compile(r"\{([A-Z][A-Za-z-]{1,20})\}|/([A-Z]{2,3})(?: [US])?$")
_MARKET = re.compile(r"\bmarket (for|group)\b", re.IGNORECASE)
_TEXTS = ("comment", "technology", "allocation rules", "collection method", "data treatment")
_YEAR = re.compile(r"\d{4}")


class Maker:
    """Makes processes and collects the flows that they name.

    Parameters
    ----------
    units
        Units of all files.
    numbers
        CAS numbers by section and name (case folded).
    documents
        System descriptions and literature references by id.
    """

    def __init__(
        self,
        units: UnitBook,
        numbers: Mapping[tuple[str, str], str],
        documents: Mapping[str, Document],
    ) -> None:
        self._units = units
        self._numbers = numbers
        self._documents = documents
        self.flows: dict[str, Flow] = {}

    def process(
        self, block: Block, file: str, decimal: str, common: Mapping[str, Parameter]
    ) -> Process:
        """Read a process; `common` are parameters of project and database."""
        rows = tuple(self._rows(block, file, decimal))
        products = [e for e in rows if e.id.startswith("product-")]
        title = block.text("process name")
        named = self.flows[products[0].flow].names.any if products else title
        own = [
            parameter
            for section in ("input parameters", "calculated parameters")
            for parameter in parameters(block.sections.get(section, []), section, decimal)
        ]
        stated = block.text("process identifier") or block.text("platformid")
        kind = block.text("type")
        return Process(
            id=plain_id(stated, named) if stated else word_id(named or str(block.line)),
            version="",
            names=Names(en=named),
            kind="result" if kind.casefold() == "system" else "unit",
            place=Place(file, "Process", block.line),
            kind_text=kind,
            categories=self._categories(block),
            location=_location(named),
            year=_year(block.text("time period")),
            technology=_stated(block.text("technology")),
            comment="\n".join(p for t in _TEXTS if t != "technology" and (p := block.text(t))),
            sources=self._sources(block),
            references=(products[0].id,) if products else (),
            functional_unit=title,
            market=bool(_MARKET.search(named)),
            parameters=visible(own, common, (e.formula for e in rows)),
            exchanges=rows,
        )

    def _rows(self, block: Block, file: str, decimal: str) -> list[Exchange]:
        made: list[Exchange] = []
        for section, form in FORMS.items():
            for row in block.sections.get(section, []):
                made.append(self._row(section, form, row, file, decimal))
        made = [self._measured(old, e) for old, e in zip(made, _parts(block, made), strict=True)]
        made = [_numbered(e, n) for n, e in enumerate(made, 1)]
        products = [e for e in made if e.id.startswith("product-")]
        if len(products) < 2:
            return made
        rows = block.sections["products"]
        shares = [formulas.number(row.cell(3), decimal) for row in rows]
        stated = tuple(
            Allocation(e.id, None if share is None else share / 100)
            for e, share in zip(products, shares, strict=False)
        )
        return [_with(e, stated) if e is products[0] else e for e in made]

    def _row(self, section: str, form: Form, row: Line, file: str, decimal: str) -> Exchange:
        amount, stated, formula = amount_of(row, form, decimal)
        unit = unit_of(row, form)
        return Exchange(
            id="product-" if form.role in ("product", "waste") else "",
            direction=form.direction,
            flow=self._flow(section, form, row, file),
            amount=amount,
            pointer=section,
            line=row.line,
            stated=stated,
            unit=unit,
            formula=formula,
            uncertainty=spread_of(row, form, decimal, amount),
            comment=row.cell(form.comment),
            avoided=form.role == "avoided",
        )

    def _flow(self, section: str, form: Form, row: Line, file: str) -> str:
        name, unit = row.cell(0), unit_of(row, form)
        if not name:
            return ""
        elementary = form.kind == "elementary"
        place = row.cell(form.place) if form.place >= 0 else ""
        words = (section, place) if elementary else (form.kind,)
        id = word_id(name, *words)
        if id not in self.flows or (form.role and not elementary):
            property = self._units.property(unit)
            self.flows[id] = Flow(
                id=id,
                version="",
                names=Names(en=name),
                kind=form.kind,
                place=Place(file, section, row.line),
                categories=tuple(p for p in words if p) if elementary else _path(row, form),
                cas=self._numbers.get((section, name.casefold()), ""),
                properties=(FlowAmount(property, 1.0),) if property else (),
                reference_property=property,
                unit=self._units.reference(unit),
                location="" if elementary else _location(name),
            )
        return id

    def _measured(self, before: Exchange, row: Exchange) -> Exchange:
        """Give a flow that only a percentage names the unit that its amount has now."""
        flow = self.flows.get(row.flow)
        if before.unit != row.unit and flow is not None and flow.unit == before.unit:
            property = self._units.property(row.unit)
            self.flows[row.flow] = replace(
                flow, unit=self._units.reference(row.unit), reference_property=property,
                properties=(FlowAmount(property, 1.0),) if property else (),
            )  # fmt: skip
        return row

    def _categories(self, block: Block) -> tuple[str, ...]:
        rows = block.sections.get("products", [])
        path = _path(rows[0], FORMS["products"]) if rows else ()
        return tuple(p for p in (block.text("category type"), *path) if p)

    def _sources(self, block: Block) -> tuple[str, ...]:
        found = []
        for section, kind in (
            ("system description", "system description"),
            ("literature references", "literature reference"),
        ):
            for row in block.sections.get(section, []):
                id = word_id(kind, row.cell(0))
                if id in self._documents:
                    found.append(id)
        return tuple(dict.fromkeys(found))


def parameters(rows: list[Line], kind: str, decimal: str) -> list[Parameter]:
    """Read rows of input or calculated parameters."""
    made = []
    for row in rows:
        name = formulas.name(row.cell(0))
        if "calculated" in kind:
            text = formulas.formula(row.cell(1), decimal)
            made.append(Parameter(name, None, text, comment=row.cell(2)))
        else:
            low, high = (formulas.number(row.cell(n), decimal) for n in (4, 5))
            spread = row.cell(2).casefold() in ("uniform", "triangle")
            made.append(
                Parameter(name, formulas.number(row.cell(1), decimal), "", low if spread else None,
                          high if spread else None, row.cell(7))
            )  # fmt: skip
    return made


def depends_on_composition(block: Block) -> bool:
    """Whether a waste scenario treats kinds of waste apart: it is none without its input."""
    rows = block.sections.get(SEPARATED, [])
    return any(row.cell(1).casefold() not in ANY_WASTE for row in rows)


def _parts(block: Block, rows: list[Exchange]) -> list[Exchange]:
    """Percentages of a waste scenario as amounts of its reference.

    What is separated is a part of all that comes in, what remains is divided afterwards; amounts
    that cannot be told keep their percentages and are held back.
    """
    whole = next((e for e in rows if e.pointer == "waste scenario"), None)
    shares = [e.amount for e in rows if e.pointer == SEPARATED]
    if whole is None or whole.amount is None or None in shares or depends_on_composition(block):
        return rows
    left = 100.0 - sum(share or 0.0 for share in shares)
    scale = {SEPARATED: whole.amount / 100, REMAINING: whole.amount * left / 10_000}
    return [
        replace(e, amount=e.amount * scale[e.pointer], unit=whole.unit)
        if e.pointer in scale and e.amount is not None
        else e
        for e in rows
    ]


def _numbered(exchange: Exchange, number: int) -> Exchange:
    return replace(exchange, id=f"{exchange.id}{number}")


def _with(exchange: Exchange, allocations: tuple[Allocation, ...]) -> Exchange:
    return replace(exchange, allocations=allocations)


def _path(row: Line, form: Form) -> tuple[str, ...]:
    column = {"product": 5, "waste": 4}.get(form.role, -1)
    text = row.cell(column) if column >= 0 else ""
    return tuple(part.strip() for part in text.split("\\") if part.strip())


def _location(name: str) -> str:
    match = _PLACE.search(name)
    return (match.group(1) or match.group(2)) if match else ""


def _year(text: str) -> str:
    """Last year of a period; empty when none is stated."""
    years = _YEAR.findall(text)
    return years[-1] if years else ""


def _stated(text: str) -> str:
    return "" if text.casefold() in ("unspecified", "unknown") else text
