"""Malformed packs give findings with their place, never another exception."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_packs_round_trip import document
from tiny import CLAUSE, HEAD, write

from pcf.errors import PcfError
from pcf.findings import Finding
from pcf.location import data_root
from pcf.rules.packs import Registry

QUICK = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
REAL = data_root("product_rules") / "base" / "1"
TEXTS = {name: (REAL / f"{name}.toml").read_text(encoding="utf-8") for name in ("pack", "clauses")}


def told(root: Path) -> tuple[Finding, ...]:
    """Faults of every pack of a folder; reading it all must end in packs or findings."""
    known = Registry(root)
    found = list(known.faults)
    for name in known.editions:
        try:
            known.pack(name)
        except PcfError as error:
            found += error.findings
    for item in found:
        assert item.message("zh")
        assert item.message("en")
        assert item.location is None or not item.location.file.startswith("/")
    return tuple(found)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of all parts of plain data."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    made = []
    for key, part in inner:
        made.append((*path, key))
        if isinstance(part, (dict, list)):
            made += paths(part, (*path, key))
    return made


def put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Copy of plain data with one part replaced."""
    made = copy.deepcopy(data)
    table = made
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = value
    return made


@QUICK
@given(st.data())
def test_a_truncated_file(tmp_path: Path, data: st.DataObject) -> None:
    which = data.draw(st.sampled_from(sorted(TEXTS)))
    cut = data.draw(st.integers(0, len(TEXTS[which])))
    texts = {**TEXTS, which: TEXTS[which][:cut]}
    told(write(tmp_path, texts["clauses"], texts["pack"]))


WRONG: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(2**63), 2**63 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        st.sampled_from(
            ["", " ", "n/a:", "$cut_off.single", "$x", "a = ", "x ~ [", "\\", "@", "é" * 9]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["code", "key", "of", "x", "zh"]), inner, max_size=3),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("which", ["head", "clauses"])
@QUICK
@given(data=st.data())
def test_a_value_of_another_type(which: str, tmp_path: Path, data: st.DataObject) -> None:
    whole = tomllib.loads(HEAD if which == "head" else CLAUSE)
    path = data.draw(st.sampled_from(paths(whole)))
    text = document(put(whole, path, data.draw(WRONG)))
    texts = {"head": HEAD, "clauses": CLAUSE, which: text}
    told(write(tmp_path, texts["clauses"], texts["head"]))


@pytest.mark.parametrize("which", ["head", "clauses"])
def test_huge_strings(which: str, tmp_path: Path) -> None:
    """Every text of a pack, 100 000 characters long, one after the other."""
    whole = tomllib.loads(HEAD if which == "head" else CLAUSE)
    for path in paths(whole):
        texts = {"head": HEAD, "clauses": CLAUSE, which: document(put(whole, path, "长" * 100_000))}
        for item in told(write(tmp_path, texts["clauses"], texts["head"])):
            assert len(item.message("en")) < 250_000


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5_000 + "]" * 5_000,
        "x = " + "{ a = " * 5_000 + "1" + " }" * 5_000,
        ".".join(["a"] * 5_000) + " = 1",
        "[" + ".".join(["a"] * 5_000) + "]",
        "pack.id." + ".".join(["a"] * 5_000) + " = 1",
        "[[clause]]\nwith." + ".".join(["a"] * 5_000) + " = 1",
        "[[clause]]\nconforming.set." + ".".join(["a"] * 5_000) + " = 1",
    ],
    ids=["lists", "tables", "dotted key", "table name", "id", "parameter", "example"],
)
@pytest.mark.parametrize("which", ["head", "clauses"])
def test_deep_nesting(text: str, which: str, tmp_path: Path) -> None:
    texts = {"head": HEAD, "clauses": CLAUSE, which: text}
    assert told(write(tmp_path, texts["clauses"], texts["head"]))


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe", b"\xff" * 4_000, "﻿[clause]".encode()])
@pytest.mark.parametrize("file", ["pack.toml", "clauses.toml", "required.csv", "plausibility.csv"])
def test_bytes_that_are_no_text(data: bytes, file: str, tmp_path: Path) -> None:
    (write(tmp_path) / "tiny" / "1" / file).write_bytes(data)
    told(tmp_path)


@QUICK
@given(st.lists(st.lists(st.sampled_from(["", "a", "process", "material", "own", "x = y", "1e400",
       "|", "&", '"', "名", "within"]), max_size=10), max_size=4))  # fmt: skip
def test_tables_of_another_shape(tmp_path: Path, rows: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in rows)
    head = "id,kind,group,name_zh,name_en,when,any_of,within,evidence\n"
    bands = "of,unit,low,high,evidence,source\n"
    told(write(tmp_path, required=head + text, plausibility=bands + text))
