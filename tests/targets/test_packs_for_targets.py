"""What a pack says for targets: read with every fault, inherited visibly."""

from __future__ import annotations

from pathlib import Path

import pytest
import small

from pcf.errors import PcfError


def faults(folder: Path, text: str) -> list[tuple[str, str, str | None]]:
    known = small.packs(folder, eu=text)
    try:
        known.pack("eu")
    except PcfError as error:
        return [(f.code, str(f.location), f.observed) for f in error.findings]
    return []


def at(text: str, line: str, column: str) -> str:
    return f"eu/1/pack.toml:{text.split(chr(10)).index(line) + 1} [{column}]"


def test_the_service_life_of_a_pack(tmp_path: Path) -> None:
    pack = small.packs(tmp_path).pack("eu")
    assert pack.service is not None
    assert pack.service.inputs == ("usable_energy", "vehicle_class", "warranty_years")
    (lookup,) = pack.service.lookups
    assert (lookup.name, lookup.by, lookup.values) == (
        "cycles_per_year", "vehicle_class", {"M1": 60.0, "L": 20.0},
    )  # fmt: skip
    preset = pack.preset("annex-ii")
    assert preset is not None
    assert [(rule.where[0].text, rule.stage) for rule in preset.rules] == [
        ("component = cathode", "raw_material")
    ]
    assert pack.preset("annex-iii") is None


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column", "observed"),
    [
        ('unit = "kWh"\nformula', 'unti = "kWh"\nformula', "RU002", 'unti = "kWh"',
         "service.unti", "unti"),
        ('unit = "kWh"\nformula', 'unit = "kWx"\nformula', "RU004", 'unit = "kWx"',
         "service.unit", "'kWx'"),
        ("usable_energy * cycles", "usable_energie * cycles", "RU051", "[service]",
         "service.formula", "usable_energie"),
        ("usable_energy * cycles_per_year", "usable_energy ^ cycles_per_year", "RU052",
         "[service]", "service.formula",
         "usable_energy ^ cycles_per_year * warranty_years"),
        ('by = "vehicle_class"', 'by = "class"', "RU051", "[service]", "service.lookup", "class"),
        ("M1 = 60", 'M1 = "60"', "RU004", 'M1 = "60"',
         "service.lookup.cycles_per_year.values.M1", "'60'"),
        ('stage = "raw_material"', 'stage = "raw"', "RU005", 'stage = "raw"',
         "stage_preset.rule.stage", "raw"),
        ('where = ["component = cathode"]', 'where = ["share > 0.1"]', "RU053",
         'where = ["share > 0.1"]', "stage_preset.rule.where", "share"),
        ('where = ["component = cathode"]', "where = []", "RU003", "where = []",
         "stage_preset.rule.where", "where"),
    ],
)  # fmt: skip
def test_faults_have_their_line(
    tmp_path: Path, old: str, new: str, code: str, line: str, column: str, observed: str
) -> None:
    text = small.EU.replace(old, new)
    assert text != small.EU
    assert (code, at(text, line, column), observed) in faults(tmp_path, text)


def test_a_child_replaces_the_formula_visibly(tmp_path: Path) -> None:
    child = (
        small.FREE.replace('parent = ""', 'parent = "eu"')
        + """[service]
formula = "usable_energy * cycles_per_year * warranty_years * 0.9"
evidence = "own"
source = "a child"
[[stage_preset]]
id = "annex-ii"
name_zh = "子"
name_en = "Annex II of the child"
evidence = "own"
source = "a child"
"""
    )
    pack = small.packs(tmp_path, child=child).pack("child")
    assert pack.service is not None
    assert (pack.service.unit, pack.service.source) == ("kWh", "a child")
    assert [lookup.name for lookup in pack.service.lookups] == ["cycles_per_year"]
    assert pack.overrides == (
        (
            "service.formula",
            "eu",
            "usable_energy * cycles_per_year * warranty_years",
            "usable_energy * cycles_per_year * warranty_years * 0.9",
        ),
        ("stage_preset annex-ii", "eu", "Annex II", "Annex II of the child"),
    )
