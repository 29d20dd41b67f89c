"""Every number of every page of products of every shape has an address that is taken."""

from __future__ import annotations

import re
from functools import cache

import pytest
from study_kit import agrees, example, small, study

from pcf.api import Project
from pcf.calc.as_graph import graph_of
from pcf.commands import main
from pcf.documents.graph.folding import folded
from pcf.documents.graph.supply import supply_of
from pcf.documents.layout import words_of
from pcf.documents.living.explorer import explorer_of
from pcf.documents.sheets.walk_addresses import explain_walk, is_of_walk
from pcf.documents.study.addresses import explain_study, is_of_study
from pcf.documents.study.gather import gather
from pcf.errors import UsageError

#: Shapes: to the gate with scrap; co-products; use and end of life in km; received footprints.
EXAMPLES = ("steel-eaf", "hydrogen-byproduct", "vehicle-bev", "jrc-nmc111")
SHEETS = (("eu-battery", "eu"), ("miit", "miit"), ("gbt24067", "gbt24067"))
#: Addresses taken of each form: the first, the last and some between.
_OF_FORM = 5
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")


class Explainer:
    """Takes addresses as ``pcf explain`` does, with one result for each target."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._footprint = cache(self._footprint)
        self._study = cache(lambda target: gather(project, target))

    def _footprint(self, target):
        project = self._project
        return project.calculate_target(target).footprint if target else project.calculate()

    def __call__(self, words: str):
        address, _, scope = words.partition(" --target ")
        if is_of_walk(address):
            return explain_walk(self._project, address)
        try:
            return self._footprint(scope).explain(address)
        except UsageError:
            return explain_study(self._study(scope), address) if is_of_study(address) else None


def some_of_each_form(addresses) -> list[str]:
    """A few addresses of each form: what stands between signs is a name."""
    forms: dict[str, list[str]] = {}
    for address in dict.fromkeys(addresses):
        shape = re.sub(r"(?<=[:/=.])[^:/=.;]+", "*", address.replace(": ", ":"))
        forms.setdefault(shape, []).append(address)
    return [
        found[at * (len(found) - 1) // (_OF_FORM - 1)]
        for found in forms.values()
        for at in range(_OF_FORM)
    ]


def check(document, explain) -> int:
    """Every number has an address or says what states it; what is taken agrees with the text."""
    numbers = list(document.numbers())
    assert [n for n in numbers if not (n.address or n.source)] == []
    told = {words_of(n, document) or n.source: n for n in numbers if n.text != "n/a"}
    kept = [words for words in some_of_each_form(told) if words]
    for words in kept:
        found = explain(words)
        assert found is not None, words
        number = told[words]
        if number.address and found.value is not None and _NUMBER.match(number.text):
            assert agrees(number.text.lstrip("+"), found.value), (words, number, found.value)
    return len(set(kept))


@pytest.mark.parametrize("name", EXAMPLES)
def test_studies_and_summaries_of_products_of_every_shape(name) -> None:
    explain = Explainer(example(name))
    assert check(study(name).document, explain) > 60
    assert check(study(name, kind="summary").document, explain) > 7


@pytest.fixture(scope="module")
def pack():
    return Explainer(example("lfp-pack"))


@pytest.mark.parametrize(("kind", "target"), SHEETS)
def test_sheets_of_a_battery(kind, target, pack) -> None:
    made = study("lfp-pack", kind=kind, target=target).document
    assert any(f"--target {target}" in words_of(n, made) for n in made.numbers())
    assert check(made, pack) > 15


def test_steps_between_two_targets(pack) -> None:
    made = example("lfp-pack").report("reconciliation", "eu", "gbt24067", lang="en").document
    assert check(made, pack) > 8


def test_what_a_target_leaves_out_is_explained_there(capsys) -> None:
    folder = str(example("lfp-pack").folder)
    words = ["left_out:processes.use_losses", "--target", "eu", "-C", folder, "--lang", "en"]
    assert main(["explain", *words]) == 0
    assert "before they were left out" in " ".join(capsys.readouterr().out.split())
    assert main(["explain", words[0], "-C", folder, "--lang", "en"]) == 2  # nothing is left out


def test_a_received_footprint_is_explained_with_its_source(capsys) -> None:
    folder = str(example("jrc-nmc111").folder)
    words = ["supplier:published-production", "-C", folder, "--lang", "en"]
    assert main(["explain", *words]) == 0
    assert "CC BY 4.0" in capsys.readouterr().out


#: kg of fossil CO2 given off and of biogenic CO2 taken up: nothing, 1 - 1 = 0, and 1 - 3 = -2.
_TOTALS = {"nothing": None, "zero": 1, "negative": 3}


@pytest.mark.parametrize("name", _TOTALS)
def test_totals_of_nothing_zero_and_less(name, tmp_path) -> None:
    taken = _TOTALS[name]
    rows = [] if taken is None else [
        {"flow": "co2_fossil", "amount": 1},
        {"flow": "co2_biogenic_uptake", "amount": taken, "direction": "removal"},
    ]  # fmt: skip
    project = Project.load(small(tmp_path / name, rows))
    explain = Explainer(project)
    for kind, least in (("study", 30), ("summary", 0)):
        assert check(project.report(kind, lang="en", draft=True).document, explain) > least
    graph_and_page(project.calculate(), explain, project)


@pytest.mark.parametrize("name", ["steel-eaf", "vehicle-bev"])
def test_the_picture_of_the_chain_and_the_page_to_walk_through(name) -> None:
    project = example(name)
    assert graph_and_page(project.calculate(), Explainer(project), project) > 15


def graph_and_page(footprint, explain, project) -> int:
    supply = supply_of(footprint, graph_of(footprint))
    views = (supply, folded(supply))
    nodes = [item for view in views for item in (*view.nodes.values(), *view.edges)]
    assert all(item.entry.address for item in nodes)
    rounded = project.report("study", lang="en", draft=True).values.rounded
    explorer = explorer_of(rounded)
    parts = (*explorer.stages, *explorer.ledger, *explorer.gases)
    held = (item.entry for item in (*explorer.processes, *explorer.rows))
    entries = [explorer.total, *parts, *held]
    assert all(entry.address for entry in entries)
    kept = some_of_each_form(e.address for e in (*(n.entry for n in nodes), *entries) if e.address)
    for address in kept:
        assert explain(address) is not None, address
    return len(set(kept))


@pytest.mark.parametrize(
    ("total_a", "share"),
    [(200.0, 0.15), (-200.0, 0.15), (0.0, None)],  # 30 / 200, whatever the steps before gave
)
def test_a_step_is_a_share_of_the_total_of_a(total_a, share) -> None:
    from types import SimpleNamespace

    from pcf.documents.sheets.walk_addresses import relative

    walk = SimpleNamespace(unit_a="kg CO2e/t", unit_b="kg CO2e/t", total_a=total_a, total_b=50.0)
    assert relative(walk, SimpleNamespace(delta=30.0, total=400.0)) == share
    other = SimpleNamespace(unit_a="kg CO2e/t", unit_b="kg CO2e/kg", total_a=200.0, total_b=50.0)
    assert relative(other, SimpleNamespace(delta=30.0, total=400.0)) is None
