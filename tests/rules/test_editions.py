"""Several editions of one standard: the newest in force by its id, a fixed one by ID@EDITION."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import CLAUSE, HEAD, bare, clause

from pcf.errors import PcfError, UsageError
from pcf.report.check_data import check_json
from pcf.report.rules_view import pack_json
from pcf.rules.evaluation import evaluate_packs
from pcf.rules.packs import Registry

CHILD = HEAD.replace('id = "tiny"', 'id = "child"').replace('parent = ""', 'parent = "PARENT"')


def edition(root: Path, name: str, clauses: str, head: str = HEAD, validity: str = "") -> Path:
    """Write `root/<id>/<edition>`."""
    line = f'edition = "{name}"' + (f'\nvalidity = "{validity}"' if validity else "")
    id = "child" if 'id = "child"' in head else "tiny"
    folder = root / id / name
    folder.mkdir(parents=True)
    text = head.replace('edition = "1"', line)
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    (folder / "clauses.toml").write_text(clauses, encoding="utf-8")
    return root


def two(root: Path, validity: str = "") -> Registry:
    """An edition of 2024, and a made-up one of 2031 with one clause more."""
    edition(root, "2024", CLAUSE)
    edition(root, "2031", f"{CLAUSE}\n{clause('TIN002')}", validity=validity)
    return Registry(root)


def codes(known: Registry, name: str) -> list[str]:
    return [c.code for c in known.pack(name).clauses]


def test_an_id_means_the_newest_edition(tmp_path: Path) -> None:
    known = two(tmp_path)
    assert known.pack("tiny").edition == "2031"
    assert codes(known, "tiny") == ["TIN001", "TIN002"]
    assert known.pack("tiny").id == known.pack("tiny@2024").id == "tiny"


def test_a_fixed_edition_is_named_with_at(tmp_path: Path) -> None:
    known = two(tmp_path)
    assert codes(known, "tiny@2024") == ["TIN001"]
    assert codes(known, "tiny@2031") == ["TIN001", "TIN002"]
    assert known.pack("tiny@2031") is known.pack("tiny")


@pytest.mark.parametrize("validity", ["draft", "withdrawn"])
def test_what_is_not_in_force_is_not_meant(validity: str, tmp_path: Path) -> None:
    known = two(tmp_path, validity)
    assert known.pack("tiny").edition == "2024"
    assert known.pack("tiny@2031").edition == "2031"


def test_numbers_of_editions_are_numbers(tmp_path: Path) -> None:
    edition(tmp_path, "9", CLAUSE)
    edition(tmp_path, "10", CLAUSE)
    assert Registry(tmp_path).pack("tiny").edition == "10"


def test_every_edition_is_listed(tmp_path: Path) -> None:
    known = two(tmp_path)
    assert list(known.heads) == ["tiny"]
    assert list(known.editions) == ["tiny", "tiny@2024"]
    assert [(p.id, p.edition) for p in known.packs()] == [("tiny", "2031"), ("tiny", "2024")]


def test_an_unknown_edition_has_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        two(tmp_path).pack("tiny@2042")
    (fault,) = caught.value.findings
    message = "there is no rule pack 'tiny@2042'; known: tiny@2024, tiny@2031"
    assert (fault.code, fault.message("en")) == ("RU001", message)


@pytest.mark.parametrize(
    ("parent", "chain", "inherited"),
    [
        ("tiny", ("tiny@2031", "child@1"), ["TIN001", "TIN002", "CHI001"]),
        ("tiny@2024", ("tiny@2024", "child@1"), ["TIN001", "CHI001"]),
    ],
)
def test_a_parent_may_pin_an_edition(
    parent: str, chain: tuple[str, ...], inherited: list[str], tmp_path: Path
) -> None:
    two(tmp_path)
    edition(tmp_path, "1", clause("CHI001"), CHILD.replace("PARENT", parent))
    known = Registry(tmp_path)
    assert known.faults == ()
    assert known.pack("child").chain == chain
    assert codes(known, "child") == inherited


def test_a_parent_of_an_unknown_edition_is_a_fault(tmp_path: Path) -> None:
    two(tmp_path)
    edition(tmp_path, "1", clause("CHI001"), CHILD.replace("PARENT", "tiny@2042"))
    known = Registry(tmp_path)
    assert [(f.code, str(f.location)) for f in known.faults] == [
        ("RU013", "child/1/pack.toml:12 [pack.parent]")
    ]
    with pytest.raises(PcfError):
        known.pack("child")


def test_an_edition_may_inherit_from_the_one_before(tmp_path: Path) -> None:
    edition(tmp_path, "2024", CLAUSE)
    newer = HEAD.replace('parent = ""', 'parent = "tiny@2024"')
    edition(tmp_path, "2031", clause("TIN002"), newer)
    known = Registry(tmp_path)
    assert known.faults == ()
    assert known.pack("tiny").chain == ("tiny@2024", "tiny@2031")
    assert codes(known, "tiny") == ["TIN001", "TIN002"]


def test_editions_in_a_circle_are_a_fault(tmp_path: Path) -> None:
    edition(tmp_path, "2024", CLAUSE, HEAD.replace('parent = ""', 'parent = "tiny@2031"'))
    edition(tmp_path, "2031", CLAUSE, HEAD.replace('parent = ""', 'parent = "tiny@2024"'))
    assert {f.code for f in Registry(tmp_path).faults} == {"RU014"}


def test_one_edition_twice_is_a_fault(tmp_path: Path) -> None:
    edition(tmp_path, "2024", CLAUSE)
    edition(tmp_path / "other", "2024", CLAUSE)
    (tmp_path / "other" / "tiny").rename(tmp_path / "also")
    (tmp_path / "other").rmdir()
    (fault,) = Registry(tmp_path).faults
    assert (fault.code, fault.observed) == ("RU015", "tiny@2024")


def test_the_id_holds_no_at(tmp_path: Path) -> None:
    edition(tmp_path, "2024", CLAUSE, HEAD.replace('id = "tiny"', 'id = "tiny@1"'))
    assert [f.code for f in Registry(tmp_path).faults] == ["RU042"]


def test_the_json_of_a_check_names_the_edition(tmp_path: Path) -> None:
    known = two(tmp_path)
    results = evaluate_packs(bare(), ("tiny@2024", "tiny"), known).results
    told = check_json((), None, results)["rules"]
    assert [(pack["id"], pack["edition"]) for pack in told] == [("tiny", "2024"), ("tiny", "2031")]
    assert pack_json(known.pack("tiny@2024"))["chain"] == ["tiny@2024"]


def test_one_edition_asked_for_by_two_names_is_evaluated_once(tmp_path: Path) -> None:
    results = evaluate_packs(bare(), ("tiny@2031", "tiny"), two(tmp_path)).results
    assert [result.pack.chain for result in results] == [("tiny@2031",)]
