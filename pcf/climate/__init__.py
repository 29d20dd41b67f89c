"""Characterization factors of greenhouse gases and the greenhouse-gas ledger."""

from pcf.climate.factors import (
    LEDGERS,
    FactorSet,
    GasColumn,
    characterize,
    factor_sets,
    load_factor_set,
    read_factor_sets,
    removal_flows,
)

__all__ = [
    "LEDGERS",
    "FactorSet",
    "GasColumn",
    "characterize",
    "factor_sets",
    "load_factor_set",
    "read_factor_sets",
    "removal_flows",
]
