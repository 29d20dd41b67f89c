"""Variants computed together are those computed one by one, to 1e-12 of what they add up."""

from __future__ import annotations

import random
import shutil

import pytest
from portfolio_kit import lines, portfolio, variants

from pcf.api import Project, run_batch
from pcf.location import data_root
from pcf.portfolio import evaluate
from pcf.portfolio.run import How
from pcf.project.reparametrize import names_in

EXAMPLES = data_root("datasets") / "examples"
COUNT = 12


def columns_of(model, chance):
    """Parameters, rows, transport, reference flows and amounts of the end of life, some of each."""
    found = {f"parameters.{p.name}": p.value for p in model.parameters if p.value > 0.0}
    for row in (*model.exchanges, *(use.exchange for use in model.electricity)):
        if row.amount.value > 0.0 and row.direction != "coproduct":
            found[row.address.removeprefix("row:").replace("/", ".", 1) + ".amount"] = (
                row.amount.value
            )
    for leg in model.transport:
        if leg.distance is not None:
            found[f"transport.{leg.id}.distance"] = leg.distance.value
    several = {e.process for e in model.exchanges if e.direction == "coproduct"}
    for process in model.processes:  # shares of an allocation move the full way only
        plain = process.id not in several and not names_in(process.reference.text)
        if process.reference.value > 0.0 and plain:
            found[f"processes.{process.id}.amount"] = process.reference.value
    for flow in model.unit.reference_flows:
        found[f"pcf.unit.reference_flow.{flow.process}.amount"] = flow.amount.value
    if model.end_of_life is not None and model.end_of_life.quantity is not None:
        found["endoflife.quantity"] = model.end_of_life.quantity.value
    names = sorted(found)
    return {name: found[name] for name in chance.sample(names, min(12, len(names)))}


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("lfp-pack", ""),
        ("lfp-pack", "gbt24067"),
        ("vehicle-bev", ""),
        ("paper-case", ""),
        ("jrc-nmc111", ""),
        ("hydrogen-electrolysis", ""),
    ],
)
def test_together_and_one_by_one(name, target, tmp_path, monkeypatch):
    shutil.copytree(EXAMPLES / name, tmp_path / "project")
    chance = random.Random(name)
    columns = columns_of(Project.load(tmp_path / "project").model, chance)
    rows = [
        (f"v{n}", *(repr(value * chance.uniform(0.7, 1.3)) for value in columns.values()))
        for n in range(COUNT)
    ]
    variants(tmp_path / "v.csv", list(columns), rows)
    under = f'target = "{target}"\n' if target else ""
    stated = f'[[product]]\nid = "x"\nproject = "project"\nvariants = "v.csv"\n{under}'
    portfolio(tmp_path, stated)
    monkeypatch.setattr(evaluate, "_to_check", lambda *_: [])  # the test compares all of them
    run_batch(tmp_path / "p.toml", tmp_path / "together", How())
    monkeypatch.setattr(evaluate, "FEW", 10**9)
    run_batch(tmp_path / "p.toml", tmp_path / "one", How())
    together, one = lines(tmp_path / "together"), lines(tmp_path / "one")
    assert {line["way"] for line in one} == {"full"}
    ways = [line["way"] for line in together if line["status"] == "ok"]
    assert ways
    assert set(ways) == {"compiled"}
    numbers = [n for n in one[0] if n.startswith(("total", "stage_", "ledger_"))]
    for a, b in zip(together, one, strict=True):
        same = ("status", "unit", "basis", "findings", "place")
        assert [a[name] for name in same] == [b[name] for name in same]
        scale = sum(abs(float(b[n])) for n in numbers if b[n])
        for number in numbers:
            assert (a[number] == "") == (b[number] == "")
            if b[number]:
                assert abs(float(a[number]) - float(b[number])) <= 1e-12 * scale, number


def test_a_target_keeps_what_it_decides_and_gives_the_bits_of_calc(tmp_path):
    shutil.copytree(EXAMPLES / "lfp-pack", tmp_path / "project")
    stated = '[[product]]\nid = "{0}"\nproject = "project"\ntarget = "{0}"\n'
    portfolio(tmp_path, "".join(map(stated.format, ("gbt24067", "eu", "none"))))
    run_batch(tmp_path / "p.toml", tmp_path / "out", How())
    found = lines(tmp_path / "out")
    project = Project.load(tmp_path / "project")
    for line in found[:2]:
        assert line["target"] == line["product"]
        result = project.calculate_target(line["target"]).footprint
        assert float(line["total"]) == result.total
    assert (found[2]["status"], found[2]["findings"]) == ("failed", "TG027")
    assert found[0]["basis"] != found[1]["basis"]
