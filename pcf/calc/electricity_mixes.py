"""The mix of a country in place of electricity that does not count itself.

Which dataset: the one that ``[method.national_mix]`` or ``[method.residual_mix]`` states for the
country; else the one dataset of the background that fits; several that fit are an error (``EL032``)
which lists them, none is an error as well (``EL033``). A country without residual mix takes its
consumption mix with a warning (``EL034``); so does the use stage, without one (PEF method, 4.4.2).

The mix takes the place of every electricity row of the project: of the ledger, and of any other
table that draws on an electricity dataset. Credits, the end of life of the project and electricity
inside the background stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from pcf.background import Background
from pcf.calc.electricity import MIX_RULES
from pcf.calc.electricity_views import ElectricityTable, country_of, electricity_table
from pcf.findings import Findings, Location, finding
from pcf.graph.rows import END_OF_LIFE, Row
from pcf.model import Method, Model, Supplier, UnitProcess

#: Reasons of rows that keep the source that they claim.
COUNTING = ("self", "direct", "contract")
#: Places that lie in no country.
_NO_COUNTRY = {"EU": "RER", "RER": "RER", "GLO": "GLO", "RoW": "GLO"}


def with_country_mixes(
    rows: Iterable[Row], model: Model, background: Background | None, findings: Findings
) -> list[Row]:
    """Put the mix of the country into electricity rows that do not count themselves.

    Parameters
    ----------
    rows
        Rows of the model; those of the electricity ledger with a kind or a denial as reason.
    background
        Where mixes are looked for; without one only stated mixes are known.

    Returns
    -------
    list
        The rows; each changed one says why in its reason. Other electricity rules change nothing.
    """
    if model.method.electricity not in MIX_RULES:
        return list(rows)
    mixes = _Mixes(model.method, background, findings)
    processes = {process.id: process for process in model.processes}
    claimed = {use.exchange.address for use in model.electricity}
    done = []
    for row in rows:
        claims = row.address in claimed
        counts = row.reason in COUNTING if claims else not mixes.is_electricity(row)
        changed = row if counts else mixes.put_into(row, processes[row.process])
        if changed is not None:
            done.append(changed)
    return done


@dataclass(slots=True)
class _Choice:
    """The mix of one place, and what was found when it was looked for."""

    supplier: Supplier | None
    reason: str


@dataclass
class _Mixes:
    method: Method
    background: Background | None
    findings: Findings
    _found: dict[tuple[str, bool], _Choice] = field(default_factory=dict)

    @cached_property
    def _table(self) -> ElectricityTable:
        return electricity_table(self.background) if self.background else ElectricityTable(())

    def is_electricity(self, row: Row) -> bool:
        """Whether a row of another table than the ledger takes in an electricity dataset."""
        supplier = row.supplier
        if row.direction != "input" or row.process == END_OF_LIFE or supplier is None:
            return False
        if supplier.kind != "background" or self._table.of(supplier.id) is None:
            return False
        background = self.background
        return supplier.flow is None or (
            background is not None and supplier.flow == background.process(supplier.id).product
        )

    def put_into(self, row: Row, process: UnitProcess) -> Row | None:
        """Give the row with the mix of its place; the reason says what it replaces.

        None when there is no mix and nothing else either: an error says so.
        """
        place = _NO_COUNTRY.get(process.location, country_of(process.location))
        residual = self.method.electricity == "residual" and process.stage != "use"
        if (place, residual) not in self._found:
            self._found[place, residual] = self._look(place, row, residual=residual)
        choice = self._found[place, residual]
        if choice.supplier is None:
            return row if row.supplier is not None else None
        stated = row.supplier
        if stated is not None and (stated.kind, stated.id) == ("background", choice.supplier.id):
            return row
        reason = choice.reason if row.reason in ("", "grid") else row.reason
        return replace(row, supplier=choice.supplier, flow="", reason=reason)

    def _look(self, place: str, row: Row, *, residual: bool) -> _Choice:
        if residual:
            stated = dict(self.method.residual_mix).get(place)
            fits = [] if stated else self._fits(place, ("residual",))
            if stated or fits:
                return self._decide(place, row, stated, fits, "residual-mix")
            self.findings.add(
                finding("EL034", row.place, node=row.address, observed=place, key="residual_mix")
            )
        stated = dict(self.method.national_mix).get(place)
        fits = [] if stated else self._fits(place, ("national", "international"))
        return self._decide(place, row, stated, fits, "national-mix")

    def _fits(self, place: str, scopes: tuple[str, ...]) -> list[str]:
        """Datasets of a place, without those that only pass another one on."""
        found = [
            d.dataset
            for d in self._table.datasets
            if d.scope in scopes and (d.location == place or country_of(d.location) == place)
        ]
        background = self.background
        if background is None:
            return []
        return [name for name in found if background.process(name).kind != "mapping"]

    def _decide(
        self, place: str, row: Row, stated: Supplier | None, fits: list[str], reason: str
    ) -> _Choice:
        key = "residual_mix" if reason == "residual-mix" else "national_mix"
        if stated is not None:
            self._check(place, stated, key)
            return _Choice(stated, reason)
        if len(fits) == 1:
            return _Choice(Supplier("background", fits[0]), f"{reason}-only")
        code = "EL032" if fits else "EL033"
        self.findings.add(
            finding(
                code,
                row.place,
                node=row.address,
                observed=place,
                key=key,
                count=len(fits),
                suggestion=f"bg:{fits[0]}" if fits else "bg:…",
                expected=", ".join(f"bg:{name}" for name in fits),
            )
        )
        return _Choice(None, "")

    def _check(self, place: str, stated: Supplier, key: str) -> None:
        """Refuse a stated mix that is known to be something else (``EL035``)."""
        known = self._table.of(stated.id) if stated.kind == "background" else None
        if known is None:
            return
        scopes = ("residual",) if key == "residual_mix" else ("national", "international")
        if known.scope in scopes and place in (known.location, country_of(known.location)):
            return
        self.findings.add(
            finding(
                "EL035",
                Location("pcf.toml", None, f"method.{key}.{place}"),
                observed=str(stated),
                expected=place,
                scope=known.scope,
                location=known.location,
                key=key,
            )
        )
