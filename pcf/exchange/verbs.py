"""What a project can do with exchange formats; `pcf.api.Project` has these methods."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcf.exchange.export import Export
    from pcf.exchange.receive import Receipt
    from pcf.exchange.run import Exportable


class ExchangeVerbs:
    """Methods of a project that concern exchange formats."""

    folder: Path

    def export(
        self: Exportable,
        format: str,
        target: str | None = None,
        *,
        draft: bool = False,
        shape: str = "",
    ) -> Export:
        """Give the project in an exchange format.

        Parameters
        ----------
        format
            ``pact``, ``catena-x`` or ``battery-passport``.
        target
            Name of a target in ``pcf.toml``; None = base case.
        draft
            Give the document while findings stand, marked as a draft.
        shape
            Data model of the battery passport: ``batterypass``, ``idta`` or ``catena-x``.

        Returns
        -------
        Export
            `document` is None while findings stand, or when an identity does not hold.

        Raises
        ------
        UsageError
            ``US034`` for an unknown format or shape, ``TG027`` for an unknown target.
        PcfError
            When the project cannot be computed.
        """
        from pcf.exchange.run import Order, export_project

        return export_project(self, Order(format, target, draft, shape))

    def receive(self, file: str | Path, format: str, id: str = "") -> Receipt:
        """Take in a supplier's footprint; see `pcf.exchange.receive.receive`."""
        from pcf.exchange.receive import receive

        return receive(Path(file), self.folder, format, id)
