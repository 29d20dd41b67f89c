"""Datapackages of a generated system, as bw2calc takes them: in memory or as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.case import GASES, SIGMA, Case

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Identifiers of elementary flows start here: above every process of a case.
FLOW = 10_000_000


def packages(
    case: Case,
    *,
    draws: bool = False,
    foregrounds: bool = False,
    lean: bool = False,
    file: Any = None,
) -> list[Any]:
    """Datapackages of technosphere, biosphere and method.

    Parameters
    ----------
    draws
        Give every input and emission its distribution.
    foregrounds
        Put the processes of the portfolio behind those of the background.
    lean
        Leave out the elementary flows that have no factor.
    file
        Folder to write to instead of memory.
    """
    import bw_processing as bp

    made, (rows, columns, amounts) = case.made, case.flows
    own = case.portfolio
    own_flows = (rows[:0], columns[:0], amounts[:0]) if lean else (rows, columns, amounts)
    biosphere = [
        np.concatenate(parts)
        for parts in zip(
            (made.gas_rows, made.gas_columns, made.gas_amounts), own_flows, strict=True
        )
    ]
    technosphere = [made.rows, made.columns, made.amounts]
    size = case.size
    if foregrounds:
        drawn = [
            np.concatenate([own.rows + case.size, own.links]),
            np.concatenate([own.columns, own.link_columns]) + case.size,
            np.concatenate([own.amounts, own.link_amounts]),
        ]
        technosphere = [np.concatenate(parts) for parts in zip(technosphere, drawn, strict=True)]
        emitted = [
            np.zeros(len(own.emitters), dtype=np.int64),
            own.emitters + case.size,
            own.emitted,
        ]
        biosphere = [np.concatenate(parts) for parts in zip(biosphere, emitted, strict=True)]
        size += own.size
    made_of = {} if file is None else {"fs": file}
    package = bp.create_datapackage(
        name="generated", metadata={"database_dependencies": []}, **made_of
    )
    diagonal = np.arange(size)
    _add(package, "technosphere_matrix", diagonal, diagonal, np.ones(size), flip=False, draws=False)
    _add(package, "technosphere_matrix", *technosphere, flip=True, draws=draws)
    _add(package, "biosphere_matrix", biosphere[0] + FLOW, *biosphere[1:], flip=False, draws=draws)
    method = bp.create_datapackage(name="method", **({} if file is None else {"fs": file}))
    _method(package if file is not None else method, case)
    if file is not None:
        package.finalize_serialization()
        return [package]
    return [package, method]


def _method(package: Any, case: Case) -> None:
    package.add_persistent_vector(
        matrix="characterization_matrix",
        indices_array=_places(np.arange(GASES) + FLOW, np.zeros(GASES, dtype=np.int64)),
        data_array=case.factors,
        name="method",
        identifier=["GWP"],
        global_index=0,
    )


def _places(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Any:
    import bw_processing as bp

    places = np.zeros(len(rows), dtype=bp.INDICES_DTYPE)
    places["row"], places["col"] = rows, columns
    return places


def _add(
    package: Any, matrix: str, rows: Any, columns: Any, amounts: Any, *, flip: bool, draws: bool
) -> None:
    import bw_processing as bp

    extra: dict[str, Any] = {}
    if flip:
        extra["flip_array"] = np.ones(len(amounts), dtype=bool)
    if draws:
        spread = np.zeros(len(amounts), dtype=bp.UNCERTAINTY_DTYPE)
        for name in ("shape", "minimum", "maximum"):
            spread[name] = np.nan
        spread["uncertainty_type"], spread["scale"] = 2, SIGMA  # 2: lognormal
        spread["loc"] = np.log(amounts)
        extra["distributions_array"] = spread
    package.add_persistent_vector(
        matrix=matrix,
        indices_array=_places(rows, columns),
        data_array=amounts,
        name=f"{matrix}-{'inputs' if flip else 'own'}",
        **extra,
    )
