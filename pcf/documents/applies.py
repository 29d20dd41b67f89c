"""What a product system has, so that a field of a document applies to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcf.model import Model


def has_coproducts(model: Model) -> bool:
    """Whether a unit process has several products, so that there is something to allocate."""
    return any(row.direction == "coproduct" for row in model.exchanges)
