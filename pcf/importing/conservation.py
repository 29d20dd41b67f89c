r"""The conservation ledger: everything that came in is taken or held back with a reason.

For each kind of record (``file``, ``process``, ``exchange`` …)

.. math:: n_\mathrm{in} = n_\mathrm{taken} + n_\mathrm{held}

is checked when the ledger is closed; entering, taking and holding back are counted apart from each
other, so that a row that a reader forgets is found out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pcf.errors import PcfError
from pcf.findings import Findings, finding
from pcf.importing.package import Place

#: Why a record is held back. The words stand in the labels, as ``held_<reason>``.
REASONS = (
    # files
    "unreadable", "not-inventory", "duplicate-member", "symlink", "too-large", "unknown-root",
    # records of any kind
    "no-id", "duplicate-id", "older-version",
    # processes
    "no-reference-flow", "several-reference-flows", "reference-held", "reference-zero",
    "reference-unit-unknown", "causal-allocation", "coproducts-refused",
    "coproducts-undecided", "loop-not-productive", "waste-composition", "product-stage",
    # exchanges
    "process-held", "amount-missing", "amount-unreadable", "direction-missing", "flow-missing",
    "formula-fault", "unit-unknown",
    # life-cycle models
    "model-not-simple",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """One record that was held back; `node` is its id, `detail` the value met."""

    what: str
    reason: str
    place: Place
    node: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """One kind of record: how many came in, were taken, were held back."""

    what: str
    came_in: int
    taken: int
    held: int


@dataclass(frozen=True, slots=True)
class Conservation:
    """A closed ledger.

    counts
        One line per kind of record.
    uses
        Taken records by kind and what they became, e.g. ``("exchange", "emission")``.
    held
        Every record that was held back.
    """

    counts: tuple[Count, ...]
    uses: Mapping[tuple[str, str], int]
    held: tuple[Held, ...]

    def count(self, what: str) -> Count:
        """Line of one kind of record; zeros when there was none."""
        return next((c for c in self.counts if c.what == what), Count(what, 0, 0, 0))

    def reasons(self) -> Mapping[tuple[str, str], int]:
        """Held back records by kind and reason, the most frequent first."""
        found = Counter((item.what, item.reason) for item in self.held)
        return dict(sorted(found.items(), key=lambda part: (-part[1], part[0])))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the single held back records are in the table beside it."""
        return {
            "counts": [
                {"what": c.what, "in": c.came_in, "taken": c.taken, "held": c.held}
                for c in self.counts
            ],
            "uses": [{"what": what, "as": use, "count": n} for (what, use), n in self.uses.items()],
            "held": [
                {"what": what, "reason": reason, "count": n}
                for (what, reason), n in self.reasons().items()
            ],
        }

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Rows of the table of held back records, header first."""
        yield ("what", "reason", "node", "file", "line", "pointer", "detail")
        for item in self.held:
            at = item.place
            line = "" if at.line is None else str(at.line)
            yield (item.what, item.reason, item.node, at.file, line, at.pointer, item.detail)


class Ledger:
    """Counts records while a package is read and built."""

    def __init__(self) -> None:
        self._entered: Counter[str] = Counter()
        self._uses: Counter[tuple[str, str]] = Counter()
        self._held: list[Held] = []

    def enter(self, what: str, n: int = 1) -> None:
        """Count records that were met in the package."""
        self._entered[what] += n

    def take(self, what: str, use: str = "", n: int = 1) -> None:
        """Count records that were taken, and as what."""
        self._uses[what, use] += n

    def hold(self, item: Held) -> None:
        """Note a record that was held back; its reason is one of `REASONS`."""
        if item.reason not in REASONS:
            raise ValueError(item.reason)
        self._held.append(item)

    def dump(self) -> dict[str, Any]:
        """Plain data of an open ledger, for `load`."""
        held = [
            [h.what, h.reason, h.place.file, h.place.pointer, h.place.line, h.node, h.detail]
            for h in self._held
        ]
        uses = [[what, use, n] for (what, use), n in self._uses.items()]
        return {"entered": dict(self._entered), "uses": uses, "held": held}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Ledger:
        """Give the ledger that `dump` wrote."""
        made = cls()
        made._entered.update(data["entered"])
        for what, use, n in data["uses"]:
            made.take(what, use, n)
        for what, reason, file, pointer, line, node, detail in data["held"]:
            made.hold(Held(what, reason, Place(file, pointer, line), node, detail))
        return made

    def close(self) -> Conservation:
        """Check the identity and give the closed ledger.

        Raises
        ------
        PcfError
            ``IM001`` when a kind of record does not add up: a fault of pcf.
        """
        taken: Counter[str] = Counter()
        for (what, _), n in self._uses.items():
            taken[what] += n
        held = Counter(item.what for item in self._held)
        kinds = sorted({*self._entered, *taken, *held})
        counts = tuple(Count(k, self._entered[k], taken[k], held[k]) for k in kinds)
        faults = [c for c in counts if c.came_in != c.taken + c.held]
        if faults:
            raise PcfError(
                [
                    finding("IM001", observed=f"{c.taken} + {c.held}", expected=c.came_in,
                            what=c.what)
                    for c in faults
                ]
            )  # fmt: skip
        return Conservation(counts, dict(sorted(self._uses.items())), tuple(self._held))


@dataclass(frozen=True, slots=True)
class Collect:
    """What a reader reports to: the ledger, and findings."""

    ledger: Ledger = field(default_factory=Ledger)
    findings: Findings = field(default_factory=Findings)
