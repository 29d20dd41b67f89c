"""Small openLCA packages by hand, in both versions of the schema."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]
MASS, ENERGY, TRANSPORT = "p-mass", "p-energy", "p-transport"
CO2 = "08a91e70-3ddc-11dd-923d-0050c2490048"
POWER, STEEL, TRUCK, SLAG = "f-power", "f-steel", "f-truck", "f-slag"
_GROUPS = {MASS: "g-mass", ENERGY: "g-energy", TRANSPORT: "g-transport"}
_UNITS = {"kg": "g-mass", "t": "g-mass", "heap": "g-mass", "MJ": "g-energy", "kWh": "g-energy",
          "t*km": "g-transport"}  # fmt: skip
#: Names of version 2 and what they were called in version 1.
_V1 = {
    "isInput": "input", "isQuantitativeReference": "quantitativeReference",
    "isAvoidedProduct": "avoidedProduct", "isRefFlowProperty": "referenceFlowProperty",
    "isRefUnit": "referenceUnit", "isInputParameter": "inputParameter",
}  # fmt: skip


def ref(id: str, name: str = "", **more: Any) -> Json:
    """A reference."""
    return {"@id": id, "name": name or id, **more}


def row(number: int, flow: str, amount: Any, unit: str = "", way: str = "in", **more: Any) -> Json:
    """An exchange; `way` is ``in``, ``out`` or ``main`` (the reference output)."""
    made: Json = {
        "@type": "Exchange", "internalId": number, "flow": ref(flow), "isInput": way == "in",
        "amount": amount,
    }  # fmt: skip
    if unit:
        made["unit"] = ref(f"u-{unit}", unit)
    if way == "main":
        made["isQuantitativeReference"] = True
    return made | more


def process(id: str, rows: list[Json], **more: Any) -> Json:
    """A process."""
    return {
        "@type": "Process", "@id": id, "name": f"{id} made", "version": "01.00.000",
        "processType": "UNIT_PROCESS", "location": ref("l-cn", "China"),
        "processDocumentation": {"validFrom": "2020-01-01"}, "exchanges": rows, **more,
    }  # fmt: skip


def flow(id: str, kind: str, properties: tuple[tuple[str, Any], ...], **more: Any) -> Json:
    """A flow; its first property is the reference."""
    amounts = [
        {"flowProperty": ref(p), "conversionFactor": a, "isRefFlowProperty": n == 0}
        for n, (p, a) in enumerate(properties)
    ]
    return {"@type": "Flow", "@id": id, "name": f"{id} ", "version": "01.00.000",
            "flowType": f"{kind}_FLOW", "flowProperties": amounts, **more}  # fmt: skip


def units() -> dict[str, Json]:
    """Flow properties and unit groups of mass, energy and transport."""
    listed = {"g-mass": (("kg", 1.0), ("t", 1000.0), ("heap", 50.0)),
              "g-energy": (("MJ", 1.0), ("kWh", 3.6)), "g-transport": (("t*km", 1.0),)}  # fmt: skip
    made: dict[str, Json] = {}
    for id, parts in listed.items():
        made[f"unit_groups/{id}.json"] = {
            "@type": "UnitGroup", "@id": id, "name": id, "version": "01.00.000",
            "units": [{"@id": f"u-{n}", "name": n, "conversionFactor": f, "isRefUnit": f == 1.0}
                      for n, f in parts],
        }  # fmt: skip
    for id, group in _GROUPS.items():
        made[f"flow_properties/{id}.json"] = {
            "@type": "FlowProperty", "@id": id, "name": id, "version": "01.00.000",
            "unitGroup": ref(group),
        }  # fmt: skip
    return made


def chain() -> dict[str, Json]:
    """Power, transport, slag treatment and steel, solvable by hand.

    power: 1 kWh emits 0.9 kg CO2 -> 0.25 kg/MJ. truck: 1 t*km emits 0.1 kg. treatment: takes 2 kg
    of slag, draws 4 MJ -> 1.0 kg / 2 kg = 0.5 kg/kg. steel: 10 kg from 10 kWh (9 kg), 5 t*km
    (0.5 kg), 3 kg of slag to treatment (1.5 kg), 9 kg CO2 of its own: 20 kg / 10 kg = 2 kg/kg.
    """
    made = {
        "olca-schema.json": {"version": 2},
        "locations/l-cn.json": {"@type": "Location", "@id": "l-cn", "name": "China", "code": "CN"},
        "flows/power.json": flow(POWER, "PRODUCT", ((ENERGY, 1.0),), category="energy/power"),
        "flows/steel.json": flow(STEEL, "PRODUCT", ((MASS, 1.0),)),
        "flows/truck.json": flow(TRUCK, "PRODUCT", ((TRANSPORT, 1.0),)),
        "flows/slag.json": flow(SLAG, "WASTE", ((MASS, 1.0),)),
        "flows/co2.json": flow(CO2, "ELEMENTARY", ((MASS, 1.0),), category="Emissions/to air",
                               cas="000124-38-9"),
    }  # fmt: skip
    treated = row(1, SLAG, 2.0, "kg", "in", isQuantitativeReference=True)
    for one in (
        process("power", [row(1, POWER, 1.0, "kWh", "main"), row(2, CO2, 0.9, "kg", "out")]),
        process("truck", [row(1, TRUCK, 1.0, "t*km", "main"), row(2, CO2, 0.1, "kg", "out")]),
        process("treatment", [treated, row(2, POWER, 4.0, "MJ")]),
        process("steel", [row(1, STEEL, 10.0, "kg", "main"), row(2, POWER, 10.0, "kWh"),
                          row(3, TRUCK, 5.0, "t*km"), row(4, SLAG, 3.0, "kg", "out"),
                          row(5, CO2, 9.0, "kg", "out")]),
    ):  # fmt: skip
        made[f"processes/{one['@id']}.json"] = one
    return made | units()


def texts(files: dict[str, Json]) -> dict[str, str]:
    """Files as text."""
    return {name: json.dumps(content, ensure_ascii=False) for name, content in files.items()}


def as_version_1(files: dict[str, Json]) -> dict[str, Json]:
    """The same package in version 1: old names, categories as records, flags as texts."""
    made: dict[str, Json] = {"context.json": {"@vocab": "http://openlca.org/schema/v1.1/"}}
    for name, content in files.items():
        if name == "olca-schema.json":
            continue
        content = _old(content)
        steps = content.get("category")
        if isinstance(steps, str):
            above = ""
            for step in steps.split("/"):
                id = f"c-{above}{step}".replace(" ", "-")
                record = {"@type": "Category", "@id": id, "name": step}
                if above:
                    record["category"] = ref(above)
                made[f"categories/{id}.json"] = record
                above = id
            content["category"] = ref(above)
        made[name] = content
    return made


def _old(value: Any) -> Any:
    if isinstance(value, dict):
        return {_V1.get(k, k): _old(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_old(part) for part in value]
    return str(value).upper() if isinstance(value, bool) else value
