"""What help and pages say about formats is what there is; what a reader found stays found."""

from __future__ import annotations

from pathlib import Path

import pytest
from ecospold_kit import chain1, chain2, files2, xml1
from ilcd_kit import chain, uuid, write_zip
from linked_kit import imported

from pcf.i18n import label
from pcf.importing.database import import_database, relink
from pcf.importing.formats import FORMATS
from pcf.importing.writers import WRITERS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_and_page_name_every_format(lang):
    text = label("opt_as", lang)
    for name in FORMATS:
        assert name in text
        assert f"`{name}`" in (DOCS / "importing.md").read_text(encoding="utf-8")
    for name in ("ilcd", "openlca", "tables"):
        assert name in WRITERS
        assert name in label("opt_data_export_as", lang)


def test_linking_again_keeps_what_the_reader_found(tmp_path):
    texts = chain().texts()
    name = f"ILCD/processes/{uuid(2)}.xml"
    texts[name] = texts[name][:-40]
    one = import_database(write_zip(tmp_path / "a.zip", texts), tmp_path, id="db")
    (first,) = [f for f in one.findings if f.code == "IM006"]
    for _ in range(2):
        two = relink(tmp_path, "db", {})
        (again,) = [f for f in two.findings if f.code == "IM006"]
        assert again == first
        assert again.message("en") == first.message("en")
    assert sorted(f.code for f in two.findings) == sorted(f.code for f in one.findings)


@pytest.mark.parametrize("form", ["ecospold1", "ecospold2"])
def test_flows_of_formats_without_versions_lack_none(tmp_path, form):
    files = {"a.xml": xml1(chain1())} if form == "ecospold1" else files2(chain2())
    done = imported(tmp_path, files)
    assert done.format == form
    assert not [f for f in done.findings if f.params.get("remark") == "flow-version"]


def test_a_process_id_with_a_dot_can_be_decided(tmp_path):
    made = chain()
    made.processes[0].id = "power.v1"
    done = import_database(write_zip(tmp_path / "a.zip", made.texts()), tmp_path, id="db")
    (power,) = [p.id for p in done.background.processes() if p.name_en == "power"]
    assert "." not in power
    again = relink(tmp_path, "db", {f"{uuid(4)}.1": power})
    assert again.links == {"decided": 1, "only-supplier": 3}
