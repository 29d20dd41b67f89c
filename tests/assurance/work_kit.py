"""A small project for the work of verifiers and suppliers, and forms filled in like a person does.

Per kg of product: 0.2 kg of filler (process, no evidence), 2 kg steel at 1 kg CO2e and 3 kWh at
0.5 kg CO2e, so 3.5 kg CO2e and with the filler (0.1 kg resin at 4 kg CO2e per kg filler,
0.2 × 0.1 × 4 = 0.08) 3.58 kg CO2e.
"""

from __future__ import annotations

from pathlib import Path

from kit import background as tiny
from openpyxl import load_workbook

import pcf
from pcf.background import Background
from pcf.model import BackgroundChoice

SETTINGS = """\
schema = 1
[project]
id = "chair"
lang = "en"
[product]
id = "chair"
name_zh = "椅子"
name_en = "chair"
family = "test"
producer = "-"
plant = "-"
location = "CN"
period = "2025-01-01/2025-12-31"
[unit]
kind = "declared"
amount = 1
unit = "kg"
description_zh = "1 kg"
description_en = "1 kg"
[[unit.reference_flow]]
process = "assembly"
amount = 1
unit = "kg"
[boundary]
kind = "cradle-to-gate"
stages = ["raw_material", "production"]
[method]
gwp_set = "AR6"
biogenic = "0/0"
electricity = "instruments"
end_of_life = "none"
allocation = "per-process"
[background]
id = "tiny"
allocation = "default"
"""
FLOWS = "id,name_zh,name_en,unit\nchair,椅子,chair,kg\nfiller,填料,filler,kg\n"
PROCESSES = (
    "id,name_zh,name_en,stage,component,location,product,amount,unit\n"
    "assembly,组装,assembly,production,frame,CN,chair,1,kg\n"
    "filling,填料生产,filling,raw_material,frame,CN,filler,1,kg\n"
)
BOM = (
    "id,process,flow,amount,unit,supplier,origin,dq,evidence,source,note\n"
    'B-1,assembly,steel,2,kg,{steel},primary,"1,1,1,1,1",EV-1,scale,\n'
    "B-2,assembly,filler,0.2,kg,process:filling,secondary,,,handbook,\n"
    "B-3,filling,resin,0.1,kg,bg:resin_de,estimate,,,=guess,\n"
)
ELECTRICITY = (
    "id,process,kind,flow,amount,unit,supplier,origin,evidence,source\n"
    "L-1,assembly,grid,power,3,kWh,bg:power,primary,,meter\n"
)
EXCLUSIONS = "id,what,reason,share,source\nX-1,machines,capital goods,,\n"
DATASETS = {
    "steel": {"product": "steel", "unit": "kg", "emissions": {"co2_fossil": 1}},
    "power": {"product": "power", "unit": "kWh", "emissions": {"co2_fossil": 0.5}},
    "resin_de": {"product": "resin", "unit": "kg", "location": "DE",
                 "emissions": {"co2_fossil": 4}},
}  # fmt: skip


def make(folder: Path, background: Path, *, steel: str = "bg:steel") -> pcf.Project:
    """Write the project with evidence and open it on the small background."""
    (folder / "model").mkdir(parents=True)
    (folder / "evidence").mkdir()
    (folder / "pcf.toml").write_text(SETTINGS, encoding="utf-8")
    for name, text in (
        ("flows", FLOWS), ("processes", PROCESSES), ("bom", BOM.format(steel=steel)),
        ("electricity", ELECTRICITY), ("exclusions", EXCLUSIONS),
    ):  # fmt: skip
        (folder / "model" / f"{name}.csv").write_text(text, encoding="utf-8")
    proof(folder, "scale.csv", b"steel 2 kg\n")
    return opened(folder, background)


def proof(folder: Path, name: str, content: bytes) -> None:
    """Write a file of evidence, and its row with page and hash."""
    from hashlib import sha256

    path = folder / "evidence" / name
    path.write_bytes(content)
    line = f"EV-1,evidence/{name},1,{sha256(content).hexdigest()},steel"
    head = "id,file,page,sha256,covers"
    (folder / "evidence" / "evidence.csv").write_text(f"{head}\n{line}\n", encoding="utf-8")


def opened(folder: Path, background: Path) -> pcf.Project:
    """Open a project on the small background."""

    def opener(choice: BackgroundChoice, home: Path | None) -> Background:
        return tiny(background, DATASETS)

    return pcf.Project._opened_by(folder, opener)


class Form:
    """A workbook as a person sees it: cells by sheet, key of the row and English title."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = load_workbook(path)

    def columns(self, sheet: str) -> dict[str, int]:
        return {cell.value.split("\n")[1]: cell.column for cell in self.book[sheet][1]}

    def line(self, sheet: str, *keys: str) -> int:
        for line in range(2, self.book[sheet].max_row + 1):
            texts = [str(cell.value) for cell in self.book[sheet][line]]
            if all(key in texts for key in keys):
                return line
        raise KeyError(keys)

    def cell(self, sheet: str, line: int, title: str):
        return self.book[sheet].cell(line, self.columns(sheet)[title])

    def put(self, sheet: str, line: int, **values: object) -> None:
        """Write cells; titles whole or by their first word."""
        titles = self.columns(sheet)
        for word, value in values.items():
            near = (t for t in titles if t.split()[0].rstrip(",") == word)
            title = word if word in titles else next(near)
            self.cell(sheet, line, title).value = value

    def save(self, path: Path) -> Path:
        self.book.save(path)
        return path
