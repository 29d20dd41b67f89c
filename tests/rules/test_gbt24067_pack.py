"""The generic packs: every requirement has its place, and every clause flips on its examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pcf
from pcf.rules.pack import Clause, Pack
from pcf.rules.packs import Registry
from pcf.rules.testing import Bench, PackTest, run_tests

ROOT = Path(pcf.__file__).parents[1] / "product_rules"
NOT_YET = ROOT / "gbt24067" / "2024" / "not-yet.md"

#: What the standard asks for, by subject: id, our words, clauses ("-": listed in not-yet.md).
REQUIREMENTS = """
1-1 | climate change is the only impact | GBT001
1-2 | offsets never enter the result | GBT002
1-3 | result is named a whole or a partial footprint | GBT003
1-4 | communication is a separate act | GBT004
5.2-1 | every stage is considered | GBT005
5.3-1 | results per functional or declared unit | -
5.4-1 | revisions are explained | GBT006
5.5-1 | basis of choices is named | GBT007
5.6-1 | a statement for each principle | GBT008
5.8-1 | one set of assumptions throughout | GBT009
5.12-1 | nothing is counted twice | GBT010
5-age | factor of electricity fits the year | GBT094
5-province | provincial CO2 factors count only with the upstream part added | -
6.1-1 | four phases of the study | GBT011
6.1-2 | every unit process belongs to one stage | -
6.1-3 | partial footprints may be added | GBT012
6.2-1 | a fitting product rule is adopted | GBT013
6.2-2 | choice among several rules | GBT014
6.2-3 | deviations from the rule are justified | GBT015
6.2-4 | other guidance where there is no rule | GBT016
6.2-5 | priority of Chinese rules | GBT017
6.3.1-1 | goal has four statements | GBT018
6.3.1-2 | goal fits the boundary | GBT019
6.3.2-1 | scope is described | GBT020
6.3.2-2 | changes of scope are recorded | GBT021
6.3.2-3 | geography of data down to the province | GBT022
6.3.3-1 | unit is clear and measurable | GBT023
6.3.3-2 | a whole footprint has a functional unit | GBT024
6.3.3-3 | reference flow follows from the unit | GBT025
6.3.3-4 | unit of the product rule | GBT026
6.3.3-5 | result in mass of CO2e per unit | -
6.3.4.1-1 | unit processes inside the boundary | GBT027
6.3.4.1-2 | what is left out has reason and effect | GBT028
6.3.4.1-3 | shortened boundary is justified | GBT029
6.3.4.1-4 | capital goods | GBT030
6.3.4.1-5 | production waste is treated inside | GBT031
6.3.4.1-6 | fugitive and process emissions are inside | GBT032
6.3.4.2-1 | gates of recycled materials | GBT033
6.3.4.3-1 | what belongs to the product is included | GBT034
6.3.4.3-2 | cut-off rule is set beforehand | GBT035
6.3.4.3-3 | effect of cut-offs is assessed | GBT036
6.3.4.3-4 | 1 % for one item, 5 % in total | GBT037
6.3.4.3-5 | some items are never cut off | GBT038
6.3.5-1 | own processes have site-specific data | GBT039
6.3.5-2 | the rows that make 80 % have primary data | GBT040
6.3.5-3 | order of preference of data | GBT041
6.3.5-4 | secondary data are referenced | GBT042
6.3.5-5 | quality of key data is characterised | GBT043 GBT044
6.3.5-6 | data stand for the process | GBT045
6.3.5-7 | primary data have evidence | GBT046
6.3.5-8 | background data are named | -
6.3.5-9 | share of data from another country | GBT047
6.3.5-10 | national factor database is looked up | GBT048
6.3.6-1 | period is stated and justified | GBT049
6.3.6-2 | a whole year, or a reason | GBT050
6.3.6-3 | age of foreground data | GBT051 GBT052
6.3.6-4 | validity of the result | GBT053
6.3.7-1 | user and use profile | GBT054
6.3.7-2 | source of the use profile | GBT055
6.3.7-3 | service life can be verified | GBT056
6.3.7-4 | other use profiles are tested | GBT057
6.3.7-5 | place of use decides the mix | GBT058
6.3.8-1 | end of life is complete | GBT059
6.3.8-2 | scenarios are documented | GBT060
6.4.2-1 | every unit process has data | GBT061
6.4.2-2 | how data were collected | GBT062
6.4.3-1 | data are validated by balances | GBT063 GBT122 GBT123 GBT124 GBT125 GBT127
6.4.3-2 | gaps are filled in a documented way | GBT064
6.4.4-1 | data are related to the unit process and the unit | -
6.4.5-1 | changes of boundary rest on sensitivity | GBT065
6.4.6.1-1 | allocation is stated and justified | GBT066
6.4.6.1-2 | allocated parts add up to the whole | -
6.4.6.1-3 | several procedures call for a sensitivity | GBT067
6.4.6.2-1 | allocation is avoided first | GBT068 GBT069
6.4.6.2-2 | like inputs and outputs are treated alike | GBT070
6.4.6.2-3 | waste takes no burden | -
6.4.6.2-4 | prices are steady | GBT071
6.4.6.3-1 | closed loop where properties are kept | GBT072
6.4.6.3-2 | basis of the open-loop factor | GBT073
6.4.6.3-3 | recycling is credited once | GBT074
6.4.7-1 | tracking uses one method | GBT075
6.4.8-1 | no discounting of emissions | -
6.4.8-2 | timing beyond ten years is stated | GBT076
6.4.8-3 | timing effect stays apart | GBT077
6.4.9.2-1 | fossil emissions stand apart | GBT078
6.4.9.2-2 | biogenic carbon stands apart | GBT079
6.4.9.2-3 | uptake counts -1, release +1 | GBT080
6.4.9.2-4 | biogenic methane has its own factor | -
6.4.9.2-5 | uptake without biomass | GBT081
6.4.9.3-1 | carbon content is not subtracted | -
6.4.9.3-2 | carbon content of bio-based products | GBT082
6.4.9.3-3 | captured CO2 has a destination | GBT083 GBT126
6.4.9.4.1-1 | power has a life-cycle factor | GBT084
6.4.9.4.1-2 | attributes of power are claimed once | GBT085
6.4.9.4.2-1 | own generation keeps its attributes | GBT086
6.4.9.4.3-1 | a dedicated line has a contract | GBT087
6.4.9.4.4-1 | an instrument carries its proof | GBT088 GBT089 GBT090
6.4.9.4.4-2 | grid power is that of the place of use | GBT091
6.4.9.4.4-3 | second run with the grid mix | GBT092
6.4.9.4.4-4 | how the grid factor was made | GBT093
6.4.9.5-1 | direct land-use change is assessed | GBT095
6.4.9.5-2 | look-back period | GBT096
6.4.9.5-3 | iLUC stays outside the total | -
6.4.9.6-1 | carbon of land use | GBT097
6.4.9.6-2 | carbon change of land use is shown apart when calculated | -
6.4.9.7-1 | aircraft stands apart | GBT098
6.4.9.7-2 | no multiplier for aircraft | GBT099
6.5.1-1 | GWP over 100 years | GBT100
6.5.1-2 | latest factors, or a reason | GBT101
6.5.1-3 | factors include climate-carbon feedback | GBT102
6.5.1-4 | other metrics stay outside the total | -
6.5.1-5 | no outdated factors | GBT103 GBT104
6.5.1-6 | all greenhouse gases have factors | GBT105
6.5.2-1 | biogenic factors | GBT080
6.6-1 | significant issues | GBT106
6.6-2 | completeness and consistency are checked | GBT107
6.6-3 | conclusions, limits, advice | GBT108
6.6-4 | uncertainty is assessed | GBT109
6.6-5 | sensitivity of inputs and choices | GBT110
6.6-6 | limit of a single issue | GBT111
6-sf6 | weight of a disputed factor | GBT121
7.1-1 | a reader can follow method, data, assumptions and limits in the report | -
7.2-1 | stages, fossil, biogenic, land-use change and aircraft are printed separately | -
7.2-2 | iLUC, land use, carbon content, timing and other metrics are printed apart | -
7.2-3 | parts add up to the total | -
7.3-1 | the required items of the report are complete | -
7.3-a | report: unit and reference flow | GBT023 GBT025
7.3-b | report: boundary | GBT027
7.3-c | report: important unit processes | GBT106
7.3-d | report: data collection and sources | GBT062
7.3-e | greenhouse gases taken into account are listed | -
7.3-f | report: characterization factors | GBT101
7.3-g | report: cut-offs | GBT035
7.3-h | report: allocation | GBT066
7.3-i | report: timing | GBT076
7.3-j | report: data quality | GBT043 GBT044
7.3-k | report: sensitivity and uncertainty | GBT109 GBT110
7.3-l | report: electricity | GBT093
7.3-m | report: conclusions and limits | GBT108
7.3-n | value choices | GBT112
7.3-o | report: changes of scope | GBT021
7.3-p | report: use and end-of-life scenarios | GBT054 GBT060
7.3-q | other end-of-life scenarios | GBT113
7.3-r | report: period | GBT049
7.3-s | report: product rule | GBT013
7.4-1 | graphics and other extras | -
7-ledger | each contribution stands in one ledger column; aircraft is not in fossil as well | -
8-1 | critical review is documented | GBT114
8-2 | public comparison needs a panel | GBT115
8-3 | verification names its standard | GBT116
8.3-digits | a declaration prints at most three significant digits | -
A-1 | limits of the method | GBT117
B-1 | only like is compared with like | GBT118
B-2 | stages left out of a comparison | GBT119
C-1 | systematic approach for a family | GBT120
D-1 | recycling formulas of the informative annex | -
DECL-1 | contents of a declaration | -
E-1 | guidance for agriculture and forestry | -
"""

_CHINESE = re.compile(r"[\u4e00-\u9fff]").search
#: Remembered duties whose clause number another source confirms.
_NUMBER_CONFIRMED = {"GBT075"}
#: Requirements that are our own or not of the standard: no clause number.
_OWN = "own"


def _requirements() -> list[tuple[str, str, list[str]]]:
    made = []
    for line in REQUIREMENTS.strip().splitlines():
        id, words, where = (part.strip() for part in line.split("|"))
        made.append((id, words, [] if where == "-" else where.split()))
    return made


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry(ROOT)


@pytest.fixture(scope="module")
def gbt(registry: Registry) -> Pack:
    return registry.pack("gbt24067")


@pytest.fixture(scope="module", params=["base", "gbt24067"])
def tests(request: pytest.FixtureRequest, registry: Registry) -> PackTest:
    return run_tests(registry.pack(request.param), Bench(ROOT))


def _own_clauses(pack: Pack) -> list[Clause]:
    return [clause for clause in pack.clauses if clause.code.startswith("GBT")]


def test_the_requirements_are_about_a_hundred_and_fifty() -> None:
    ids = [id for id, _, _ in _requirements()]
    assert len(ids) == len(set(ids))
    # 134 rows of the standard, 19 report items, and three rules on electricity and factors
    assert len(ids) >= 150


def test_every_requirement_is_a_clause_or_says_why_not(gbt: Pack) -> None:
    codes = {clause.code for clause in gbt.clauses}
    listed = set(re.findall(r"^\| (\S+) \|", NOT_YET.read_text(encoding="utf-8"), re.MULTILINE))
    for id, words, where in _requirements():
        if where:
            assert set(where) <= codes, (id, words)
        else:
            assert id in listed, (id, words)


def test_every_row_of_not_yet_has_a_reason() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in NOT_YET.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| id")
    ]
    assert rows
    assert [row for row in rows if len(row) != 3 or not all(row)] == []


def test_every_clause_answers_a_requirement(gbt: Pack) -> None:
    asked = {code for _, _, where in _requirements() for code in where}
    assert {clause.code for clause in _own_clauses(gbt)} == asked


def test_what_is_remembered_never_fails_a_project(gbt: Pack) -> None:
    recalled = [clause for clause in gbt.clauses if clause.evidence == "recall"]
    assert len(recalled) > 40
    assert [clause.code for clause in recalled if clause.severity == "error"] == []


def test_no_clause_number_is_guessed(gbt: Pack) -> None:
    unconfirmed = [c for c in gbt.clauses if c.evidence in ("recall", _OWN) and c.ref]
    assert {clause.code for clause in unconfirmed} == _NUMBER_CONFIRMED


def test_own_rules_are_not_put_under_the_name_of_iso(gbt: Pack) -> None:
    own = [clause for clause in gbt.clauses if clause.evidence == _OWN]
    assert {clause.standard for clause in own} <= {"pcf", "GB/T 24067-2024"}


def test_both_languages_are_there_and_apart(gbt: Pack) -> None:
    for clause in gbt.clauses:
        question = (clause.params.get("question_zh", "问"), clause.params.get("question_en", "ask"))
        for zh, en in (
            (clause.text_zh, clause.text_en),
            (clause.why_zh, clause.why_en),
            (clause.suggest_zh, clause.suggest_en),
            question,
        ):
            assert _CHINESE(zh), clause.code
            assert en, clause.code
            assert not _CHINESE(en), clause.code
            assert "!" not in en + zh, clause.code
            assert "please" not in en.lower().split(), clause.code


def test_no_text_claims_conformity(gbt: Pack) -> None:
    for clause in gbt.clauses:
        assert "conforms to" not in clause.text_en
        assert "符合本标准" not in clause.text_zh


def test_every_key_has_words_in_both_languages(gbt: Pack) -> None:
    keys = [key.key for key in gbt.keys]
    assert len(keys) == len(set(keys)) > 100
    for key in gbt.keys:
        assert _CHINESE(key.zh), key.key
        assert key.en, key.key
        assert not _CHINESE(key.en), key.key
        assert " / " in key.help, key.key


def test_every_key_is_asked_for(gbt: Pack) -> None:
    texts = "\n".join(
        (ROOT / path / "clauses.toml").read_text(encoding="utf-8")
        for path in ("base/1", "gbt24067/2024")
    )
    on_the_cover = ("report.commissioner", "report.number")  # printed, asked for by no clause
    keys = [k.key for k in gbt.keys if k.key not in on_the_cover]
    assert keys == [k for k in keys if f"study.{k}" in texts or f'= "{k}"' in texts]
    assert len(gbt.keys) == len(keys) + len(on_the_cover)


def test_codes_follow_each_other(gbt: Pack) -> None:
    codes = [clause.code for clause in _own_clauses(gbt)]
    assert codes == [f"GBT{number:03d}" for number in range(1, len(codes) + 1)]


def test_settings_are_those_of_the_tables(gbt: Pack) -> None:
    assert gbt.settings["cut_off"]["single"] == 0.01
    assert gbt.settings["cut_off"]["total"] == 0.05
    assert gbt.settings["method"]["gwp_set"] == ("AR6",)
    assert gbt.settings["rounding"]["digits"] == 3
    assert gbt.parent == "base"


def test_the_model_project_is_computed_without_findings() -> None:
    project = pcf.Project.load(ROOT / "_model")
    assert [f.code for f in project.check() if f.level in ("error", "warning")] == []
    footprint = project.calculate()
    assert {stage.id for stage in footprint.stages} == {
        "raw_material", "production", "distribution", "use", "end_of_life",
    }  # fmt: skip
    assert all(stage.value > 0 for stage in footprint.stages)
    # 46 kg of parts in bom.csv, 46 kg stated
    assert footprint.coverage.mass_explained == pytest.approx(1.0)
    # losses of 1/0.94 - 1 kWh per kWh delivered
    use = next(row for row in footprint.rows if row.address == "row:electricity/L-USE")
    assert use.amount == pytest.approx(1 / 0.94 - 1)


def test_the_model_project_passes_every_clause(tests: PackTest) -> None:
    assert [v.clause.code for v in tests.base if v.outcome in ("fail", "judgement")] == []
    # what does not apply to the model is reached by the conforming examples
    applies = sum(1 for v in tests.base if v.outcome == "pass")
    assert applies >= 0.7 * len(tests.base)


def test_every_clause_flips_on_its_examples(tests: PackTest) -> None:
    told = [
        f"{test.code} {item.code} {item.message('en')}"
        for test in tests.clauses
        for item in test.findings
        if item.level == "error"
    ]
    assert told == []
    assert tests.clauses
    assert {(test.conforming, test.failing) for test in tests.clauses} == {("pass", "fail")}


def test_a_failing_example_flips_no_other_clause(tests: PackTest) -> None:
    assert {test.code: test.moved for test in tests.clauses if test.moved} == {}
