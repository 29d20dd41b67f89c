"""Formats that a footprint can be exported to, with the rule pack that stands before each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pcf.exchange.export import Export, Subject


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format.

    pack
        Id of the rule pack whose errors withhold an export.
    make
        Writes it: subject, draft, shape.
    shapes
        What ``--shape`` may be; empty for a format of one shape.
    """

    pack: str
    make: Callable[[Subject, bool, str], Export]
    shapes: tuple[str, ...] = ()


def _pact(subject: Subject, draft: bool, shape: str) -> Export:
    from pcf.exchange.pact import export_pact

    return export_pact(subject, draft)


def _catena_x(subject: Subject, draft: bool, shape: str) -> Export:
    from pcf.exchange.catena_x import export_catena_x

    return export_catena_x(subject, draft)


def _passport(subject: Subject, draft: bool, shape: str) -> Export:
    from pcf.exchange.battery_passport import export_battery_passport

    return export_battery_passport(subject, draft, shape)


#: Formats by the word of ``--as``.
EXPORTS: Mapping[str, ExportFormat] = {
    "pact": ExportFormat("pact", _pact),
    "catena-x": ExportFormat("catena-x", _catena_x),
    "battery-passport": ExportFormat(
        "battery-passport", _passport, ("batterypass", "idta", "catena-x")
    ),
}
