"""The certifier: an offline laptop, an empty folder, a file, and the person who sent it unknown."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pcf
from pcf.assurance.verify import VerifyOrder, verify
from pcf.commands import main

ROOT = Path(pcf.__file__).parent.parent
#: Runs pcf with every way to a network closed.
OFFLINE = """
import socket, sys
def closed(*a, **k): raise OSError("no network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = closed
from pcf.commands import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_certifier_verifies_offline_with_nothing_but_the_file(
    sealed: Path, trust: Path, tmp_path: Path
) -> None:
    laptop = tmp_path / "laptop"
    laptop.mkdir()
    shutil.copy(sealed, laptop / "received.pcfz")
    shutil.copy(trust, laptop / "trust.toml")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PCF_")}
    environment |= {"PYTHONPATH": str(ROOT), "PCF_CACHE_DIR": str(tmp_path / "none"),
                    "HOME": str(laptop), "COLUMNS": "60", "PYTHONIOENCODING": "gbk"}  # fmt: skip
    words = ["verify", "received.pcfz", "--trust", "trust.toml", "--lang", "zh"]
    done = subprocess.run([sys.executable, "-c", OFFLINE, *words], cwd=laptop, env=environment,
                          capture_output=True, check=False)  # fmt: skip
    shown = done.stdout.decode("gbk")
    assert done.returncode == 0, (shown, done.stderr)
    assert "received.pcfz：所看各项均无不符" in shown
    assert "由 Bottle Works 签名" in shown
    assert "相同（相对1e-9以内）" in shown
    assert "?" not in shown
    assert {p.name for p in laptop.iterdir()} == {"received.pcfz", "trust.toml"}


def test_the_scores_of_the_bundle_alone_give_the_same_results(sealed: Path) -> None:
    seen = verify(sealed, pcf.Project._opened_by, VerifyOrder(embedded=False))
    assert seen.how == (("pcf-open", "scores"),)
    assert seen.is_sound, [item.message("en") for item in seen.findings]
    sealed_total, again, unit = seen.total
    assert sealed_total == again
    assert unit == "kg CO2e/piece"


def test_every_dataset_is_compared_with_the_database_of_this_pcf(sealed: Path) -> None:
    seen = pcf.Project.verify(sealed)
    assert seen.how == (("pcf-open", "embedded"),)
    assert seen.check("background").count == 948
    assert seen.is_sound


def test_another_version_of_pcf_is_told(sealed: Path, monkeypatch: object, tmp_path: Path) -> None:
    from tampering import edited, members_of, remade, write

    old = f'"version": "{pcf.__version__}"'
    made = remade(edited(members_of(sealed), "manifest.json", old, '"version": "0.0.9"'))
    seen = pcf.Project.verify(write(tmp_path / "v.pcfz", made))
    assert "SE041" in {item.code for item in seen.findings}


def test_integrity_alone_says_that_nothing_was_computed(sealed: Path, capsys: object) -> None:
    seen = pcf.Project.verify(sealed, recompute=False)
    assert seen.is_sound
    assert seen.check("results").state == "not-checked"
    assert main(["verify", str(sealed), "--no-recompute", "--lang", "en"]) == 0
    assert "whole; not computed again" in capsys.readouterr().out  # type: ignore[attr-defined]


def test_versions_that_do_not_fit_the_manifest_are_a_mismatch(sealed: Path, tmp_path: Path) -> None:
    from tampering import codes, edited, members_of, remade, write

    members = members_of(sealed)
    other = edited(members, "environment.json", f'"pcf": "{pcf.__version__}"', '"pcf": "9"')
    assert codes(write(tmp_path / "e.pcfz", remade(other))) == {"SE014"}
    library = edited(members, "environment.json", '"numpy": "', '"numpy": "0')
    seen = pcf.Project.verify(write(tmp_path / "l.pcfz", remade(library)))
    assert seen.is_sound
    assert "SE067" in {item.code for item in seen.findings}


def test_every_verdict_has_its_word() -> None:
    from typing import get_args

    from pcf.assurance import sign, verification
    from pcf.assurance.recompute import BY_SCORES, EMBEDDED, OWN
    from pcf.i18n import label_catalogue

    known = label_catalogue()
    for word in (
        *(f"verify_{name}" for name in get_args(verification.Name)),
        *(f"verify_state_{state}" for state in get_args(verification.State)),
        *(f"verify_signature_{state}" for state in get_args(sign.State)),
        *(f"verify_by_{how}" for how in (BY_SCORES, EMBEDDED, OWN)),
        *(f"verify_state_signature_{state}" for state in ("ok", "warning", "not-checked")),
    ):
        assert word in known, word
