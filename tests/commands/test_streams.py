"""Consoles of every kind: no crash, nothing but data on stdout, nothing in the home folder."""

import json
import subprocess
import sys

import pytest
from surroundings import ROOT

VERBS = [
    [],
    ["--help"],
    ["calc", "--help"],
    ["status"],
    ["check"],
    ["calc"],
    ["explain"],
    ["graph"],
    ["compare", ".", "scenario:hydro-power"],
    ["data", "list", "--location", "CN"],
    ["data", "search", "铝"],
    ["data", "show", "elec_grid_cn"],
    ["doctor"],
    ["clac"],
]


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
def test_no_encoding_stops_a_verb(encoding, project):
    """All verbs in one process, which writes to a pipe in the encoding."""
    code = (
        "import sys; from pcf.commands import main\n"
        f"for words in {VERBS!r}:\n"
        "    for lang in ('zh', 'en'):\n"
        "        for extra in ([], ['--format', 'json']):\n"
        "            if extra and words[:1] in ([], ['--help']): continue\n"
        "            code = main([*words, '--lang', lang, *extra])\n"
        "            if code not in (0, 1, 2): sys.exit(f'{words} {lang} {extra} {code}')\n"
    )
    import os

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=project,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert b"Traceback" not in done.stderr
    assert b"US070" not in done.stderr


def test_chinese_stands_in_a_gbk_console(process, project):
    done = process("status", "-C", project, "--lang", "zh", PYTHONIOENCODING="gbk")
    assert "初级数据份额" in done.stdout.decode("gbk")


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii", "utf-8"])
def test_json_is_never_mutilated(encoding, process, project):
    done = process(
        "calc", "-C", project, "--format", "json", "--lang", "zh", PYTHONIOENCODING=encoding
    )
    body = json.loads(done.stdout.decode(encoding))
    assert body["data"]["stages"][0]["name"] == "原材料获取"
    assert done.stderr == b""


@pytest.mark.parametrize("width", ["60", "200"])
@pytest.mark.parametrize("words", [v for v in VERBS[3:] if v != ["clac"]], ids=" ".join)
def test_tables_fit(words, width, pcf, project, monkeypatch):
    from pcf.report.width import cells

    monkeypatch.chdir(project)
    monkeypatch.setenv("COLUMNS", width)
    for lang in ("zh", "en"):
        for line in pcf(*words, "--lang", lang).out.split("\n"):
            if not line.startswith(("next:", "下一步")) and "-- " not in line:
                assert cells(line) <= int(width), line


def test_a_reader_that_leaves_is_no_error(project):
    import os

    done = subprocess.run(
        f"{sys.executable} -m pcf data list | head -n 1; echo ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.split("\n")[1] == "0"


def test_home_stays_empty(process, project, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    surroundings = {"HOME": str(home), "USERPROFILE": str(home), "XDG_CACHE_HOME": ""}
    for words in (["calc"], ["check"], ["graph", "--format", "graphml"], ["data", "lock"]):
        done = process(*words, "-C", project, **surroundings)
        assert done.returncode == 0, done.stderr
    assert list(home.iterdir()) == []


def test_human_notes_go_to_stderr_and_stop_with_q(pcf, project):
    loud, quiet = pcf("calc", "-C", project), pcf("calc", "-C", project, "-q")
    assert loud.err.startswith("done in ")
    assert loud.out.rstrip().split("\n")[-1].startswith("next: pcf explain stage:")
    assert quiet.err == ""
    assert "next:" not in quiet.out


def test_no_colour_in_a_pipe(process, project):
    assert b"\x1b[" not in process("calc", "-C", project).stdout


def test_output_file(pcf, project, tmp_path):
    answer = pcf("graph", "-C", project, "--format", "csv", "-o", "out/edges.csv")
    assert answer.out == ""
    assert answer.err == "wrote out/edges.csv\n"
    assert (tmp_path / "out" / "edges.csv").read_bytes().startswith(b"\xef\xbb\xbfsupplier,")
    answer = pcf("calc", "-C", project, "--format", "json", "-o", "result.json")
    assert (answer.out, answer.err) == ("", "")
    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["status"] == "ok"


def test_language_flag_before_environment_before_project(pcf, project, monkeypatch):
    settings = project / "pcf.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('lang = "en"', 'lang = "zh"'), encoding="utf-8")
    assert "primary data" in pcf("status", "-C", project).out
    monkeypatch.delenv("PCF_LANG")
    assert "初级数据" in pcf("status", "-C", project).out
    assert "初级数据" in pcf("status", "-C", project / "model").out
    assert "primary data" in pcf("status", "-C", project, "--lang", "en").out


def test_progress_is_told_on_a_terminal_after_a_while_only(monkeypatch):
    import io
    import time
    from pathlib import Path

    from pcf.commands import screen as screens

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    def told(patience, work, **changes):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setattr(screens, "_PATIENCE", patience)
        fields = {"folder": Path(), "format": "text", "output": None, "lang": "en"}
        fields |= {"quiet": False, "verbose": False, "color": False, **changes}
        with screens.Screen(**fields).working("working_calc"):
            time.sleep(work)
        return terminal.getvalue()

    assert told(0.0, 0.2) == "calculating ...\n"
    assert told(60.0, 0.0) == ""
    assert told(0.0, 0.1, quiet=True) == ""
    assert told(0.0, 0.1, format="json") == ""
