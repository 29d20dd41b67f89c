"""Modes of freight transport and the distance that stands in when a project gives none."""

from __future__ import annotations

from dataclasses import dataclass

from pcf.background.csvtable import Columns, read_rows
from pcf.errors import PcfError
from pcf.findings import Findings
from pcf.location import data_file

_COLUMNS = Columns(
    ("id", "name_zh", "name_en", "dataset", "default_distance_km", "default_tag",
     "default_source"),
    (),
    ("id", "name_zh", "name_en", "dataset"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TransportMode:
    """A mode of transport.

    dataset
        Background dataset that supplies it, per tkm.
    default_distance_km
        Distance used when a row gives none, to be printed whenever it is used; None = a row
        without distance cannot be computed.
    default_tag, default_source
        How that distance is known (``estimate`` = an assumption), and from where.
    """

    id: str
    name_zh: str
    name_en: str
    dataset: str
    default_distance_km: float | None
    default_tag: str
    default_source: str


def transport_modes() -> tuple[TransportMode, ...]:
    """Give all modes, in the order of ``datasets/transport/modes.csv``."""
    faults = Findings()
    path = data_file("transport/modes.csv")
    rows = read_rows(path, "transport/modes.csv", _COLUMNS, faults)
    modes = tuple(
        TransportMode(
            row.text("id"),
            row.text("name_zh"),
            row.text("name_en"),
            row.text("dataset"),
            row.number("default_distance_km"),
            row.text("default_tag"),
            row.text("default_source"),
        )
        for row in rows
    )
    if faults.errors:
        raise PcfError(faults)
    return modes
