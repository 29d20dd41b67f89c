r"""All first-order sensitivities of a score at once, and the scores of many products.

With supply *s* (A s = f) and intensities *y* (Aᵀ y = r),

.. math:: \frac{\partial h}{\partial a_{ij}} = -y_i s_j, \qquad
          \frac{\partial h}{\partial r_j} = s_j

so that one supply and one intensity vector give the derivative by every entry. The *elasticity* is
that derivative by the entry's own size over the score: percent of the score per percent of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pcf.engine.system import Floats, System

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True)
class Elasticities:
    """Elasticities of a score, without unit.

    technosphere
        In the order of the entries of the system (inputs and co-products).
    outputs
        By what each process makes (n).
    burdens
        By the burden of each process (n).
    """

    technosphere: Floats
    outputs: Floats
    burdens: Floats


def elasticities(
    system: System, supply: Floats, intensity: Floats, column: int = 0
) -> Elasticities:
    """Elasticities of the score of one demand for one column of burdens.

    Parameters
    ----------
    supply, intensity
        Vectors (n) of the demand and of the column of burdens.

    Raises
    ------
    ZeroDivisionError
        When the score is zero: no percentage of it exists.
    """
    entries = system.entries
    score = float(supply @ system.burdens[:, column])
    if not score:
        raise ZeroDivisionError("the score is zero")
    per = np.repeat(supply, np.diff(entries.start))
    return Elasticities(
        -intensity[entries.supplier] * per * entries.amount / score,
        -intensity * supply * system.diagonal / score,
        supply * system.burdens[:, column] / score,
    )


def scores(demands: csr_array, intensity: Floats) -> Floats:
    """Scores of many demands (products × n) by known intensities (n × m): F Y."""
    return np.asarray(demands @ intensity, dtype=np.float64)
