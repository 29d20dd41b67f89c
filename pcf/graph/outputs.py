"""What a unit process puts out, and what that means for a row that asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pcf.model import Amount, Exchange, Model, UnitProcess


@dataclass(frozen=True, slots=True)
class Output:
    """A product that rows can be supplied with: the reference product or an allocated co-product.

    A negative `amount` marks the waste that a treatment process takes in.
    """

    process: str
    flow: str
    amount: Amount
    row: Exchange | None = None


def has_coproducts(model: Model) -> bool:
    """Whether a unit process has several products, so that there is something to allocate."""
    return any(row.direction == "coproduct" for row in model.exchanges)


class Outputs:
    """Outputs of every unit process of a model, and which process makes which flow."""

    def __init__(self, model: Model) -> None:
        self._coproducts: dict[str, list[Exchange]] = defaultdict(list)
        for exchange in model.exchanges:
            if exchange.direction == "coproduct":
                self._coproducts[exchange.process].append(exchange)
        self._study_rule = model.method.allocation
        self._of: dict[str, dict[str, Output]] = {}
        self._makers: dict[str, list[str]] = defaultdict(list)
        for process in sorted(model.processes, key=lambda p: p.id):
            outputs = self._outputs(process)
            self._of[process.id] = {o.flow: o for o in outputs}
            for output in outputs:
                self._makers[output.flow].append(process.id)

    def _outputs(self, process: UnitProcess) -> list[Output]:
        outputs = [Output(process.id, process.product, process.reference)]
        if not self.is_substituted(process):
            outputs += [
                Output(process.id, row.flow, row.amount, row)
                for row in sorted(self._coproducts[process.id], key=lambda r: r.id)
            ]
        return outputs

    def is_substituted(self, process: UnitProcess) -> bool:
        """Whether co-products of the process are credited instead of allocated."""
        rule = process.allocation or self._study_rule
        return rule is not None and rule.method == "substitution"

    def coproducts(self, process: str) -> tuple[Exchange, ...]:
        """Rows of the other products of a process, ordered by id."""
        return tuple(sorted(self._coproducts[process], key=lambda r: r.id))

    def of(self, process: str) -> Mapping[str, Output]:
        """Outputs of a process by flow; empty for an unknown process."""
        return self._of.get(process, {})

    def makers(self, flow: str) -> tuple[str, ...]:
        """Unit processes that put out `flow`, ordered by id."""
        return tuple(self._makers.get(flow, ()))
