"""What allocation leaves to the product of the burdens of each process, along the chain to it."""

from __future__ import annotations

from collections import defaultdict

from pcf.calc.footprint import Footprint

#: Rounds after which parts that still move are taken as they are, and the change that ends it.
_ROUNDS, _STILL = 200, 1e-14


def kept_parts(footprint: Footprint) -> dict[str, float]:
    r"""Part of the burdens of each process that reaches the product, 1 for all, by process.

    .. math:: K_p = \sum_{o \in U_p} \lambda_{p,o} \cdot
              \frac{f_p + \sum_c q_{c \to p} K_c}{f_p + \sum_c q_{c \to p}}

    with the allocation shares λ of the outputs *U* of a process that the product draws on, what the
    unit of the study takes of it directly, *f*, and what each process *c* of the chain takes, *q*.
    Only the way from the product to the process counts: a co-product elsewhere changes nothing.
    """
    solved = footprint.solved
    foreground, scaling = solved.foreground, solved.scaling
    taken: dict[str, list[tuple[str, float]]] = defaultdict(list)
    direct: dict[str, float] = defaultdict(float)
    own: dict[str, float] = defaultdict(float)
    for (process, _), share, runs, demand in zip(
        foreground.keys, foreground.shares, scaling, foreground.demand, strict=True
    ):
        if runs:
            own[process] += float(share)
        direct[process] += float(share) * abs(float(demand))
    for supplier, user, value in foreground.entries:
        amount = float(foreground.shares[supplier]) * abs(value * float(scaling[user]))
        if supplier != user and amount:
            taken[foreground.keys[supplier][0]].append((foreground.keys[user][0], amount))
    kept = {process: min(share, 1.0) for process, share in own.items()}
    for _ in range(_ROUNDS):
        before = dict(kept)
        for process, share in own.items():
            whole = direct[process] + sum(amount for _, amount in taken[process])
            part = direct[process] + sum(
                amount * kept.get(user, 0.0) for user, amount in taken[process]
            )
            kept[process] = min(share, 1.0) * (part / whole if whole else 1.0)
        if all(abs(kept[name] - value) <= _STILL for name, value in before.items()):
            break
    return kept
