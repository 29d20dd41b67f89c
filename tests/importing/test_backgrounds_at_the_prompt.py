"""Several backgrounds at the prompt: search, show, list, sources, lock, update, calc."""

from __future__ import annotations

import json

import pytest
from ilcd_kit import chain, uuid, write_zip
from test_import_verbs import answer, call
from test_several_backgrounds import POWER_ROW, STEEL_ROW, study


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PCF_LANG", "en")
    files = chain()
    files.processes[1].top = "Reference Parameters"
    return study(tmp_path / "p", [STEEL_ROW, POWER_ROW], files=files)


def test_search_looks_into_all_and_marks_what_is_no_unit_process(home, capsys):
    code, body = answer(capsys, "data", "search", "truck", "-C", home)
    assert code == 0
    found = {hit["process"]: hit["kind"] for hit in body["data"]["hits"]}
    assert found[f"db:{uuid(2)}"] == "parameter"
    assert [b["id"] for b in body["data"]["backgrounds"]] == ["pcf-open", "db"]
    _, out, _ = call(capsys, "data", "search", "truck", "--background", "db", "-C", home)
    assert "[reference parameter]" in out


def test_show_takes_the_prefix(home, capsys):
    code, body = answer(capsys, "data", "show", f"bg:db:{uuid(4)}", "-C", home)
    assert (code, body["data"]["process"]["name_en"]) == (0, "steel")
    code, body = answer(capsys, "data", "show", "pcf-open:elec_grid_cn", "-C", home)
    assert (code, body["data"]["process"]["id"]) == (0, "elec_grid_cn")


def test_an_import_is_found_before_it_is_listed(home, capsys):
    path = home / "pcf.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[[background.also]]")], encoding="utf-8")
    code, body = answer(capsys, "data", "search", "slag", "-C", home)
    assert code == 0
    assert any(hit["process"] == f"db:{uuid(3)}" for hit in body["data"]["hits"])


def test_licences_are_listed(home, capsys):
    path = write_zip(home / "b.zip", chain().texts())
    code, body = answer(
        capsys, "data", "import", path, "--id", "db", "--licence", "seat licence 7",
        "--redistributable", "no", "--system-model", "cut-off", "-C", home,
    )  # fmt: skip
    assert code == 0
    assert body["data"]["settings"]["licence"] == "seat licence 7"
    text = (home / "backgrounds" / "db" / "import.toml").read_text(encoding="utf-8")
    assert 'licence = "seat licence 7"\nredistributable = "no"\nsystem_model = "cut-off"' in text
    for verb in ("list", "sources"):
        _, out, _ = call(capsys, "data", verb, "-C", home)
        assert "may not be handed on; seat licence 7" in out
        _, body = answer(capsys, "data", verb, "-C", home)
        assert [b["redistributable"] for b in body["data"]["backgrounds"]] == ["yes", "no"]


def test_a_word_that_is_no_answer_is_refused(home, capsys):
    path = write_zip(home / "b.zip", chain().texts())
    code, _, err = call(
        capsys, "data", "import", path, "--id", "b", "--redistributable", "maybe", "-C", home
    )
    assert code == 2
    assert "IM015" in err


def test_calc_tells_what_is_not_covered(home, capsys):
    code, out, _ = call(capsys, "calc", "-C", home)
    assert code == 0
    shown = out[out.index("not covered") : out.index("What the result rests on")]
    assert "[IM033]" in shown
    assert "db: not stated" in shown
    _, body = answer(capsys, "calc", "-C", home)
    assert [b["used"] for b in body["data"]["identity"]["backgrounds"]] == [True, True]


def test_update_moves_the_one_that_changed(home, capsys):
    assert call(capsys, "data", "lock", "-C", home)[0] == 0
    files = chain()
    files.processes[1].top = "Reference Parameters"
    files.processes[3].rows[4].amount = "19"
    write_zip(home / "b.zip", files.texts())
    assert call(capsys, "data", "import", home / "b.zip", "--id", "db", "-C", home)[0] in (0, 1)
    code, _, _ = call(capsys, "data", "update", "-C", home)
    assert code == 1
    code, _, _ = call(capsys, "data", "update", "--write", "-C", home)
    assert code == 0
    lock = (home / "pcf.lock").read_text(encoding="utf-8")
    assert lock.count("[[background.also]]") == 1
    assert call(capsys, "calc", "-C", home)[0] == 0
    assert json.loads(call(capsys, "data", "update", "-C", home, "--format", "json")[1])
