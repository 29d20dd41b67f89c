"""The process map: the chain inside the boundary, what crosses it, and lines that cross no box."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from study_kit import small, study

from pcf.api import Project
from pcf.documents.study.map_layout import BOX_WIDTH, Box, Line, Stage, bands_of, fitted, routes_of

SVG = "{http://www.w3.org/2000/svg}"


def figure(name, lang="en"):
    [found] = [p for p in study(name, lang).document.pictures if p.id == "process-map"]
    return found


def texts(svg):
    return [item.text for item in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "stages"), [("lfp-pack", 5), ("cement", 2), ("lime", 2)])
def test_a_thick_arrow_leads_from_stage_to_stage_and_out_to_the_unit(name, stages, lang):
    drawn = figure(name, lang)
    assert drawn.svg.count('class="chain"') == stages  # between stages, and out of the last
    assert drawn.svg.count('data-address="stage:') == stages


def test_what_crosses_the_boundary_and_what_is_left_out_is_named():
    told = texts(figure("cement").svg)
    assert "Carbon dioxide, fossil" in " ".join(told)
    assert "system boundary" in told
    assert "inputs" in told
    assert "stages: distribution, use, end of life" in told
    assert "buildings, machinery and staff" in told


def test_folded_processes_stand_apart_with_their_number():
    svg = figure("lfp-pack").svg
    assert "43 further unit processes" in svg  # 49 in raw material acquisition, 6 are drawn


def test_every_text_stands_inside_the_picture():
    for name in ("lfp-pack", "cement", "lime"):
        for lang in ("zh", "en"):
            root = ElementTree.fromstring(figure(name, lang).svg)
            width, height = (float(n) for n in root.get("viewBox").split()[2:])
            for item in root.iter(f"{SVG}text"):
                assert 0 <= float(item.get("x")) < width
                assert 0 <= float(item.get("y")) < height


def stage_of(count):
    return Stage("s", "stage:s", tuple(Box(f"b{n}", f"name {n}", "1 %") for n in range(count)))


def segments(path):
    """Corners of a path of M, H and V."""
    x = y = 0.0
    made = []
    for letter, numbers in re.findall(r"([MHV])([-\d.,]+)", path):
        before = (x, y)
        if letter == "M":
            x, y = map(float, numbers.split(","))
            continue
        x, y = (float(numbers), y) if letter == "H" else (x, float(numbers))
        made.append((before, (x, y)))
    return made


def test_no_line_crosses_a_box():
    bands = bands_of([stage_of(9)], 40.0)
    places = {box.id: place for box, place, _ in bands[0].boxes}
    lines = [Line(a, b) for a in places for b in places if a != b]
    drawn = list(routes_of(bands, lines))
    assert len(drawn) == 72
    for line, path in drawn:
        for (x1, y1), (x2, y2) in segments(path):
            for id, box in places.items():
                # a line may touch the side that it leaves or enters, and the inside of no box
                inside = (
                    max(x1, x2) > box.x + 0.5 and min(x1, x2) < box.right - 0.5
                    and max(y1, y2) > box.y + 0.5 and min(y1, y2) < box.bottom - 0.5
                )  # fmt: skip
                assert not inside, (line, id, path)


def test_words_are_not_broken():
    name = "Electrodeposited copper foil with surface treatment, slitting and inspection of rolls"
    lines = fitted(name, BOX_WIDTH - 12, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    known = set(name.split())
    assert {word.rstrip("…") for line in lines for word in line.split()} <= known


def test_a_project_of_one_process_has_a_map(tmp_path):
    folder = small(tmp_path, [{"flow": "co2_fossil", "amount": 1}])
    document = Project.load(folder).report("study", lang="en", draft=True).document
    [found] = [p for p in document.pictures if p.id == "process-map"]
    assert "Carbon dioxide, fossil" in " ".join(texts(found.svg))
    assert found.svg.count('class="chain"') == found.svg.count('data-address="stage:')
