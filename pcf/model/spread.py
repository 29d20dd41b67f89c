"""What a project says about the spread of its numbers, besides the spread of single values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pcf.findings import Location

MixKind = Literal["dirichlet", "renormalised"]
#: Criteria of a pedigree, in the order in which scores are written.
PEDIGREE = ("reliability", "completeness", "temporal", "geographical", "technological")


@dataclass(frozen=True, slots=True)
class PedigreeTable:
    r"""Spread that a project gives to scores: variance of the logarithm, added up.

    .. math:: σ^2 = σ_b^2 + \sum_{i=1}^{5} σ_i^2(\text{score}_i)

    basic
        :math:`σ_b^2`.
    variances
        Five numbers, for scores 1 to 5, of each criterion of `PEDIGREE`.
    source
        Where the table is published.
    """

    basic: float
    variances: tuple[tuple[float, ...], ...]
    source: str


@dataclass(frozen=True, slots=True)
class Mix:
    """Rows or parameters whose values keep their sum: shares of a market or of electricity.

    members
        ``TABLE.ROW`` or ``parameters.NAME``.
    kind
        ``dirichlet``: shares drawn together, their means the stated shares; ``renormalised``: every
        member by its own distribution, then scaled to the sum.
    concentration
        Sum of the parameters of the Dirichlet distribution; the larger, the narrower.
    held
        Whether something was put in for a member that no mix can hold, a share of zero say: the
        mix is not drawn.
    """

    id: str
    members: tuple[str, ...]
    kind: MixKind
    concentration: float | None = None
    source: str = ""
    place: Location | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class UncertaintySettings:
    """``[uncertainty]`` of ``pcf.toml``; None = not stated."""

    seed: int | None = None
    draws: int | None = None
    pedigree: PedigreeTable | None = None
    mixes: tuple[Mix, ...] = ()
    place: Location | None = None
