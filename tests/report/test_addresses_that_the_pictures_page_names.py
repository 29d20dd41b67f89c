"""What the page on pictures names is there, and a name with an ``@`` is not taken apart."""

from __future__ import annotations

import re

import networkx as nx
import pytest
from kit import background, footprint, project
from study_kit import example

from pcf.background import open_background
from pcf.calc.supply_flows import part_asked
from pcf.location import data_root

PAGE = data_root("datasets").parent / "docs" / "supply-chain-pictures.md"
_ADDRESS = re.compile(r"`((?:use|burden|credit|upstream|dataset)\w*:[^`]+)`")


def named() -> list[str]:
    """Addresses of the page that are no pattern: patterns have words in capitals."""
    found = _ADDRESS.findall(PAGE.read_text(encoding="utf-8"))
    return [address for address in found if not re.search("[A-Z]{2}|…", address)]


def test_the_page_names_addresses_of_several_forms():
    assert {address.partition(":")[0] for address in named()} == {"use", "burden"}


@pytest.mark.parametrize("address", named())
def test_every_address_that_the_page_names_is_taken(address):
    name = "jrc-nmc111" if address == "use:received" else "lfp-pack"
    assert example(name).calculate().explain(address).value is not None


def test_the_node_that_the_page_draws_is_there():
    [node] = set(re.findall(r"--focus (\S+)", PAGE.read_text(encoding="utf-8"))) - {"NODE`"}
    assert example("lfp-pack").calculate().explain(f"upstream:{node}").value


@pytest.fixture
def chain():
    graph = nx.MultiDiGraph()
    graph.add_edge("bg:a", "process:p")
    graph.add_edge("process:p", "unit")
    return graph


@pytest.mark.parametrize(
    ("key", "what", "size"),
    [
        ("category:x@process:p", "category:x@process:p", 3),  # a name of its own
        ("category:x@process:p,unit", "category:x@process:p,unit", 3),
        ("category:x@process:p@process:p", "category:x@process:p", 2),
        ("bg:a@process:p", "bg:a", 2),
        ("bg:a@unit+1", "bg:a", 2),
        ("bg:a@unit+2", "bg:a", 3),
        ("bg:a@nowhere", "bg:a@nowhere", 3),
    ],
)
def test_a_key_that_is_known_as_it_stands_is_not_taken_apart(chain, key, what, size):
    found, part = part_asked(chain, key, {*chain, "category:x@process:p"})
    assert (found, len(part)) == (what, size)


def test_a_category_named_like_a_part_of_the_chain_is_explained(tmp_path):
    """Two datasets of 2 and 3 kg CO2 in the category ``a@process:P``: together 5 kg."""
    datasets = {
        name: {"product": name, "unit": "kg", "emissions": {"co2_fossil": amount}}
        for name, amount in (("one", 2), ("two", 3))
    }
    background(tmp_path / "bg", datasets)
    for table in ("flows", "processes"):
        file = tmp_path / "bg" / f"{table}.csv"
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"(?<=,)x(?=,|$)", "a@process:P", text, flags=re.M), "utf-8")
    rows = [{"id": name, "process": "P", "flow": name, "amount": 1, "unit": "kg",
             "supplier": f"bg:{name}", "source": "meter"} for name in datasets]  # fmt: skip
    process = {"id": "P", "product": "p", "amount": 1, "unit": "kg"}
    folder = project(
        tmp_path / "project", [process], demand={"P": (1, "kg")},
        tables={"flows": [{"id": id, "unit": "kg"} for id in ("p", *datasets)],
                "exchanges": rows},
    )  # fmt: skip
    found = footprint(folder, open_background(folder=tmp_path / "bg"))
    assert found.explain("use:category:a@process:P").value == 5.0
    assert found.explain("burden:category:a@process:P,process:P").value == 5.0
