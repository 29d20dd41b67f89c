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


def test_a_parameter_that_is_a_factor_of_the_divisor(make: Callable[..., Base]) -> None:
    # lifetime = capacity * 400: with capacity = 21600 kWh the unit takes 1/400 of a pack
    found = fault(make, 'parameter = "lifetime"', 'parameter = "capacity"')
    assert (found.code, found.observed, found.expected) == ("TG042", "capacity", "0.0025")
    assert found.location is not None
    assert found.location.line == small.line_of('parameter = "lifetime"')


def test_a_flow_that_another_parameter_divides(make: Callable[..., Base]) -> None:
    # the delivery goes with `spare`: only the pack follows the service life
    head, _, tail = small.SETTINGS.rpartition('"one_kwh / lifetime"')
    found = fault(
        make,
        "warranty_years = 8",
        "warranty_years = 8",
        parameters=small.PARAMETERS + '[spare]\nvalue = 20000\nunit = "kWh"\n',
        settings=f'{head}"one_kwh / spare"{tail}',
    )
    assert (found.code, found.expected) == ("TG040", "unit.reference_flow.delivery")
    assert found.message("en") == (
        "with parameter 'lifetime' of target 'eu' doubled, these do not halve: "
        "unit.reference_flow.delivery"
    )


def test_a_parameter_that_rows_use_too(make: Callable[..., Base]) -> None:
    # 10 kg of wood that grow with the service life: more than a divisor
    wood = [
        {**row, "formula": "ten_kg * lifetime / (20000 * one_kwh)", "amount": ""}
        if row["id"] == "B-wood" else row for row in small.TABLES["bom"]
    ]  # fmt: skip
    parameters = small.PARAMETERS + '[ten_kg]\nvalue = 10\nunit = "kg"\n'
    found = fault(make, "warranty_years = 8", "warranty_years = 8", tables={"bom": wood},
                  parameters=parameters)  # fmt: skip
    assert (found.code, found.expected) == ("TG041", "row:bom/B-wood")


@pytest.mark.parametrize(
    ("study", "field", "said"),
    [
        ("warranty_years = 10", "warranty_years", "10.0"),
        ('vehicle_class = "L"', "vehicle_class", "L"),
        ("cycles_per_year = 100", "cycles_per_year", "100.0"),
        ("usable_energy = 50", "usable_energy", "50.0"),
        ('usable_energy = "capacity"', "usable_energy", "capacity"),
        ('capacity_basis = "gross"', "usable_energy", "gross"),
    ],
)
def test_a_study_that_says_something_else(
    make: Callable[..., Base], study: str, field: str, said: str
) -> None:
    found = fault(make, "x = 1", "", study=f"[eu]\n{study}\n")
    assert (found.code, found.expected) == ("TG043", said)
    assert found.message("en").startswith(f"{field} of target 'eu' is ")
    assert "study.toml:2" in found.message("en")
    assert found.location is not None
    assert found.location.file == "pcf.toml"


def test_a_study_that_says_the_same(make: Callable[..., Base]) -> None:
    study = (
        '[eu]\nwarranty_years = 8\nvehicle_class = "m1"\ncycles_per_year = 60\n'
        'usable_energy = "capacity * 0.9"\ncapacity_basis = "usable"\ncapacity_kwh = 50\n'
    )
    assert calculate_target("eu", make(study=study)).footprint.total > 0


@pytest.mark.parametrize("nominal", ['"144 MJ"', "40", '"40000 Wh"', '"capacity * 0.8"'])
@pytest.mark.parametrize("key", ["[battery]\ncapacity", "[eu]\ncapacity_kwh"])
def test_nominal_capacity_in_another_unit(
    make: Callable[..., Base], nominal: str, key: str
) -> None:
    found = fault(make, "x = 1", "", study=f"{key} = {nominal}\n")
    assert (found.code, found.observed, found.expected) == ("TG034", "45 kWh", "40 kWh")


def test_a_warranty_in_months_does_not_pass_silently(make: Callable[..., Base]) -> None:
    base = make(targets=small.TARGETS.replace("warranty_years = 8", "warranty_years = 96"))
    found = next(f for f in calculate_target("eu", base).footprint.findings if f.code == "TG045")
    assert (found.level, found.observed) == ("warning", "96")


LIMITED = small.EU.replace(
    "[service.lookup.cycles_per_year]\n",
    """[service.units]
km_per_year = "km/a"
[service.shorter.warranty_years]
limit = "warranty_km"
per = "km_per_year"
source = "km_per_year_source"
[service.lookup.cycles_per_year]
other = "other"
nearest = "nearest_class"
reason = "class_reason"
""",
)
KM = "warranty_years = 8\nwarranty_km = 100000\nkm_per_year = {km}\n"


@pytest.mark.parametrize(("km", "years"), [(20000, 5), (10000, 8)])
def test_a_warranty_limited_in_km(make: Callable[..., Base], km: int, years: int) -> None:
    # 100 000 km at 20 000 km a year end after 5 years, at 10 000 after the 8 years of the warranty.
    stated = KM.format(km=km) + 'km_per_year_source = "fleet data 2025"'
    text = small.TARGETS.replace("warranty_years = 8", stated)
    result = calculate_target("eu", make(targets=text, packs={"eu": LIMITED}))
    setting = result.setting("parameters.lifetime")
    assert setting is not None
    assert setting.value == f"{45 * 60 * years} kWh"


def test_km_per_year_has_neither_default_nor_silent_source(make: Callable[..., Base]) -> None:
    found = fault(make, "warranty_years = 8", KM.format(km=20000), packs={"eu": LIMITED})
    assert (found.code, found.observed) == ("TG007", "km_per_year_source")
    stated = "warranty_years = 8\nwarranty_km = 100000\nkm_per_year_source = 'x'"
    found = fault(make, "warranty_years = 8", stated, packs={"eu": LIMITED})
    assert (found.code, found.observed) == ("TG007", "km_per_year")


def test_another_vehicle_takes_the_nearest_class_with_a_reason(make: Callable[..., Base]) -> None:
    other = 'vehicle_class = "other"\nnearest_class = "L"\n'
    found = fault(make, 'vehicle_class = "M1"\n', other, packs={"eu": LIMITED})
    assert (found.code, found.observed) == ("TG007", "class_reason")
    text = small.TARGETS.replace('vehicle_class = "M1"\n', other + 'class_reason = "quad"\n')
    result = calculate_target("eu", make(targets=text, packs={"eu": LIMITED}))
    shown = {s.key: s.value for s in result.settings}
    assert shown["service.vehicle_class"] == "other"
    assert shown["service.nearest_class"] == "L"
    assert shown["service.class_reason"] == "quad"
    assert shown["service.cycles_per_year"] == "20"
