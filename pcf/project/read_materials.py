"""Read ``[[material]]`` of ``endoflife.toml``: what the Circular Footprint Formula works on.

Under ``cff`` every parameter that has an effect must be stated or come from the named table of
defaults, and every burden of non-zero weight needs a supplier. Under the other formulas only
recycled content R1 acts, with the A that the formula stands for (`pcf.calc.circular`).
"""

from __future__ import annotations

from collections.abc import Callable
from math import fsum, isclose

from pcf.model import CircularFactors, Material, Supplier
from pcf.model.circular import CircularWeights, circular_weights
from pcf.project.endoflife_defaults import default_sets
from pcf.project.read_factors import FactorReader, MaterialContext
from pcf.project.read_options import NO_SUPPLIER, read_options
from pcf.project.scope import AmountFields, Scope, not_negative, read_amount
from pcf.project.toml_entry import TomlEntry
from pcf.project.toml_keys import END_OF_LIFE, MATERIAL_SUPPLIERS
from pcf.suggest import Known, nearest

TOLERANCE = 1e-6
REST = "rest"
_SHARE = AmountFields("share", "share_formula", "one")
_USUAL_A = (0.2, 0.8)
#: Key of each supplier -> weight of its burden and the symbol of the formula.
_NEEDS: dict[str, tuple[Callable[[CircularWeights], float], str]] = {
    "recycled": (lambda w: w.recycled, "Erec"),
    "recycling": (lambda w: w.recycling, "ErecEoL"),
    "displaces": (lambda w: w.credit, "E*v"),
    "incineration": (lambda w: w.incineration, "EER"),
    "heat": (lambda w: w.heat, "ESE_heat"),
    "power": (lambda w: w.power, "ESE_elec"),
    "disposal": (lambda w: w.disposal, "ED"),
}


def read_materials(top: TomlEntry, context: MaterialContext) -> list[Material] | None:
    """Read all materials; None when one of them cannot be used."""
    described = END_OF_LIFE.section("material")
    if described is None or "material" not in top.source:
        return []
    entries = context.reader.children(top, described)
    _choose_defaults(top, context)
    shares = _shares(entries, context.scope)
    made = [_Reader(e, context).material(s) for e, s in zip(entries, shares, strict=True)]
    found = [material for material in made if material is not None]
    return found if len(found) == len(entries) and not top.bad else None


def _choose_defaults(top: TomlEntry, context: MaterialContext) -> None:
    name, targets = top.values["defaults"], top.values["recovery_targets"]
    sets = default_sets()
    if name is not None and name not in sets:
        top.refuse("AL018", "defaults", expected=", ".join(sets), suggestion=nearest(name, sets))
        return
    context.defaults = sets.get(name) if name is not None else None
    known = context.defaults.targets() if context.defaults else ()
    if targets is not None and targets not in known:
        near = nearest(targets, known)
        top.refuse("AL018", "recovery_targets", expected=", ".join(known) or "-", suggestion=near)
        return
    context.targets = targets or ""


def _shares(entries: list[TomlEntry], scope: Scope) -> list[float | None]:
    """Read the shares; `REST` without share takes what is left; the sum must be 1 (``AL016``)."""
    shares: list[float | None] = []
    for entry in entries:
        entry.values["one"] = "1"
        given = entry.given("share") or entry.given("share_formula")
        if entry.values["id"] == REST and not given:
            shares.append(None)
            continue
        amount = read_amount(entry, scope, _SHARE)
        not_negative(entry, amount, _SHARE)
        shares.append(None if entry.bad or amount is None else amount.value)
    if any(e.bad & {"share", "share_formula"} for e in entries) or not entries:
        return shares
    rest = [n for n, share in enumerate(shares) if share is None]
    total = fsum(share for share in shares if share is not None)
    if rest and total <= 1.0 + TOLERANCE:
        shares[rest[0]] = max(0.0, 1.0 - total)
    elif rest or not isclose(total, 1.0, rel_tol=0.0, abs_tol=TOLERANCE):
        summands = " + ".join(f"{share:.10g}" for share in shares if share is not None)
        name = "share" if entries[0].given("share") else "share_formula"
        entries[0].tell("AL016", name, observed=f"{total:.10g}", summands=summands, node=None)
    return shares


class _Reader:
    """Reads one material."""

    def __init__(self, entry: TomlEntry, context: MaterialContext) -> None:
        self.entry = entry
        self.context = context
        self.factors = FactorReader(entry, context)

    def material(self, share: float | None) -> Material | None:
        """Give the material, or None with findings."""
        entry, values = self.entry, self.entry.values
        rows = self._rows()
        evidence = values["R1_evidence"]
        if evidence is not None:
            entry.read("R1_evidence", self.context.scope.known_evidence, evidence)
        options = read_options(entry, self.context.scope, self.context.reader)
        factors = self.factors.factors()
        if factors is None or options is None or entry.bad or share is None:
            return None
        self._check(factors, rows, bool(options))
        if entry.bad:
            return None
        suppliers = {name: _without_none(values[name]) for name in MATERIAL_SUPPLIERS}
        del suppliers["recycling"]
        if self.context.is_cff or factors.r1:
            self._tell_defaults()
        return Material(
            id=values["id"],
            name_zh=values["name_zh"] or values["id"],
            name_en=values["name_en"] or values["id"],
            share=share,
            origin=values["origin"],
            factors=factors,
            rows=rows,
            r1_evidence=values["R1_evidence"],
            recycling=options,
            source=self._source(),
            defaults=tuple(self.factors.told),
            place=entry.at(),
            kind=values["class"],
            **suppliers,
        )

    def _source(self) -> str:
        values = self.entry.values
        parts = [values["source"] or values["reason"] or ""]
        if values["R2_source"]:
            parts.append(f"R2: {values['R2_source']}")
        return "; ".join(part for part in parts if part)

    def _rows(self) -> tuple[str, ...]:
        """Read the addresses of input rows; each row belongs to one material."""
        entry, raw = self.entry, self.context.scope.raw
        known = Known(
            [
                f"{table}/{name}"
                for table in ("bom", "exchanges")
                if table in raw.tables
                for name in raw.tables[table].column("id")
                if name
            ]
        )
        found = []
        for text in entry.values["rows"] or ():
            word = text.removeprefix("row:").replace(".", "/", 1) if "/" not in text else text
            word = word.removeprefix("row:")
            first = self.context.taken.setdefault(word, str(entry.values["id"]))
            if word not in known:
                entry.refuse("AL022", "rows", observed=text, suggestion=known.nearest(word))
            elif first != str(entry.values["id"]):
                entry.refuse("AL023", "rows", observed=text, expected=first)
            else:
                found.append(f"row:{word}")
        return tuple(found)

    def _check(self, factors: CircularFactors, rows: tuple[str, ...], has_options: bool) -> None:
        """Hold the factors against each other, the proof and the suppliers."""
        entry, values = self.entry, self.entry.values
        cff = self.context.is_cff
        if factors.r1 and values["R1_evidence"] is None:
            code = "AL020" if cff else "AL021"
            entry.tell(code, "R1", observed=f"{factors.r1:g}")
            if cff:
                entry.refuse("", "R1_evidence")
        if factors.r1 and not rows:
            entry.refuse("AL017", "rows", observed="rows", expected="-")
        if factors.r2 + factors.r3 > 1.0 + TOLERANCE:
            entry.refuse("AL026", "R3", observed=f"{factors.r2:g} + {factors.r3:g}")
        if cff and not _USUAL_A[0] <= factors.a <= _USUAL_A[1] and (factors.r1 or factors.r2):
            entry.tell("AL025", "A", observed=f"{factors.a:g}", expected="0.2..0.8")
        if cff and factors.r1 and not self.context.to_end and factors.a != 1.0:
            entry.tell("AL028", "A", observed=f"{factors.a:g}")
        weights = circular_weights(factors)
        names = MATERIAL_SUPPLIERS if cff and self.context.to_end else ("recycled",)
        for name in names:
            weight, symbol = _NEEDS[name]
            given = entry.given(name) or (name == "recycling" and has_options)
            if weight(weights) and not given:
                entry.refuse("AL027", name, observed=name, expected=symbol,
                             weight=f"{abs(weight(weights)):.6g}")  # fmt: skip
            elif values[name] is NO_SUPPLIER and values["reason"] is None:
                entry.refuse("AL024", name, observed=name)

    def _tell_defaults(self) -> None:
        if self.factors.told:
            listed = ", ".join(
                f"{d.parameter} = {d.value:g} [{d.evidence}]" for d in self.factors.told
            )
            defaults = self.context.defaults
            self.entry.tell("AL035", observed=listed, expected=defaults.id if defaults else "")


def _without_none(supplier: Supplier | None) -> Supplier | None:
    return None if supplier is NO_SUPPLIER else supplier
