"""``docs/tiangong.md``: a battery pack with datasets of the TianGong database, as a user does it.

The database is not part of this project. Where its package lies in ``PCF_TEST_DATA`` (default: a
folder beside the checkout), the commands of the page run and their output stands on the page; where
it does not, the page stays as it is committed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

from pages.text import page, table, template, three

NAME = "tiangong.md"
ROOT = Path(__file__).resolve().parents[2]
BESIDE = Path(os.environ.get("PCF_TEST_DATA", ROOT.parent / "shared"))
PACKAGE = BESIDE / "data" / "tiangong" / "tiangong-lca-v0.2.0-processes.ilcd.zip"
WRITTEN = ROOT / "docs" / NAME
POLICY = "same-country-then-average"
COPRODUCTS = "reference"
LI2CO3 = "6bd6c827-a47b-4694-b402-50c2a5f17188"
LIPF6 = "a9bdadad-e31e-471a-bfd2-41931bb0e4ee"
FOIL = "dc63dc32-d1a0-48c9-96eb-9d8022ec0d0f"
RECYCLING = "cb06f804-c32e-475e-8e32-7296c97a7720"
#: Further datasets of the table: lithium carbonate from brine and from spodumene.
BRINE = "4d7a5496-9de1-4bf1-89f9-a689507fda0f"
SPODUMENE = "fec7ad83-45fe-4a12-b9bd-0e1ff065f817"
SHOWN = (LI2CO3, SPODUMENE, BRINE, LIPF6, FOIL, RECYCLING)
ALSO = """
[[background.also]]
id = "tiangong"
allocation = "default"
"""
SCENARIO = f"""name_zh = "碳酸锂、六氟磷酸锂、铝箔和回收取自天工"
name_en = "lithium carbonate, LiPF6, aluminium foil and recycling from TianGong"

[swap]
"bom.B-lfp_solid_state-li2co3" = "bg:tiangong:{LI2CO3}"
"bom.B-electrolyte_blending-lipf6" = "bg:tiangong:{LIPF6}"
"bom.B-cathode_coating_drying-al_foil" = "bg:tiangong:{FOIL}"
"endoflife.route.hydromet" = "bg:tiangong:{RECYCLING}"
"""
MAPPING = """by,from,compartment,unit,to,factor,note,source
uuid,4f19a2f0-7b3b-11dd-ad8b-0800200c9a66,,,bg:elec_hydro_cn,,hydropower,own reading of the names
uuid,4f19a2f1-7b3b-11dd-ad8b-0800200c9a66,,,bg:elec_wind_cn,,wind power,own reading of the names
uuid,3c8f0942-49e6-4a85-8acd-0c6653d21386,,,bg:elec_pv_cn,,solar power,own reading of the names
uuid,5d954e5c-1e6d-4f78-9fc3-d3857b7892cb,,,bg:elec_grid_cn,,taken for grid power,assumption
uuid,d71fef59-2e93-450f-b18f-72981f58e312,,,bg:map_steam_industrial,,process steam,own reading
name,Hydrogen peroxide,,,bg:hydrogen_peroxide_cn,,,own reading of the names
name,Anhydrous Hydrogen Fluoride,,,bg:hydrogen_fluoride_cn,,,own reading of the names
name,Nickel sulfate,,,bg:nickel_sulfate_glo,,no unit process makes it,own reading of the names
name,Lithum hydroxide,,,bg:lioh_mix,,misspelt: to show what is said of it,-
"""


@lru_cache(maxsize=1)
def build() -> str:
    """Write the page; without the package give it as it is."""
    if not PACKAGE.is_file():
        return WRITTEN.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        return page(template("tiangong.template.md", _words(Path(folder))))


def _words(folder: Path) -> dict[str, str]:
    home, run = folder / "my-pack", _Runner(folder)
    words = {"ALSO": ALSO.strip(), "SCENARIO": SCENARIO.strip(), "MAPPING": MAPPING.strip()}
    words |= {"LI2CO3": LI2CO3, "POLICY": POLICY, "COPRODUCTS": COPRODUCTS}
    run("init", "my-pack", "--example", "lfp-pack")
    words["import"] = run(
        "data",
        "import",
        str(PACKAGE),
        "--id",
        "tiangong",
        "--policy",
        POLICY,
        "--coproducts",
        COPRODUCTS,
        "-C",
        "my-pack",
    )
    words["search"] = run("data", "search", "碳酸锂", "--limit", "8", "-C", "my-pack")
    words["search_foil"] = run("data", "search", "铝箔", "--background", "tiangong", "--limit", "2",
                               "-C", "my-pack")  # fmt: skip
    with (home / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write(ALSO)
    (home / "scenarios" / "tiangong.toml").write_text(SCENARIO, encoding="utf-8")
    words["base"] = _total(run("calc", "-C", "my-pack"))
    words["calc"] = run("calc", "--scenario", "tiangong", "-C", "my-pack")
    row = "row:bom/B-lfp_solid_state-li2co3"
    explain = ("explain", row, "--scenario", "tiangong", "-C", "my-pack")
    words["explain"] = run(*explain)
    words["explain_shipped"] = run("explain", row, "-C", "my-pack")
    run("data", "lock", "-C", "my-pack")
    lock = (home / "pcf.lock").read_text(encoding="utf-8")
    words["lock"] = lock[: lock.index("\n[[link]]")].strip()
    before = _figures(home)
    (home / "mappings").mkdir()
    (home / "mappings" / "tiangong.csv").write_text(MAPPING, encoding="utf-8")
    run("data", "providers", "--policy", POLICY, "-C", "my-pack")
    words["unmatched"] = _unmatched(home)
    run("data", "lock", "-C", "my-pack")
    after = _figures(home)
    words["mapped"] = _total(run("calc", "--scenario", "tiangong", "-C", "my-pack"))
    words["unmapped"] = _total(words["calc"])
    words["explain_mapped"] = run(*explain)
    words["figures"] = _table(before, after)
    return words


class _Runner:
    """Runs `pcf` in a folder and gives what it prints, without times."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("PCF_")},
            "PCF_CACHE_DIR": str(folder / "cache"),
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "100",
        }

    def __call__(self, *words: str) -> str:
        command = [sys.executable, "-m", "pcf", *words, "--lang", "en"]
        done = subprocess.run(
            command, cwd=self._folder, env=self._env, capture_output=True, check=False,
            encoding="utf-8",
        )  # fmt: skip
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{' '.join(words)}: {done.stdout}{done.stderr}")
        shown = re.sub(r"\n?done in [^\n]*", "", done.stdout)
        return shown.replace(str(PACKAGE.parent) + os.sep, "").strip("\n")


def _total(shown: str) -> str:
    """Total of a printed footprint."""
    found = re.search(r"^ *total +(\S+)", shown, re.MULTILINE)
    if found is None:
        raise RuntimeError(shown)
    return found.group(1)


def _unmatched(home: Path) -> str:
    """Row of the report for a row that no flow fits."""
    report = home / "backgrounds" / "tiangong" / "mapping-report.csv"
    lines = report.read_text(encoding="utf-8").splitlines()
    return "\n".join([lines[0], *(line for line in lines if ",unmatched," in line)])


_Figure = tuple[str, str, float, str, int, int]


def _figures(home: Path) -> dict[str, _Figure]:
    """Names, intensity (AR6), unit, own open inputs and own inputs of each dataset shown."""
    import numpy as np

    from pcf.background import open_background
    from pcf.climate import characterize, load_factor_set

    opened = open_background("tiangong", home=home)
    factors, _ = characterize(opened.columns, load_factor_set("AR6"), "-1/+1")
    found = {}
    for id in SHOWN:
        record = opened.process(id)
        value = float(opened.intensities[opened.index(id)] @ np.nan_to_num(factors))
        inputs = [row for row in opened.exchanges(id) if row.direction == "input"]
        missing = sum(not row.provider for row in inputs)
        unit = opened.unit_of(id, record.product)
        found[id] = (record.name_en, record.name_zh, value, unit, missing, len(inputs))
    return found


def _table(before: dict[str, _Figure], after: dict[str, _Figure]) -> str:
    head = ("dataset", "as imported", "its own open inputs", "with the mapping list", "open")
    rows = []
    for id in SHOWN:
        en, zh, value, unit, missing, count = before[id]
        _, _, mapped, _, left, _ = after[id]
        name = f"{en} {zh} `{id[:8]}`" if en != zh else f"{en} `{id[:8]}`"
        rows.append((name, f"{_short(value)} /{unit}", f"{missing} of {count}",
                     f"{_short(mapped)} /{unit}", str(left)))  # fmt: skip
    return table(head, rows, right=(1, 2, 3, 4))


def _short(value: float) -> str:
    return three(value) if value else "0"
