"""Life-cycle models name suppliers when that is all they say; others are held back and counted."""

from __future__ import annotations

import pytest
from ilcd_kit import CO2, COMMON, POWER, SLAG, Proc, Row, as_tidas, chain, uuid, write_zip
from test_real_packages import ILCD, needs

from pcf.errors import PcfError
from pcf.importing.choices import read_links
from pcf.importing.database import import_database

MODEL = uuid(900)


def model_xml(instances, id=MODEL):
    """Instances are id, process, inside text, and connections: flow, other id, flow there."""
    parts = []
    for number, process, inside, connections in instances:
        links = "".join(
            f'<outputExchange flowUUID="{flow}"><downstreamProcess id="{other}" '
            f'flowUUID="{there}"/></outputExchange>'
            for flow, other, there in connections
        )
        parts.append(
            f'<processInstance dataSetInternalID="{number}"><referenceToProcess '
            f'refObjectId="{process}"/>{inside}<connections>{links}</connections></processInstance>'
        )
    return (
        f"<lifeCycleModelDataSet {COMMON} "
        'xmlns="http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017">'
        f"<lifeCycleModelInformation><dataSetInformation><common:UUID>{id}</common:UUID><name>"
        '<baseName xml:lang="en">steel model</baseName></name></dataSetInformation><technology>'
        f"<processes>{''.join(parts)}</processes></technology></lifeCycleModelInformation>"
        "</lifeCycleModelDataSet>"
    )


def two_powers():
    files = chain()
    files.processes.append(
        Proc(uuid(5), "coal power", [Row(POWER, "Output", "3.6"), Row(CO2, "Output", "1.8")])
    )
    return files.texts()


COAL_POWER = uuid(5)


def simple(inside="", flow=POWER, supplier=COAL_POWER):
    return model_xml([(0, supplier, inside, [(flow, 1, POWER)]), (1, uuid(4), "", [])])


def imported(tmp_path, *models, tidas=False):
    texts = two_powers()
    texts |= {f"ILCD/lifecyclemodels/{n}.xml": text for n, text in enumerate(models)}
    path = write_zip(tmp_path / "a.zip", as_tidas(texts) if tidas else texts)
    done = import_database(path, tmp_path, id="db")
    return done, {link.row: link for link in read_links(tmp_path, "db")}


@pytest.mark.parametrize("tidas", [False, True])
def test_a_model_names_suppliers(tmp_path, tidas):
    done, links = imported(tmp_path, simple(), tidas=tidas)
    assert links[f"{uuid(4)}.1"].providers == (uuid(5),)
    assert links[f"{uuid(4)}.1"].reason == "stated"
    # slag treatment is not in the model
    assert links[f"{uuid(3)}.1"].reason == "open-ambiguous"
    assert done.conservation.uses["model", "links"] == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (simple("<parameters><parameter name='a'>2</parameter></parameters>"), "parameters"),
        (simple(flow=SLAG), f"flow {SLAG} -> {POWER}"),
        (simple(supplier=uuid(77)), f"process {uuid(77)}"),
        (model_xml([(0, uuid(5), "", []), (1, uuid(5), "", [])]), f"2x {uuid(5)}"),
        (model_xml([(0, uuid(5), "", [(POWER, 9, POWER)])]), "instance 0 -> 9"),
    ],
)
def test_a_model_that_says_more_is_held_back_and_told(tmp_path, text, why):
    done, links = imported(tmp_path, text)
    assert links[f"{uuid(4)}.1"].reason == "open-ambiguous"
    assert done.conservation.reasons()["model", "model-not-simple"] == 1
    (one,) = [f for f in done.findings if f.code == "IM059"]
    assert (one.observed, one.params["why"]) == ("steel model", why)


def test_models_that_disagree_name_nobody(tmp_path):
    _, links = imported(tmp_path, simple(), simple(supplier=uuid(1)))
    assert links[f"{uuid(4)}.1"].reason == "open-ambiguous"


@needs(ILCD)
def test_the_sample_of_the_format_is_known_and_told(tmp_path):
    with pytest.raises(PcfError) as caught:
        import_database(ILCD / "eilcd-sample-lifecyclemodel.xml", tmp_path, id="db")
    codes = [f.code for f in caught.value.findings]
    assert codes == ["IM059", "IM003"]
