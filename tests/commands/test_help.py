"""Help is quick, whole and readable everywhere."""

import subprocess
import sys

import pytest
from surroundings import ROOT
from typer.main import get_command

from pcf.commands import app
from pcf.report.width import cells

HEAVY = ("rich", "pandas", "numpy", "networkx", "pint", "scipy", "openpyxl", "bw2calc", "bw2data")


def verbs():
    found = []
    for name, command in get_command(app).commands.items():
        inner = getattr(command, "commands", None)
        found += [(name, sub) for sub in inner] if inner else [(name,)]
    return found


@pytest.mark.parametrize("words", [["--help"], [], ["calc", "--help"], ["--version"]])
def test_help_loads_no_library(words, process):
    code = (
        f"import sys; from pcf.commands import main; code = main({words!r}); "
        f"print([m for m in {HEAVY!r} if m in sys.modules], code, file=sys.stderr)"
    )
    import os

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stderr.strip() == "[] 0"


def test_pcf_alone_tells_the_loop_in_ten_lines(pcf):
    answer = pcf()
    assert answer.code == 0
    assert len(answer.out.strip().split("\n")) <= 10
    steps = [answer.out.index(f"\n  pcf {verb}") for verb in ("init", "check", "calc", "explain")]
    assert steps == sorted(steps)
    assert "文件夹" in pcf("--lang", "zh").out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("words", verbs(), ids=" ".join)
def test_every_verb_explains_itself(words, lang, pcf, monkeypatch):
    for width in (60, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        answer = pcf(*words, "--help", "--lang", lang)
        assert answer.code == 0
        assert f"pcf {' '.join(words)}" in answer.out
        assert ("退出码" if lang == "zh" else "Exit codes") in answer.out
        assert not any(word in answer.out for word in ("opt_", "arg_", "help_", "group_", "exit_"))
        answer.out.encode("gbk")
        assert max(cells(line) for line in answer.out.split("\n")) <= max(width, 75)
    for option in ("-C, --project", "--format", "-o, --output", "--lang", "-q", "-v", "--no-color"):
        assert option in answer.out


def test_every_option_of_every_verb_has_words():
    from pcf.i18n import label_catalogue

    labels = label_catalogue()
    group = get_command(app)
    for words in verbs():
        command = group
        for word in words:
            command = command.commands[word]
        for parameter in command.params:
            assert parameter.help in labels, (words, parameter.name)


def test_version(pcf):
    import pcf as package

    assert pcf("--version").out == f"pcf {package.__version__}\n"


def test_the_door_of_a_checkout(process):

    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--version"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("pcf ")
