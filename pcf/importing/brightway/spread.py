"""Uncertainty of Brightway (numbers of ``stats_arrays``) as neutral uncertainty, and back.

The scale s of a log-normal spread is the standard deviation of the logarithm, so that the squared
geometric standard deviation is exp(s)^2 = exp(2 s); that of a normal one is a standard deviation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from pcf.importing.package import Uncertainty

_KINDS = {2: "log-normal", 3: "normal", 4: "uniform", 5: "triangular"}
_MAX_SCALE = 100.0


def spread(stated: Mapping[str, float | None], amount: float | None) -> Uncertainty | None:
    """Give the uncertainty of an exchange; None for none, or a kind that we do not know.

    Parameters
    ----------
    stated
        ``uncertainty type``, ``loc``, ``scale``, ``minimum``, ``maximum``.
    amount
        Amount of the exchange, to which a standard deviation is relative.
    """
    number = stated.get("uncertainty type")
    kind = _KINDS.get(int(number)) if number is not None and math.isfinite(number) else None
    if kind is None:
        return None
    scale, mode = stated.get("scale"), None
    deviation = None
    if kind == "log-normal" and scale is not None and 0 <= scale < _MAX_SCALE:
        deviation = math.exp(2 * scale)
    elif kind == "normal" and scale is not None and amount:
        deviation = 200.0 * scale / abs(amount)
    elif kind == "triangular":
        mode = stated.get("loc")
    low, high = stated.get("minimum"), stated.get("maximum")
    return Uncertainty(kind, low, high, deviation, mode)
