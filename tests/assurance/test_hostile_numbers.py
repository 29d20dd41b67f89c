"""Numbers that are none, and JSON written otherwise, never pass as the sealed ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tampering import codes, members_of, remade, write

from pcf.assurance.differences import Allowed
from pcf.assurance.strict_json import is_canonical, read_json


@pytest.mark.parametrize("a", [float("inf"), float("-inf"), float("nan"), 1e308 * 10])
def test_what_is_not_finite_is_never_the_same(a: float) -> None:
    allowed = Allowed(1e-9, 1.0)
    assert not allowed.same(a, 3.9)
    assert not allowed.same(3.9, a)
    assert not allowed.same(a, a)


def test_a_difference_within_the_tolerance_is_none() -> None:
    # 0.5e-9 of 100 is below 1e-9 of it, 2e-9 is not
    assert Allowed(1e-9).same(100.0, 100.0 * (1 + 0.5e-9))
    assert not Allowed(1e-9).same(100.0, 100.0 * (1 + 2e-9))


@pytest.mark.parametrize(
    "text",
    ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" * 401, "[" * 100_000,
     '{"a": 1, "a": 1}', "\xff"],
)  # fmt: skip
def test_json_that_no_bundle_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  its words are those of the parser
        read_json(text.encode("latin-1"))
    assert not is_canonical(text.encode("latin-1"))


def test_order_and_blanks_are_part_of_the_form() -> None:
    assert is_canonical(b'{\n "a": 1,\n "b": 0.5\n}\n')
    assert not is_canonical(b'{\n "b": 0.5,\n "a": 1\n}\n')
    assert not is_canonical(b'{"a": 1, "b": 0.5}')
    assert not is_canonical(b'{\n "a": 1,\n "b": 0.50\n}\n')


@pytest.mark.parametrize("number", ["1e999", "Infinity", "NaN", "9" * 401])
def test_a_total_without_bound_is_a_mismatch(sealed: Path, tmp_path: Path, number: str) -> None:
    members = members_of(sealed)
    text = members["results/base.json"].decode()
    total = json.loads(text)["data"]["total"]["value"]
    put = text.replace(f'"value": {total!r}', f'"value": {number}')
    assert put != text
    members["results/base.json"] = put.encode()
    told = codes(write(tmp_path / "t.pcfz", remade(members)))
    assert {"SE014", "SE068"} <= told


@pytest.mark.parametrize(("size", "told"), [(0.5e-9, set()), (2e-9, {"SE030"})])
def test_the_tolerance_of_a_sealed_total(
    sealed: Path, tmp_path: Path, size: float, told: set[str]
) -> None:
    members = members_of(sealed)
    data = json.loads(members["results/base.json"])
    data["data"]["total"]["value"] *= 1 + size
    from pcf.assurance.rounded import json_bytes

    members["results/base.json"] = json_bytes(data)
    assert members["results/base.json"] != members_of(sealed)["results/base.json"]
    assert codes(write(tmp_path / "t.pcfz", remade(members))) == told
