"""A tiny valid project folder: a chair of two unit processes, made for tests of the reader."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """\
schema = 1

[project]
id = "chair"
lang = "zh"

[product]
id = "CHAIR-1"
name_zh = "椅子"
name_en = "chair"
location = "CN-FJ"
period = "2025-01-01/2025-12-31"
mass = 5
mass_unit = "kg"

[unit]
kind = "functional"
amount = 1
unit = "a"
description_zh = "使用一年"
description_en = "one year of use"

[[unit.reference_flow]]
process = "assembly"
formula = "1 / life"
unit = "piece"

[[unit.alternative]]
id = "per-chair"
name_zh = "每把椅子"
name_en = "per chair"
unit = "piece"
formula = "life"

[boundary]
kind = "cradle-to-gate"
stages = ["raw_material", "production"]

[method]
gwp_set = "AR6"
biogenic = "-1/+1"
electricity = "instruments"
end_of_life = "none"
allocation = "per-process"

[background]
id = "pcf-open"
allocation = "default"
"""

PARAMETERS = """\
[life]
value = 10
unit = "a/piece"
source = "design"

[legs]
value = 4
unit = "1"
low = 3
high = 5

[leg_mass]
formula = "0.5 * kilo"
unit = "g"

[kilo]
value = 1
unit = "kg"
"""

FLOWS = """\
id,name_zh,name_en,unit,mass_kg,properties
chair,椅子,chair,piece,5,volume=2; solids=0.7
leg,椅腿,leg,kg,1,
"""

PROCESSES = """\
id,name_zh,name_en,stage,location,product,amount,unit,allocation,allocation_reason
assembly,组装,assembly,production,CN-FJ,chair,1,piece,,
turning,车削,turning,raw_material,CN,leg,1,kg,,
"""

EXCHANGES = """\
id,process,direction,flow,amount,formula,unit,supplier,origin
E-1,assembly,emission,co2-fossil,0.2,,kg,,primary
E-2,turning,input,wood,1.1,,kg,bg:wood/wood,secondary
"""

BOM = """\
id,process,part,flow,amount,formula,unit,supplier,origin,evidence
B-1,assembly,腿,leg,,legs * leg_mass,kg,process:turning,primary,EV-1
"""

ELECTRICITY = """\
id,process,kind,flow,amount,unit,supplier,fallback,certificate,origin
EL-1,assembly,contract,,2,kWh,bg:wind,bg:grid,GEC-1,primary
"""

TRANSPORT = """\
id,process,mode,cargo,mass,mass_unit,distance,distance_unit,origin
T-1,assembly,road,bom/B-1,,,100,km,primary
T-2,assembly,rail,,0.1,t,,,estimate
"""

EXCLUSIONS = """\
id,what,reason,share
X-1,螺丝,质量小,0.5%
"""

EVIDENCE = """\
id,file,page,sha256
EV-1,evidence/weight.txt,1,53d3267fc151f97c6d50aa9762f56c85d585ce118616cafa5b7993023ae887e2
"""

SCENARIO = """\
name_zh = "三条腿"
name_en = "three legs"

[set]
"parameters.legs" = 3
"exchanges.E-2.amount" = 2.5

[swap]
"bom.B-1" = "bg:leg-import"
"""

FILES: dict[str, str] = {
    "pcf.toml": SETTINGS,
    "model/parameters.toml": PARAMETERS,
    "model/flows.csv": FLOWS,
    "model/processes.csv": PROCESSES,
    "model/exchanges.csv": EXCHANGES,
    "model/bom.csv": BOM,
    "model/electricity.csv": ELECTRICITY,
    "model/transport.csv": TRANSPORT,
    "model/exclusions.csv": EXCLUSIONS,
    "evidence/evidence.csv": EVIDENCE,
    "evidence/weight.txt": "leg 0.5 kg\n",
    "scenarios/three-legs.toml": SCENARIO,
}


def make_project(folder: Path, **changed: str | bytes | None) -> Path:
    """Write the project; `changed` gives other contents by file name, None = no file.

    ``make_project(tmp_path, bom=..., pcf=...)``.
    """
    names = {Path(file).stem: file for file in FILES}
    files: dict[str, str | bytes | None] = {**FILES}
    for name, content in changed.items():
        files[names.get(name.replace("_", "-"), f"model/{name}.toml")] = content
    for file, content in files.items():
        if content is not None:
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content.encode() if isinstance(content, str) else content
            path.write_bytes(data)
    return folder


def replaced(text: str, old: str, new: str) -> str:
    """Give `text` with one occurrence of `old` replaced; it must occur exactly once."""
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)
