"""Changed copies of the example projects.

What has to be edited where an example of a clause does not fit, what else fails by nature, and what
no example can show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pcf.rules.pack import Snippet


@dataclass(frozen=True)
class Roles:
    """Rows of an example that derived edits name, and what is put in before them.

    `rows` are addresses by role; in the edits of `DERIVED` they stand in braces.
    """

    rows: Mapping[str, str]
    before: Snippet = field(default_factory=Snippet)


_CONTRACT = {
    "kind": "contract",
    "supplier": "bg:elec_grid_cn_green_wind_delivered",
    "fallback": "bg:elec_grid_cn",
    "certificate": "fictitious certificate",
}
_RECORD = {"origin": "primary", "source": "fictitious", "evidence": "EV-FICTITIOUS"}
_GAS = {"direction": "emission", "flow": "hfc134a", "amount": 1e-7, "unit": "kg", **_RECORD}
_LEG = {
    "mode": "road", "mass": 1, "mass_unit": "kg", "distance": 100, "distance_unit": "km",
    "supplier": "bg:truck_heavy_diesel_cn", **_RECORD,
}  # fmt: skip
#: One battery and one example of the process industry; contract power, a leg and a gas are put in
#: where an example has none.
ROLES = {
    "lfp-pack": Roles(
        {
            "own": "electricity.L-cell_formation-formation_and_ageing",
            "key": "bom.B-al_sheet_production-aluminium_ingot",
            "power": "electricity.L-lfp_solid_state",
            "power_process": "processes.lfp_solid_state",
            "contract": "electricity.L-pack_assembly",
            "use": "electricity.L-use_losses",
            "use_process": "processes.use_losses",
            "row": "bom.B-al_sheet_production-aluminium_ingot",
            "leg": "transport.T-pack_assembly-inbound",
            "gas": "exchanges.E-cell_assembly-hfc134a",
            "out": "exclusions.X-infrastructure",
        },
        Snippet(
            {f"electricity.L-pack_assembly.{k}": v for k, v in _CONTRACT.items()}
            | {"study.sensitivity.grid_mix": "{{duty.grid_change}}"}
        ),
    ),
    "steel-bf-bof": Roles(
        {
            "own": "electricity.L-sintering",
            "key": "bom.B-supply_coking_coal",
            "power": "electricity.L-sintering",
            "power_process": "processes.sintering",
            "contract": "electricity.L-pelletising",
            "row": "bom.B-supply_coking_coal",
            "leg": "transport.T-test",
            "gas": "exchanges.E-test-hfc134a",
            "out": "exclusions.X-capital_goods",
        },
        Snippet(
            {f"electricity.L-pelletising.{k}": v for k, v in _CONTRACT.items()}
            | {"study.sensitivity.grid_mix": "{{duty.grid_change}}"},
            adds={
                "transport": ({"id": "T-test", "process": "supply_coking_coal", **_LEG},),
                "exchanges": ({"id": "E-test-hfc134a", "process": "sintering", **_GAS},),
            },
        ),
    ),
}


def _edits(*unsets: str, answers: Mapping[str, str] | None = None, **sets: object) -> Snippet:
    return Snippet(
        {k.replace("__", "."): v for k, v in sets.items()}, unsets, answers=answers or {}
    )


def _to(address: str, value: object, **more: object) -> Snippet:
    return Snippet({address: value, **{k.replace("__", "."): v for k, v in more.items()}})


#: Inherited clauses whose example names rows of the model project; the same fault elsewhere.
DERIVED: dict[str, Snippet] = {
    "PCF001": _edits("{own}.source"),
    "PCF002": _edits("evidence.EV-FICTITIOUS.sha256"),
    "PCF003": Snippet({"{own}.origin": "estimate", "{own}.amount": 1e5}),
    "PCF005": _edits("{leg}.distance", "{leg}.distance_unit"),
    "PCF006": _edits("{contract}.fallback"),
    "PCF007": Snippet({"{own}.dq": "5,5,5,5,5", "{own}.amount": 1e5}),
    "PCF010": _to("{row}.part", "carbon offset"),
    "PCF012": _to("{own}.supplier", "bg:elec_coal_cn"),
    "GBT016": _edits("study.rule.guidance"),
    "GBT017": _to("study.rule.level", "group", study__rule__higher_standard_in_force="yes"),
    "GBT022": _to("{power}.supplier", "bg:elec_grid_cn_fj", **{"{power_process}.location": "CN"}),
    "GBT026": _edits(answers={"GBT026": "no"}, study__rule__level="national"),
    "GBT028": _edits("{out}.share"),
    "GBT034": _to("pcf.product.mass", 5000),
    "GBT036": _edits("{out}.source"),
    "GBT037": _to("{out}.share", 0.03),
    "GBT039": _to("{own}.origin", "secondary"),
    "GBT040": _to("{key}.origin", "secondary"),
    "GBT042": Snippet({"{leg}.origin": "secondary"}, ("{leg}.source",)),
    "GBT043": _edits("{key}.dq"),
    "GBT046": _edits("{own}.evidence"),
    "GBT047": Snippet({"{own}.supplier": "bg:elec_grid_de", "{own}.amount": 1e5}),
    "GBT052": _to("pcf.product.period", "2036-01-01/2036-12-31", study__report__date="2036-12-31"),
    "GBT058": _to("{use}.supplier", "bg:elec_grid_de", **{"{use_process}.location": "DE"}),
    "GBT063": _to("{row}.amount", 5000),
    "GBT064": Snippet({"{leg}.origin": "estimate"}, ("{leg}.source",)),
    "GBT072": _to(
        "pcf.method.end_of_life", "open-loop", pcf__method__open_loop_factor=0.5,
        study__recycling__open_loop_basis="经济价值比",
        study__recycling__inherent_properties_kept="yes",
    ),
    "GBT076": _edits("study.timing.statement", study__use__service_life_years=15),
    "GBT078": Snippet({"{own}.supplier": "bg:elec_grid_cn_mee2024", "{own}.amount": 1e5}),
    "GBT084": _to("{own}.supplier", "bg:use_loss_ev"),
    "GBT085": _edits(answers={"GBT085": "no"}),
    "GBT086": _to("{own}.kind", "self", study__electricity__self_attributes="sold"),
    "GBT087": Snippet({"{own}.kind": "direct"}, ("{own}.certificate",)),
    "GBT088": _edits("{contract}.certificate"),
    "GBT089": _edits(answers={"GBT089": "no"}),
    "GBT090": _to("{contract}.supplier", "bg:elec_grid_no"),
    "GBT091": _to("{own}.supplier", "bg:elec_grid_de"),
    "GBT092": _edits("{contract}.fallback"),
    "GBT096": _edits("study.land.lookback_years", study__land__dluc_assessed="yes"),
    "GBT098": _to("{leg}.mode", "air"),
    "GBT099": Snippet(
        {
            "{leg}.mode": "air", "{leg}.supplier": "bg:air_freight_cn", "{leg}.distance": 1,
            "study.transport.radiative_forcing": 1.9,
        }
    ),
    "GBT105": _to(
        "{gas}.flow", "sf5cf3", pcf__method__gwp_set="EF3.1",
        study__method__gwp_reason="欧盟客户要求",
    ),
    "GBT121": _to("{gas}.flow", "sf6", **{"{gas}.amount": 1}),
    "GBT122": _to("{row}.amount", 0.4),
    "GBT124": _to("{row}.amount", 0.4),
}  # fmt: skip


def derived(code: str, example: str) -> Snippet:
    """Edits of `DERIVED` with the rows of an example; raises `KeyError` for a role it lacks."""
    edits, rows = DERIVED[code], ROLES[example].rows
    return Snippet(
        {address.format_map(rows): value for address, value in edits.sets.items()},
        tuple(address.format_map(rows) for address in edits.unsets),
        answers=edits.answers,
    )


#: Clauses that fail together with another by nature, beyond what the clause itself names.
ALSO: dict[str, set[str]] = {
    "GBT013": {"GBT026"},  # without a level of the rule, whether its unit is kept is open
    "GBT017": {"GBT026"},
    "PCF003": {"GBT039", "GBT040"},  # a row so large that most is estimate has to be primary
    "GBT039": {"GBT040"},  # a plant on averages: asked of own processes and of the largest rows
    "GBT040": {"GBT039"},
    "GBT047": {"GBT058", "GBT091"},  # German power in China: another country, use stage, grid
    "GBT052": {"GBT051", "GBT094"},  # a period far ahead makes every dataset old
    # Credits under an open loop ask for the double count; they are not measured, though large.
    "GBT072": {"GBT074", "GBT040"},
    "GBT073": {"GBT074", "GBT040"},
    "GBT074": {"GBT040"},
    "GBT091": {"GBT047", "GBT058"},
    "GBT092": {"PCF006"},  # the second run needs the fallback that PCF006 asks for
    "PCF006": {"GBT092"},
    "GBT115": {"GBT118"},  # a comparative claim asks a person whether the two can be compared
    "GBT119": {"GBT118"},
    "GBT122": {"GBT124"},  # what is lacking of a fuel is lacking as mass and as energy
    # Twenty times the CO2 that the gas can give is more than the gas weighs.
    "GBT123": {"GBT063"},
    "STL039": {"GBT063"},
    "GBT124": {"GBT063", "GBT122"},
    # The family pack restates the clause for its product.
    "GBT019": {"EEP004", "NEV004"},
    "GBT024": {"LIB005", "LIB059", "EEP002", "NEV002"},
    "GBT029": {"EEP004", "NEV004"},
    "GBT050": {"ALU007"},
    "GBT082": {"EEP004", "NEV004"},
    "GBT094": {"GBT052"},
    "GBT101": {"GBT043"},  # another GWP set moves rows into the largest 80 %
    # Without a material that is part of the product its mass does not add up either.
    "LIB012": {"GBT063"},
    "LIB013": {"LIB042"},
    "GBT034": {"LIB034"},  # a mass of the product that is not that of its parts
    "LIB014": {"GBT063", "GBT122", "LIB042"},
    "LIB016": {"GBT063"},
    "LIB019": {"GBT063"},
    "NEV007": {"GBT034", "GBT063"},
    "NEV008": {"GBT034", "GBT063"},
    "EEP012": {"GBT047"},  # use makes most of the result: its power alone is the foreign share
    "EEP016": {"GBT047"},  # ten times the chips, which are made abroad
    "PVM012": {"GBT052"},  # without two meters of power, older datasets weigh more than 1 %
    "LIB059": {"GBT040"},  # less of the pack leaves its losses in use among the largest rows
    "LIB061": {"GBT123"},  # the carbonate brings the carbon of the furnace, too
    "LIB036": {"GBT040"},  # power of the cell works is among the largest rows
}
#: Inherited clauses that no changed copy of an example shows, and why.
NOT_SHOWN: dict[str, dict[str, str]] = {
    "lfp-pack": {
        "PCF011": "holds no footprint received from a supplier",
        "PCF013": "its power stands in the ledger",
        "GBT012": "holds no footprint received from a supplier",
        "GBT104": "holds no footprint received from a supplier",
        "GBT124": "no process makes an energy carrier",
    },
    "steel-bf-bof": {
        "PCF011": "holds no footprint received from a supplier",
        "PCF013": "its power stands in the ledger",
        "GBT012": "holds no footprint received from a supplier",
        "GBT104": "holds no footprint received from a supplier",
        "GBT125": "no flow of the project states a heating value",
    }
    | dict.fromkeys(("PCF004", "GBT034"), "the unit is a mass: no mass of one product")
    | dict.fromkeys(
        ("GBT024", "GBT054", "GBT055", "GBT056", "GBT057", "GBT058", "GBT059", "GBT060", "GBT113"),
        "steel at the gate: no use stage and no end of life",
    ),
}
#: Shown on the model project of the packs alone: no example holds a footprint with a last day, or
#: power outside the ledger.
MODEL_ONLY = {"PCF011", "PCF013"}
#: Edits of an example that holds footprints received from suppliers.
RECEIVED: dict[str, Snippet] = {
    "GBT012": _edits(answers={"GBT012": "no"}),
    "GBT104": _edits(pcf__method__gwp_set="AR6"),
}
