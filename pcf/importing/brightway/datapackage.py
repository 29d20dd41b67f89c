"""A linked background as a Brightway datapackage: a zip that ``bw2calc`` opens as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.findings import Finding, finding
from pcf.importing.brightway.system import System, Triplet, background_system

if TYPE_CHECKING:
    from pcf.importing.writers import Source


#: Columns that say more than Brightway asks for; with them what is read was written by pcf.
OWN = ("pcf_kind", "pcf_year", "name_zh", "product_zh")


def write(source: Source, target: Path) -> tuple[Finding, ...]:
    """Write the datapackage of a background.

    Ids of rows and columns are the places of products in the background; those of gases follow
    them. ``activities.csv`` inside names them.
    """
    return write_system(background_system(source.background, source.method), target)


def write_system(system: System, target: Path) -> tuple[Finding, ...]:
    """Write the datapackage of a system, as float64."""
    import bw_processing as bwp

    fs = bwp.generic_zipfile_filesystem(dirpath=target.parent, filename=target.name, write=True)
    package = bwp.create_datapackage(fs=fs, name=bwp.clean_datapackage_name(system.id))
    base = len(system.activities)
    known = [(n, gas.factor) for n, gas in enumerate(system.gases) if gas.factor is not None]
    _add(package, "technosphere_matrix", system.technosphere)
    _add(package, "biosphere_matrix", [(k + base, j, v) for k, j, v in system.biosphere])
    if known:
        _add(package, "characterization_matrix", [(n + base, 0, f) for n, f in known])
    package.add_csv_metadata(
        dataframe=_names(system), valid_for=[("technosphere_matrix", "cols")], name="activities"
    )
    package.finalize_serialization()
    left = len(system.gases) - len(known)
    return (finding("IM046", observed=left, expected="characterization factor"),) if left else ()


def _add(package: Any, name: str, entries: Sequence[Triplet]) -> None:
    rows, cols, data = zip(*entries, strict=True) if entries else ((), (), ())
    add_vector(package, name, rows, cols, data)


def add_vector(package: Any, matrix: str, rows: Any, cols: Any, data: Any) -> None:
    """Add the entries of a matrix to a datapackage of ``bw_processing``.

    The factors of a characterization matrix stand in column 0, which is the place named as global,
    whatever `cols` says.
    """
    import numpy as np

    indices = np.empty(len(data), dtype=[("row", np.int64), ("col", np.int64)])
    indices["row"], indices["col"] = rows, cols
    extra: dict[str, Any] = {}
    if matrix == "characterization_matrix":
        # bw2calc takes the factors whose column is the place `global_index`
        indices["col"] = 0
        extra = {"global_index": 0}
    package.add_persistent_vector(
        matrix=matrix,
        indices_array=indices,
        data_array=np.asarray(data, dtype=np.float64),
        name=matrix,
        **extra,
    )


def _names(system: System) -> Any:
    from pandas import DataFrame

    rows = [(n, a.code, a.name, a.product, a.unit, a.location, a.kind, a.year, a.name_zh,
             a.product_zh) for n, a in enumerate(system.activities)]  # fmt: skip
    base = len(rows)
    rows += [(base + n, g.code, g.name, g.name, "kg", "/".join(g.categories), "", "", "", "")
             for n, g in enumerate(system.gases)]  # fmt: skip
    return DataFrame(rows, columns=["index", "code", "name", "product", "unit", "location", *OWN])
