"""Whatever somebody changes in a bundle is found, with its place, under its code."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tampering import changed_json, codes, edited, members_of, opening, remade, write

import pcf
from pcf.assurance.archive import MOST_MEMBERS
from pcf.assurance.sign import new_key
from pcf.commands import main

Members = dict[str, bytes]


def test_an_untouched_bundle_is_sound(sealed: Path, trust: Path) -> None:
    seen = pcf.Project.verify(sealed, trust=trust)
    assert seen.is_sound
    assert seen.check("evidence").state == "not-checked"  # the bundle has hashes only
    assert {c.name: c.state for c in seen.checks if c.name != "evidence"} == dict.fromkeys(
        ("integrity", "signature", "rules", "factors", "background", "results", "verdicts",
         "documents"), "ok")  # fmt: skip


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(data=st.data())
def test_any_flipped_bit_is_found(sealed: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(sealed.read_bytes())
    tail = len(content) - 6000  # the central directory: half of the draws fall there
    place = data.draw(
        st.one_of(st.integers(0, len(content) - 1), st.integers(tail, len(content) - 1))
    )
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path / "flipped.pcfz"
    path.write_bytes(content)
    assert codes(path, recompute=False), place


@pytest.mark.parametrize("cut", [0, 1, 21, 22, 1000, 700_000])
def test_a_half_written_bundle_is_no_bundle(sealed: Path, tmp_path: Path, cut: int) -> None:
    whole = sealed.read_bytes()
    path = tmp_path / "half.pcfz"
    path.write_bytes(whole[:cut])
    assert opening(path) == {"SE001"}
    path.write_bytes(whole[: len(whole) - cut] if cut else b"")
    assert opening(path) == {"SE001"}
    assert main(["verify", str(path), "-q"]) == 2


def test_bytes_before_or_after_are_found(sealed: Path, tmp_path: Path) -> None:
    whole, path = sealed.read_bytes(), tmp_path / "more.pcfz"
    path.write_bytes(whole + b"x")
    assert opening(path) == {"SE001"}
    path.write_bytes(b"x" + whole)
    assert opening(path) == {"SE001"}
    path.write_bytes(whole[:4] + whole)  # a second signature before the first member
    assert codes(path, recompute=False)


def test_bytes_between_members_are_found(sealed: Path, tmp_path: Path) -> None:
    """The same members, one of them with an extra field that no bundle writes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in sorted(members_of(sealed).items()):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            if name == "findings.json":
                info.extra = b"\xfe\xca\x04\x00evil"
            archive.writestr(info, content)
    path = tmp_path / "extra.pcfz"
    path.write_bytes(target.getvalue())
    assert codes(path, recompute=False) == {"SE013"}


def test_a_changed_member_is_named(sealed: Path, tmp_path: Path) -> None:
    changed = edited(members_of(sealed), "inputs/model/bom.csv", "primary", "Primary")
    seen = pcf.Project.verify(write(tmp_path / "c.pcfz", changed), recompute=False)
    (found,) = (f for f in seen.findings if f.level == "error")
    assert found.code == "SE010"
    assert found.location is not None
    assert found.location.file == "c.pcfz!inputs/model/bom.csv"


def test_an_added_member_is_named(sealed: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "a.pcfz", {**members_of(sealed), "inputs/model/more.csv": b"id\n"})
    assert codes(path, recompute=False) == {"SE012"}


def test_a_removed_member_is_named(sealed: Path, tmp_path: Path) -> None:
    left = {k: v for k, v in members_of(sealed).items() if k != "judgements.csv"}
    assert codes(write(tmp_path / "r.pcfz", left), recompute=False) == {"SE011"}


def test_a_manifest_written_anew_breaks_the_signature(
    sealed: Path, tmp_path: Path, trust: Path
) -> None:
    members = members_of(sealed)
    made = remade(edited(members, "environment.json", "numpy", "numpi"))
    made["signature.json"] = members["signature.json"]
    path = write(tmp_path / "m.pcfz", made)
    assert codes(path, recompute=False) == {"SE020"}
    assert codes(path, recompute=False, trust=trust) == {"SE020"}


def test_a_bundle_signed_anew_by_somebody_else_is_not_trusted(
    sealed: Path, tmp_path: Path, trust: Path
) -> None:
    other = new_key(tmp_path / "other").private
    path = write(tmp_path / "s.pcfz", remade(members_of(sealed), other))
    assert codes(path, recompute=False, trust=trust) == {"SE021"}
    seen = pcf.Project.verify(path, recompute=False)
    assert (seen.signature.state, seen.check("signature").state) == ("unknown", "warning")
    assert "SE025" in {item.code for item in seen.findings}


def test_a_bundle_without_signature_is_not_trusted(
    sealed: Path, tmp_path: Path, trust: Path
) -> None:
    path = write(tmp_path / "u.pcfz", remade(members_of(sealed)))
    assert codes(path, recompute=False, trust=trust) == {"SE026"}
    assert codes(path, recompute=False) == set()


def _raise_total(data: Any) -> None:
    data["data"]["total"]["value"] *= 0.9


def _drop_finding(data: Any) -> None:
    data["cases"]["target:gbt24067"]["verdicts"]["gbt24067@2024"]["GBT009"] = "na"


#: Changes under a manifest that was written anew, unsigned: only computing again finds them.
CHANGES: dict[str, tuple[Callable[[Members], Members], set[str]]] = {
    "total": (lambda m: changed_json(m, "results/base.json", _raise_total), {"SE030"}),
    "verdict": (lambda m: changed_json(m, "findings.json", _drop_finding), {"SE032"}),
    "rule pack": (
        lambda m: edited(m, "rules/gbt24067/2024/clauses.toml", '= "shall"', '= "should"'),
        {"SE033"},
    ),
    "factor": (lambda m: edited(m, "factors/climate/gwp.csv", "298,273,", "298,173,"),
               {"SE034", "SE030", "SE031", "SE038"}),
    "transport default": (
        lambda m: edited(m, "factors/transport/modes.csv", "road", "rood"), {"SE034"},
    ),
    "score": (lambda m: _other_score(m), {"SE035"}),
    "report": (
        lambda m: edited(m, "reports/gbt24067-gbt24067.en.md", "3.9", "2.9"), {"SE038"},
    ),
    "report put in": (
        lambda m: {**m, "reports/praise.en.md": b"best of all"}, {"SE048"},
    ),
    "result taken out": (lambda m: _without(m, "results/scenario-hydro-power.json"), {"SE049"}),
    "answer": (lambda m: edited(m, "judgements.csv", ",yes,", ",na,"), {"SE032"}),
}  # fmt: skip


def _without(members: Members, name: str) -> Members:
    return {k: v for k, v in members.items() if k != name}


def _other_score(members: Members) -> Members:
    head, *lines = members["background/scores.csv"].decode().splitlines()
    column = head.split(",").index("co2_fossil/fossil")
    import csv

    rows = list(csv.reader(lines))
    place = next(n for n, row in enumerate(rows) if row[column] not in ("", "0"))
    rows[place][column] = repr(float(rows[place][column]) * 0.5)
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([head.split(","), *rows])
    return {**members, "background/scores.csv": target.getvalue().encode()}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_under_a_new_manifest_is_found_by_computing_again(
    sealed: Path, tmp_path: Path, change: str
) -> None:
    make, expected = CHANGES[change]
    path = write(tmp_path / "t.pcfz", remade(make(members_of(sealed))))
    assert codes(path, recompute=False) == set()
    assert codes(path) == expected


def test_the_size_of_a_changed_number_is_told(sealed: Path, tmp_path: Path) -> None:
    changed = changed_json(members_of(sealed), "results/base.json", _raise_total)
    seen = pcf.Project.verify(write(tmp_path / "n.pcfz", remade(changed)))
    (found,) = (f for f in seen.findings if f.level == "error")
    assert found.node == "data.total.value"
    # sealed 0.9 T, computed T: (T - 0.9 T) / T = 0.1 of the larger one
    assert found.params["size"] == "+10 %"


def test_an_input_changed_with_its_manifest_shows_in_every_number(
    sealed: Path, tmp_path: Path
) -> None:
    """All members fit the new manifest; the results are still those of the old input."""
    table = "inputs/model/electricity.csv"
    changed = edited(members_of(sealed), table, ",45,", ",40,")
    found = codes(write(tmp_path / "i.pcfz", remade(changed)))
    assert {"SE030", "SE040"} <= found


def test_replaced_evidence_is_found(bottle_project: Path, tmp_path: Path) -> None:
    made = pcf.Project.load(bottle_project).seal(evidence=True)
    members = members_of(made.write(tmp_path / "e.pcfz"))
    record = "inputs/evidence/fictitious-record.csv"
    path = write(tmp_path / "f.pcfz", remade({**members, record: b"other\n"}))
    assert "SE042" in codes(path)


def test_evidence_beside_the_bundle_is_compared(
    sealed: Path, bottle_project: Path, tmp_path: Path
) -> None:
    assert codes(sealed, evidence=bottle_project) == set()
    (tmp_path / "evidence").mkdir()
    assert codes(sealed, evidence=tmp_path) == {"SE043"}
    (tmp_path / "evidence" / "fictitious-record.csv").write_text("other")
    assert codes(sealed, evidence=tmp_path) == {"SE042"}


def _zip(path: Path, *entries: tuple[zipfile.ZipInfo, bytes], kind: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", kind) as archive:
        for info, content in entries:
            archive.writestr(info, content, kind)
    return path


def _info(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr = 3, mode << 16
    return info


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "inputs/../../evil", "inputs\\evil", "C:evil", "inputs/CON.csv",
     "inputs//a", "inputs/a ", "inputs/a.", "inputs/\x1b[2J", "elsewhere/a", "evil.exe", "inputs/"],
)  # fmt: skip
def test_names_that_escape_are_refused(tmp_path: Path, name: str) -> None:
    path = _zip(tmp_path / "n.pcfz", (_info(name), b"x"))
    assert opening(path) == {"SE003"}
    assert main(["verify", str(path), "-q"]) == 2


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["inputs/a.csv", "inputs/A.csv"])
def test_a_name_that_is_there_twice_is_refused(tmp_path: Path, second: str) -> None:
    path = _zip(tmp_path / "d.pcfz", (_info("inputs/a.csv"), b"x"), (_info(second), b"y"))
    assert opening(path) == {"SE004"}


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = _info("inputs/a.csv", stat.S_IFLNK | 0o777)
    assert opening(_zip(tmp_path / "l.pcfz", (link, b"/etc/passwd"))) == {"SE005"}


def test_a_compressed_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = _zip(tmp_path / "z.pcfz", (_info("inputs/a.csv"), bytes(50_000_000)),
                kind=zipfile.ZIP_DEFLATED)  # fmt: skip
    assert bomb.stat().st_size < 100_000
    assert opening(bomb) == {"SE006"}


def test_more_members_than_a_bundle_has_are_not_listed(tmp_path: Path) -> None:
    target = tmp_path / "m.pcfz"
    with zipfile.ZipFile(target, "w") as archive:
        for n in range(MOST_MEMBERS + 1):
            archive.writestr(_info(f"inputs/{n}"), b"")
    assert opening(target) == {"SE002"}


@pytest.mark.parametrize(
    ("manifest", "code"),
    [(b"", "SE008"), (b"[" * 100_000, "SE008"), (b"{}", "SE008"), (b'{"schema": 1}', "SE007"),
     (b'{"schema": "pcf/bundle/2"}', "SE007"), (b'{"schema": "pcf/bundle/1"}', "SE008"),
     (b'{"schema": "pcf/bundle/1", "members": [1]}', "SE008"), (b"\xff", "SE008")],
)  # fmt: skip
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, manifest: bytes, code: str) -> None:
    path = write(tmp_path / "m.pcfz", {"manifest.json": manifest})
    assert opening(path) == {code}


def test_a_bundle_without_manifest_is_refused(tmp_path: Path) -> None:
    assert opening(write(tmp_path / "w.pcfz", {"inputs/pcf.toml": b""})) == {"SE008"}


@pytest.mark.parametrize("name", ["background/scores.csv", "background/identity.json",
                                  "results/base.json", "findings.json",
                                  "inputs/pcf.toml"])  # fmt: skip
def test_a_member_that_is_no_longer_readable_is_no_crash(
    sealed: Path, tmp_path: Path, name: str
) -> None:
    for content in (b"", b"\xff\xfe", b"null", b"[" * 5000):
        path = write(tmp_path / "x.pcfz", remade({**members_of(sealed), name: content}))
        assert codes(path)


def test_exit_codes_and_json_of_a_mismatch(
    sealed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = changed_json(members_of(sealed), "results/base.json", _raise_total)
    path = write(tmp_path / "j.pcfz", remade(changed))
    assert main(["verify", str(path), "--format", "json"]) == 1
    body = json.loads(capsys.readouterr().out)
    assert body["schema"] == "pcf/verify/1"
    assert body["status"] == "findings"
    assert body["data"]["verdict"] == "mismatch"
    total = body["data"]["total"]
    assert total["sealed"] == pytest.approx(0.9 * total["recomputed"])
    assert main(["verify", str(sealed), "--format", "json"]) == 0


def test_a_line_put_into_a_rule_pack_is_named(sealed: Path, tmp_path: Path) -> None:
    pack = "rules/gbt24067/2024/pack.toml"
    members = members_of(sealed)
    text = members[pack].decode().split("\n")
    changed = "\n".join([*text[:10], "# put in", *text[10:]]).encode()
    seen = pcf.Project.verify(write(tmp_path / "p.pcfz", remade({**members, pack: changed})))
    (found,) = (f for f in seen.findings if f.level == "error")
    assert (found.code, found.node, found.observed) == ("SE033", "gbt24067@2024", "pack.toml")
