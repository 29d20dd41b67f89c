"""Service life of a functional unit: formula, classes, units, and nothing by default."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import small

from pcf.errors import PcfError
from pcf.findings import Finding
from pcf.targets.project import Base
from pcf.targets.run import calculate_target

OWN_FORMULA = small.EU.replace(
    'formula = "usable_energy * cycles_per_year * warranty_years"\n', ""
).replace('inputs = ["usable_energy", "vehicle_class", "warranty_years"]\n', "inputs = []\n")
OWN_FORMULA = OWN_FORMULA[: OWN_FORMULA.index("[service.lookup")] + OWN_FORMULA[
    OWN_FORMULA.index("[[stage_preset]]") :
]  # fmt: skip


def fault(make: Callable[..., Base], old: str, new: str, **more: object) -> Finding:
    """The one error of the target when a line of it is another."""
    base = make(targets=small.TARGETS.replace(old, new), **more)
    with pytest.raises(PcfError) as caught:
        calculate_target("eu", base)
    (found,) = small.errors(caught.value)
    return found


def test_warranty_missing_has_no_default(make: Callable[..., Base]) -> None:
    found = fault(make, "warranty_years = 8\n", "")
    assert found.code == "TG007"
    assert str(found.location) == (
        f"pcf.toml:{small.line_of('[target.eu.service]')} [target.eu.service.warranty_years]"
    )
    assert found.message("en") == (
        "the service life of target 'eu' lacks 'warranty_years', which has no default"
    )
    assert found.message("zh") == "目标“eu”的使用寿命缺少“warranty_years”；它没有默认值"


def test_gross_capacity_instead_of_usable(make: Callable[..., Base]) -> None:
    found = fault(make, 'usable_energy = "capacity * 0.9"', "usable_energy = 45\ncapacity = 50")
    assert (found.code, found.observed, found.suggestion) == ("TG008", "capacity", "usable_energy")


def test_cycles_that_contradict_the_class(make: Callable[..., Base]) -> None:
    found = fault(make, "warranty_years = 8", "warranty_years = 8\ncycles_per_year = 100")
    assert found.code == "TG010"
    assert found.message("en") == (
        "cycles_per_year of target 'eu' is stated as 100; the rule fixes 60 for 'M1'"
    )


def test_cycles_that_repeat_the_class_are_no_fault(make: Callable[..., Base]) -> None:
    stated = small.TARGETS.replace("warranty_years = 8", "warranty_years = 8\ncycles_per_year = 60")
    assert calculate_target("eu", make(targets=stated)).setting("service.cycles_per_year")


def test_an_unknown_class_names_the_known_ones(make: Callable[..., Base]) -> None:
    found = fault(make, 'vehicle_class = "M1"', 'vehicle_class = "M9"')
    assert (found.code, found.observed, found.expected) == ("TG009", "M9", "M1, L")
    assert found.location is not None
    assert found.location.line == small.line_of('vehicle_class = "M1"')


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('parameter = "lifetime"', 'parameter = "lifetim"', "TG012"),
        ('parameter = "lifetime"', 'parameter = "cycles"', "TG013"),
        ('"capacity * 0.9"', '"capacity * 0.9 + 1"', "UN005"),
        ('"capacity * 0.9"', '"one_kwh * one_kwh"', "UN004"),
        ('"capacity * 0.9"', '"capasity * 0.9"', "NU008"),
        ('"capacity * 0.9"', '"capacity * 0"', "TG014"),
        ("warranty_years = 8", "warranty_years = -8", "TG014"),
        ("warranty_years = 8", "warranty_years = true", "TG011"),
        ("warranty_years = 8", 'warranty_years = 8\nformula = "1"', "TG032"),
        ('parameter = "lifetime"\n', "", "TG002"),
    ],
)
def test_what_cannot_be_a_service_life(
    make: Callable[..., Base], old: str, new: str, code: str
) -> None:
    assert fault(make, old, new).code == code


def test_a_parameter_that_no_reference_flow_uses(make: Callable[..., Base]) -> None:
    found = fault(make, 'parameter = "lifetime"', 'parameter = "spare"',
                  parameters=small.PARAMETERS + '[spare]\nvalue = 1\nunit = "kWh"\n')  # fmt: skip
    assert (found.code, found.observed) == ("TG035", "spare")


def test_the_whole_table_missing(make: Callable[..., Base]) -> None:
    text = small.TARGETS[: small.TARGETS.index("[target.eu.service]")]
    with pytest.raises(PcfError) as caught:
        calculate_target("eu", make(targets=text))
    (found,) = small.errors(caught.value)
    assert found.code == "TG006"
    assert found.help("en") == (
        "it needs: parameter, usable_energy, vehicle_class, warranty_years; "
        "none of them has a default"
    )


def test_a_service_life_where_the_rule_has_none(make: Callable[..., Base]) -> None:
    assert fault(make, 'rules = "eu"', 'rules = "free"').code == "TG016"


@pytest.mark.parametrize(
    ("capacity", "code"), [('"capacity * 0.9"', "TG026"), ("45", "TG026"), ("60", None)]
)
def test_usable_energy_equal_to_the_nominal_one(
    make: Callable[..., Base], capacity: str, code: str | None
) -> None:
    base = make(study=f"[battery]\ncapacity = {capacity}\n")
    found = [f.code for f in calculate_target("eu", base).footprint.findings]
    assert ("TG026" in found) == (code is not None)


def test_usable_energy_above_the_nominal_one(make: Callable[..., Base]) -> None:
    found = fault(make, "capacity * 0.9", "capacity", study="[battery]\ncapacity = 40\n")
    assert (found.code, found.observed, found.expected) == ("TG034", "50 kWh", "40 kWh")


def test_a_rule_without_formula_asks_for_one_with_its_source(make: Callable[..., Base]) -> None:
    packs = {"eu": OWN_FORMULA}
    service = small.TARGETS[: small.TARGETS.index("usable_energy")]
    with pytest.raises(PcfError) as caught:
        calculate_target("eu", make(targets=service, packs=packs))
    (found,) = small.errors(caught.value)
    assert found.code == "TG015"
    stated = service + (
        'energy = 40\nformula = "energy * cycles * 2"\nformula_source = "laboratory report"\n'
    )
    result = calculate_target("eu", make(targets=stated, packs=packs))
    life = result.setting("parameters.lifetime")
    assert life is not None
    assert (life.value, life.decided_by) == ("32000 kWh", "target")  # 40 x 400 x 2
    linked = result.footprint.solved.linked
    (parameter,) = [p for p in linked.model.parameters if p.name == "lifetime"]
    assert parameter.value == 32000
    assert parameter.source == "laboratory report: energy * cycles * 2"
