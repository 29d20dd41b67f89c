"""Packages in neutral form as hypothesis makes them, odd in every field."""

from __future__ import annotations

import string
from dataclasses import replace

from hypothesis import strategies as st

from pcf.importing.package import (
    Allocation,
    Document,
    Exchange,
    Flow,
    FlowAmount,
    FlowProperty,
    Names,
    Package,
    Parameter,
    Place,
    Process,
    Uncertainty,
    Unit,
    UnitGroup,
)

NOWHERE = Place("")
WORDS = st.text(string.ascii_letters + string.digits + " ;/_-电钢é", max_size=12)
IDS = st.sampled_from(["a", "b-1", "C", "d/e", "f g", "9", "电"])
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.builds(Names, WORDS, WORDS, st.just(()) | st.just((("de", "Strom"),)))
SPREADS = st.none() | st.builds(
    Uncertainty,
    st.sampled_from(["log-normal", "normal", "triangular", "uniform", "undefined"]),
    *[st.none() | st.floats(0.1, 1e3)] * 4,
)
EXCHANGES = st.builds(
    Exchange,
    id=st.text(string.digits + "ab", min_size=1, max_size=4),
    direction=st.sampled_from(["input", "output", ""]),
    flow=IDS | st.just(""),
    amount=NUMBERS,
    pointer=st.just(""),
    unit=st.sampled_from(["", "kg", "t", "MJ", "odd"]),
    formula=WORDS,
    location=st.sampled_from(["", "CN"]),
    provider=IDS | st.just(""),
    uncertainty=SPREADS,
    allocations=st.lists(
        st.builds(Allocation, st.sampled_from(["1", "2"]), st.none() | st.floats(0, 1)), max_size=2
    ).map(tuple),
    derivation=st.sampled_from(["", "pedigree (1;2;3;4;5)", "Measured"]),
    comment=WORDS,
    avoided=st.booleans(),
)
PROCESSES = st.builds(
    Process,
    id=IDS,
    version=st.sampled_from(["", "01.00.000"]),
    names=NAMES,
    kind=st.sampled_from(["unit", "result", "parameter", "sector"]),
    place=st.just(NOWHERE),
    kind_text=WORDS,
    categories=st.lists(WORDS, max_size=2).map(tuple),
    location=st.sampled_from(["", "CN", "NMG-CN"]),
    year=st.sampled_from(["", "2020", "2020-2021"]),
    comment=WORDS,
    sources=st.sampled_from([(), ("s",), ("S", "s")]),
    references=st.sampled_from([(), ("1",), ("1", "2")]),
    functional_unit=WORDS,
    market=st.booleans(),
    quality=st.sampled_from([(), (("pedigree", "(1;2)"),), (("Precision", "Good"),)]),
    parameters=st.lists(
        st.builds(Parameter, WORDS, NUMBERS, WORDS, NUMBERS, NUMBERS, WORDS), max_size=2
    ).map(tuple),
    exchanges=st.lists(EXCHANGES, max_size=4, unique_by=lambda x: x.id).map(tuple),
)
FLOWS = st.builds(
    Flow,
    id=IDS,
    version=st.just(""),
    names=NAMES,
    kind=st.sampled_from(["product", "waste", "elementary", "other"]),
    place=st.just(NOWHERE),
    categories=st.lists(WORDS, max_size=2).map(tuple),
    cas=st.sampled_from(["", "124-38-9", "000124-38-9"]),
    synonyms=st.sampled_from([(), ("a;b",), ("a", "b")]),
    properties=st.sampled_from([(), (FlowAmount("m", 1.0),), (FlowAmount("m", None),
                                FlowAmount("x", 2.5))]),
    reference_property=st.sampled_from(["", "m", "x"]),
    unit=st.sampled_from(["", "kg", "MJ"]),
    stub=st.booleans(),
).map(lambda f: replace(f, unit="kg") if f.reference_property == "m" else f)  # fmt: skip


@st.composite
def packages(draw):
    group = UnitGroup("g", "", Names(en="g"), (Unit("kg", 1.0), Unit("t", None)), "kg", NOWHERE)
    property = FlowProperty("m", "", draw(NAMES), "g", NOWHERE)
    source = Document("s", "", "source", draw(NAMES), NOWHERE, draw(WORDS), draw(WORDS))
    flows = {f.id: f for f in draw(st.lists(FLOWS, max_size=4))}
    processes = {p.id: p for p in draw(st.lists(PROCESSES, max_size=3))}
    # a reader names every flow that an exchange names
    for process in processes.values():
        for row in process.exchanges:
            if row.flow and row.flow not in flows:
                flows[row.flow] = Flow(row.flow, "", Names(), "other", NOWHERE, stub=True)
    return Package("x", "x", "0", flows, processes, {"m": property}, {"g": group}, {"s": source})
