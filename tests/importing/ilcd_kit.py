"""Small ILCD packages by hand: one product chain of power, steel and transport."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

COMMON = 'xmlns:common="http://lca.jrc.it/ILCD/Common"'
MASS, ENERGY, TRANSPORT = (f"{n:08d}-0000-4000-8000-000000000000" for n in (1, 2, 3))
CO2 = "08a91e70-3ddc-11dd-923d-0050c2490048"
CH4_OLD = "08a91e70-3ddc-11dd-960b-0050c2490048"
CO2_IN_AIR = "da174fac-e567-42d3-99b5-a688913dc88e"


def uuid(number: int) -> str:
    """A UUID from a number."""
    return f"aaaaaaaa-0000-4000-8000-{number:012d}"


@dataclass
class Row:
    """An exchange; `extra` is XML put inside it."""

    flow: str
    direction: str = "Input"
    amount: str | None = "1"
    extra: str = ""


@dataclass
class Proc:
    """A process; the first row is the reference unless `references` says otherwise."""

    id: str
    name: str
    rows: list[Row]
    location: str = "CN"
    references: tuple[str, ...] = ("0",)
    kind: str = "Unit process, single operation"
    top: str = ""
    version: str = "01.00.000"
    parameters: str = ""
    year: str = "2020"
    zh: str = ""


@dataclass
class FlowData:
    """A flow; `properties` are pairs of flow property and amount, the first is the reference."""

    id: str
    name: str
    kind: str = "Product flow"
    properties: tuple[tuple[str, str], ...] = ((MASS, "1"),)
    compartment: tuple[str, ...] = ()
    cas: str = ""
    zh: str = ""


@dataclass
class Files:
    """Files of a package by path."""

    processes: list[Proc] = field(default_factory=list)
    flows: list[FlowData] = field(default_factory=list)

    def texts(self) -> dict[str, str]:
        """Give all files as text."""
        made = {f"ILCD/processes/{p.id}.xml": process_xml(p) for p in self.processes}
        made |= {f"ILCD/flows/{f.id}.xml": flow_xml(f) for f in self.flows}
        return made | units()


def process_xml(p: Proc) -> str:
    """A process data set."""
    rows = "".join(_row(number, row) for number, row in enumerate(p.rows))
    references = "".join(
        f"<referenceToReferenceFlow>{r}</referenceToReferenceFlow>" for r in p.references
    )
    zh = f'<baseName xml:lang="zh">{escape(p.zh)}</baseName>' if p.zh else ""
    top = (
        "<classificationInformation><common:classification>"
        f'<common:class level="0">{escape(p.top)}</common:class>'
        "</common:classification></classificationInformation>"
        if p.top
        else ""
    )
    relations = f"<mathematicalRelations>{p.parameters}</mathematicalRelations>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<processDataSet {COMMON} '
        'xmlns="http://lca.jrc.it/ILCD/Process" version="1.1"><processInformation>'
        f"<dataSetInformation><common:UUID>{p.id}</common:UUID><name>"
        f'<baseName xml:lang="en">{escape(p.name)}</baseName>{zh}</name>{top}</dataSetInformation>'
        f"<quantitativeReference>{references}</quantitativeReference>"
        f"<time><common:referenceYear>{p.year}</common:referenceYear></time><geography>"
        f"<locationOfOperationSupplyOrProduction location={quoteattr(p.location)}/></geography>"
        f"{relations if p.parameters else ''}</processInformation>"
        "<modellingAndValidation><LCIMethodAndAllocation>"
        f"<typeOfDataSet>{p.kind}</typeOfDataSet></LCIMethodAndAllocation>"
        "</modellingAndValidation><administrativeInformation><publicationAndOwnership>"
        f"<common:dataSetVersion>{p.version}</common:dataSetVersion>"
        "</publicationAndOwnership></administrativeInformation>"
        f"<exchanges>\n{rows}</exchanges></processDataSet>"
    )


def _row(number: int, row: Row) -> str:
    amount = "" if row.amount is None else f"<resultingAmount>{row.amount}</resultingAmount>"
    way = f"<exchangeDirection>{row.direction}</exchangeDirection>" if row.direction else ""
    return (
        f'<exchange dataSetInternalID="{number}"><referenceToFlowDataSet '
        f'refObjectId="{row.flow}"><common:shortDescription>{row.flow[:8]}'
        f"</common:shortDescription></referenceToFlowDataSet>{way}{amount}{row.extra}</exchange>\n"
    )


def flow_xml(f: FlowData) -> str:
    """A flow data set."""
    properties = "".join(
        f'<flowProperty dataSetInternalID="{n}"><referenceToFlowPropertyDataSet '
        f'refObjectId="{id}"/><meanValue>{amount}</meanValue></flowProperty>'
        for n, (id, amount) in enumerate(f.properties)
    )
    steps = "".join(
        f'<common:category level="{n}">{escape(step)}</common:category>'
        for n, step in enumerate(f.compartment)
    )
    place = (
        "<classificationInformation><common:elementaryFlowCategorization>"
        f"{steps}</common:elementaryFlowCategorization></classificationInformation>"
    )
    zh = f'<baseName xml:lang="zh">{escape(f.zh)}</baseName>' if f.zh else ""
    return (
        f'<flowDataSet {COMMON} xmlns="http://lca.jrc.it/ILCD/Flow"><flowInformation>'
        f"<dataSetInformation><common:UUID>{f.id}</common:UUID><name>"
        f'<baseName xml:lang="en">{escape(f.name)}</baseName>{zh}</name>'
        f"{place if steps else ''}<CASNumber>{f.cas}</CASNumber></dataSetInformation>"
        "<quantitativeReference><referenceToReferenceFlowProperty>0"
        "</referenceToReferenceFlowProperty></quantitativeReference></flowInformation>"
        f"<modellingAndValidation><LCIMethod><typeOfDataSet>{f.kind}</typeOfDataSet></LCIMethod>"
        f"</modellingAndValidation><flowProperties>{properties}</flowProperties></flowDataSet>"
    )


def units() -> dict[str, str]:
    """Flow properties and unit groups of mass, energy and transport."""
    made = {}
    for id, name, unit in ((MASS, "Mass", "kg"), (ENERGY, "Energy", "MJ"),
                           (TRANSPORT, "Transport", "t*km")):  # fmt: skip
        group = id.replace("0000-4000", "9999-4000")
        made[f"ILCD/flowproperties/{id}.xml"] = (
            f'<flowPropertyDataSet {COMMON} xmlns="http://lca.jrc.it/ILCD/FlowProperty">'
            f"<flowPropertiesInformation><dataSetInformation><common:UUID>{id}</common:UUID>"
            f'<common:name xml:lang="en">{name}</common:name></dataSetInformation>'
            f'<quantitativeReference><referenceToReferenceUnitGroup refObjectId="{group}"/>'
            "</quantitativeReference></flowPropertiesInformation></flowPropertyDataSet>"
        )
        made[f"ILCD/unitgroups/{group}.xml"] = (
            f'<unitGroupDataSet {COMMON} xmlns="http://lca.jrc.it/ILCD/UnitGroup">'
            f"<unitGroupInformation><dataSetInformation><common:UUID>{group}</common:UUID>"
            "</dataSetInformation><quantitativeReference><referenceToReferenceUnit>0"
            "</referenceToReferenceUnit></quantitativeReference></unitGroupInformation><units>"
            f'<unit dataSetInternalID="0"><name>{unit}</name><meanValue>1.0</meanValue></unit>'
            "</units></unitGroupDataSet>"
        )
    return made


POWER, STEEL, TRUCK, SLAG, CARBON = uuid(101), uuid(102), uuid(103), uuid(104), CO2


def chain() -> Files:
    """Power, transport, slag treatment and steel, solvable by hand.

    power: 3.6 MJ emits 0.9 kg CO2 -> 0.25 kg/MJ. truck: 1 t*km emits 0.1 kg. slag treatment: takes
    2 kg of slag, draws 4 MJ of power -> 1.0 kg / 2 kg = 0.5 kg per kg of slag. steel: 10 kg from
    36 MJ (9 kg), 5 t*km (0.5 kg), 3 kg of slag to treatment (1.5 kg), 9 kg CO2 of its own: 20 kg /
    10 kg = 2 kg/kg.
    """
    return Files(
        [
            Proc(uuid(1), "power", [Row(POWER, "Output", "3.6"), Row(CO2, "Output", "0.9")],
                 zh="电力"),
            Proc(uuid(2), "truck", [Row(TRUCK, "Output"), Row(CO2, "Output", "0.1")]),
            Proc(uuid(3), "slag treatment", [Row(SLAG, "Input", "2"), Row(POWER, "Input", "4")]),
            Proc(
                uuid(4),
                "steel",
                [Row(STEEL, "Output", "10"), Row(POWER, "Input", "36"), Row(TRUCK, "Input", "5"),
                 Row(SLAG, "Output", "3"), Row(CO2, "Output", "9")],
                zh="钢",
            ),
        ],
        [
            FlowData(POWER, "Electricity ", properties=((ENERGY, "1"),), zh="电"),
            FlowData(STEEL, "steel", zh="钢材"),
            FlowData(TRUCK, "transport", properties=((TRANSPORT, "1"),)),
            FlowData(SLAG, "slag", "Waste flow"),
            FlowData(CO2, "carbon dioxide (fossil)", "Elementary flow",
                     compartment=("Emissions", "Emissions to air", "Emissions to air, unspecified"),
                     cas="000124-38-9"),
        ],
    )  # fmt: skip


def write_zip(path: Path, texts: Mapping[str, str | bytes]) -> Path:
    """Write a package as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in texts.items():
            packed.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return path


def write_folder(path: Path, texts: Mapping[str, str]) -> Path:
    """Write a package as a folder."""
    for name, text in texts.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return path


def as_tidas(texts: Mapping[str, str]) -> dict[str, str]:
    """Turn a package into TIDAS by the convention of XML as JSON."""
    from pcf.importing.ilcd.walk import NAMESPACES
    from pcf.importing.xml_tree import parse_xml

    made = {}
    for name, text in texts.items():
        tree = parse_xml(text.encode(), NAMESPACES, frozenset())
        made[name.replace(".xml", ".json")] = json.dumps(tree, ensure_ascii=False)
    return made


def project(folder: Path, rows: Iterable[tuple[str, float, str, str]] = (), id: str = "db") -> Path:
    """A project of one process; rows are id, amount, unit, supplier."""
    model = folder / "model"
    model.mkdir(parents=True, exist_ok=True)
    (folder / "pcf.toml").write_text(_SETTINGS.replace("DATABASE", id), encoding="utf-8")
    (model / "processes.csv").write_text(
        "id,name_zh,name_en,stage,component,location,product,amount,unit,source\n"
        "mixing,混合,mixing,production,mix,CN,mixture,1,kg,example\n",
        encoding="utf-8",
    )
    lines = ["id,process,direction,flow,amount,unit,supplier,origin,source"]
    lines += [f"{r},mixing,input,f{r},{a!r},{u},{s},secondary,example" for r, a, u, s in rows]
    (model / "exchanges.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


_SETTINGS = """schema = 1

[project]
id = "mini"
lang = "en"

[product]
id = "M-1"
name_zh = "混料"
name_en = "mix"
family = "battery"
producer = "Example"
plant = "Example"
location = "CN"
period = "2025-01-01/2025-12-31"

[unit]
kind = "declared"
amount = 1
unit = "kg"
description_zh = "1 kg"
description_en = "1 kg"

[[unit.reference_flow]]
process = "mixing"
amount = 1
unit = "kg"

[boundary]
kind = "cradle-to-gate"
stages = ["raw_material", "production"]

[method]
gwp_set = "EF3.1"
biogenic = "0/0"
electricity = "instruments"
end_of_life = "none"
allocation = "per-process"

[background]
id = "DATABASE"
allocation = "default"
"""
