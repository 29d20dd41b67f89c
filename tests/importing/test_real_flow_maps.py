"""Published maps between flow lists, where they lie beside the checkout: both mean one gas."""

from __future__ import annotations

import csv
import gzip
import json
import os
from pathlib import Path

import pytest

from pcf.importing.gases import GasMap
from pcf.importing.package import Flow, Names, Place

BESIDE = Path(os.environ.get("PCF_TEST_DATA", Path(__file__).parents[3] / "shared")) / "fixtures"
FEDEFL = BESIDE / "flow_mapping" / "fedefl_USLCIv2019Q4.csv.gz"
ECOINVENT = BESIDE / "flow_mapping" / "ecoinvent-3.11-biosphere-EF-3.1-biosphere.json.gz"
#: Beginning of our names for the gases of the federal list, which does not split carbon.
GASES = {
    "Carbon dioxide": "co2_", "Methane": "ch4_", "Nitrous oxide": "n2o",
    "Sulfur hexafluoride": "sf6", "Carbon tetrafluoride": "cf4", "Hexafluoroethane": "c2f6",
}  # fmt: skip


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason=f"{path.name} is not beside the checkout")


def flow(id, name, steps):
    return Flow(id.lower(), "", Names(en=name.strip()), "elementary", Place(""), tuple(steps))


@needs(FEDEFL)
def test_old_flows_of_us_lci():
    with gzip.open(FEDEFL, "rt", encoding="utf-8") as stream:
        rows = [r for r in csv.DictReader(stream) if r["TargetFlowName"] in GASES]
    gases, checked = GasMap(), 0
    for row in rows:
        steps = row["SourceFlowContext"].split("/")
        one = flow(row["SourceFlowUUID"], row["SourceFlowName"], steps)
        where, gas = row["TargetFlowContext"], GASES[row["TargetFlowName"]]
        if where.startswith("emission/air"):
            found = gases.find(one, "output")
            assert found is not None, row["SourceFlowName"]
            assert found.flow.startswith(gas)
            # the map loses the origin of carbon; the name of the old flow keeps it
            words = one.names.en.lower()
            assert ("biogenic" in words) == ("biogenic" in found.flow)
            checked += 1
        elif where == "resource/air" and gas == "co2_":
            found = gases.find(one, "input")
            assert found is not None
            assert found.flow == "co2_biogenic_uptake"
            checked += 1
    assert checked == 70


@needs(ECOINVENT)
def test_ecoinvent_and_ef_mean_the_same_gases():
    with gzip.open(ECOINVENT, "rt", encoding="utf-8") as stream:
        pairs = json.load(stream)["replace"]
    gases, differing, same = GasMap(), [], 0
    for pair in pairs:
        sides = [
            flow(side["uuid"], side["name"], side["context"])
            for side in (pair["source"], pair["target"])
        ]
        for way in ("input", "output"):
            one, other = (gases.find(side, way) for side in sides)
            if one is not None and other is not None and one.flow == other.flow:
                same += 1
            elif one is not None or other is not None:
                differing.append((pair["source"]["name"], one and one.flow))
    # EF 3.1 has no climate factor for it; it is known by its name
    assert set(differing) == {("Sulfuryl fluoride", "so2f2")}
    assert same == 134
