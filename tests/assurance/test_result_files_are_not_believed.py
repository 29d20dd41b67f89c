"""A result file may come from anywhere: its rows must make its sums, and its numbers be numbers."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from compare_kit import compared, load, write

from pcf.assurance.comparing.opening import read_result
from pcf.calc.as_json import footprint_from_json
from pcf.errors import UsageError


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """The small project: 3 kg steel × 2 + 10 kWh × (0.5 + 0.01 × 29.8) = 13.98 kg CO2e."""
    from tempfile import mkdtemp

    return load(write(Path(mkdtemp()) / "a"), None).calculate().to_dict()


def kept(folder: Path, data: Any, text: str = "") -> Path:
    path = folder / "r.json"
    path.write_text(text or json.dumps({"schema": "pcf/calc/1", "data": data}), encoding="utf-8")
    return path


def refused(path: Path) -> dict[str, tuple[str, str, str]]:
    with pytest.raises(UsageError) as error:
        read_result(path)
    assert {f.location.file for f in error.value.findings if f.location} == {"r.json"}
    return {
        f"{f.code} {f.params.get('name', '')}".strip(): (f.code, str(f.observed), str(f.expected))
        for f in error.value.findings
    }


def test_what_pcf_wrote_is_read(data, tmp_path):
    path = kept(tmp_path, data)
    assert read_result(path).total == pytest.approx(13.98)
    assert compared(path, path).is_empty
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_result(path) == footprint_from_json(data)


def doubled_total(data):
    data["total"]["value"] *= 2


def more_production(data):
    next(p for p in data["stages"] if p["id"] == "production")["value"] += 1


def less_fossil(data):
    data["ledger"]["fossil"]["value"] = 1.0


def less_methane(data):
    next(p for p in data["gases"] if p["value"])["value"] -= 0.01


def greener_row(data):
    data["rows"][0]["value"] /= 2


def smaller_amount(data):
    next(r for r in data["rows"] if r["value"])["amount"]["value"] /= 2


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (doubled_total, "total"), (more_production, "stage:production"),
        (less_fossil, "ledger:fossil"), (less_methane, "gas:"), (greener_row, "total"),
        (smaller_amount, "row:"),
    ],
)  # fmt: skip
def test_sums_that_the_rows_do_not_make_are_named(change, name, data, tmp_path):
    changed = copy.deepcopy(data)
    change(changed)
    found = refused(kept(tmp_path, changed))
    assert any(key.startswith(f"CP012 {name}") for key in found)


def test_the_difference_is_told(data, tmp_path):
    changed = copy.deepcopy(data)
    changed["total"]["value"] = 27.96
    found = refused(kept(tmp_path, changed))
    # 6 + 7.98
    _, observed, expected = found["CP012 total"]
    assert (float(observed), float(expected)) == (27.96, pytest.approx(13.98))


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("of", ["rows", "stages", "processes", "gases"])
def test_nothing_counts_twice(of, times, data, tmp_path):
    changed = copy.deepcopy(data)
    changed[of] += [changed[of][0]] * times
    found = refused(kept(tmp_path, changed))
    assert "CP013" in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"value": 13.98', '"value": NaN'), ('"value": 13.98', '"value": Infinity'),
        ('"value": 13.98', '"value": 1e999'), ('"value": 13.98', '"value": "13.98"'),
        ('"value": 13.98', '"value": true'), ('"value": 13.98', '"value": null'),
        ('"value": 13.98', '"value": [13.98]'), ('"value": 13.98', '"value": 13.98, "value": 0'),
        ('"direction": "input"', '"direction": {}'), ('"stage": "production"', '"stage": "art"'),
        ('"rows": 2', '"rows": "2"'), ('"rows": 2', '"rows": 2.5'), ('"locked": ', '"locked": 1'),
        ('"schema": "pcf/calc/1"', '"schema": ["pcf/calc/1"]'), ("{", "["),
    ],
)  # fmt: skip
def test_what_is_no_number_or_word_is_no_result(old, new, data, tmp_path):
    text = json.dumps({"schema": "pcf/calc/1", "data": data}).replace(
        str(data["total"]["value"]), "13.98"
    )
    assert old in text
    found = refused(kept(tmp_path, None, text.replace(old, new, 1)))
    assert list(found) == ["US043"]


def test_endless_nesting_is_no_result(tmp_path):
    assert list(refused(kept(tmp_path, None, "[" * 100_000))) == ["US043"]


def test_numbers_beyond_all_sums_are_no_result(data, tmp_path):
    changed = copy.deepcopy(data)
    for row in changed["rows"]:
        row["value"] = 1.7e308
    assert list(refused(kept(tmp_path, changed))) == ["US043"]
