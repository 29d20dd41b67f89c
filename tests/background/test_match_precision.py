"""How well names of a bill of materials find their dataset, on the project's own labelled rows."""

import csv

from labelled.measure import ABSENT, HERE, lines, measured, recorded
from labelled.perturbations import cases, materials, table

SLACK = 0.01


def test_proposals_are_as_right_as_recorded(capsys):
    now, before = measured(), recorded()
    with capsys.disabled():
        print("\n" + "\n".join(lines(now.values())))
    assert {kind: m.rows for kind, m in now.items()} == {k: m.rows for k, m in before.items()}
    for kind, m in now.items():
        if kind == ABSENT:
            assert m.coverage <= before[kind].coverage + SLACK
            continue
        for share in ("coverage", "precision", "recall", "precision_good", "recall_good"):
            assert getattr(m, share) >= getattr(before[kind], share) - SLACK, (kind, share)


def test_labels_name_datasets_that_exist(pcf_open):
    known = {process.id for process in pcf_open.processes()}
    for material in materials():
        assert material.expected
        assert material.expected <= known
        assert material.also <= known
        assert not material.expected & material.also


def test_every_way_of_writing_differs_from_the_name():
    by_kind = {}
    for case in cases():
        by_kind.setdefault(case.kind, []).append(case)
    for kind in ("supplier_zh", "supplier_en", "reordered", "typo_en", "typo_zh"):
        changed = [
            c for c in by_kind[kind] if c.name not in (c.material.name_zh, c.material.name_en)
        ]
        assert len(changed) >= 0.95 * len(by_kind[kind]), kind


def test_labelled_tables_say_where_they_are_from():
    import tomllib

    told = tomllib.loads((HERE / "labelled.provenance.toml").read_text(encoding="utf-8"))
    for entry in told.values():
        assert entry["rows"] == len(table(entry["file"]))
        assert entry["derived"]


def test_labels_are_not_entered_as_terms():
    """No supplier text of the labels stands in the list of terms."""
    from pcf.background.match_terms import load_terms, plain, tokens
    from pcf.location import data_root

    known = load_terms().by_tokens
    for case in cases():
        if case.kind in ("supplier_zh", "supplier_en"):
            assert tokens(plain(case.name)) not in known, case.name
    path = data_root("datasets") / "materials" / "terms.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        assert all(row["source"] for row in csv.DictReader(stream))
