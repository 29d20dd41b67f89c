"""Hostile packages, made when needed: each is a name, a maker, and what it must come to."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from ilcd_kit import POWER, FlowData, Proc, Row, as_tidas, chain, uuid, write_zip
from olca_kit import chain as olca_chain
from olca_kit import texts as olca_texts

#: What a package comes to: codes of the refusal, or (what, reason) of what is held back.
Outcome = set[str] | set[tuple[str, str]]
HELD = {("file", "unreadable")}
_STEEL = f"ILCD/processes/{uuid(4)}.xml"
_DTD = '<?xml version="1.0"?><!DOCTYPE p [{}]><processDataSet>&x;</processDataSet>'


def _with(folder: Path, content: str | bytes, name: str = "ILCD/processes/bad.xml") -> Path:
    return write_zip(folder / "a.zip", {**chain().texts(), name: content})


def nested_bomb(folder: Path) -> Path:
    """A zip in a zip in a zip: the inner ones are not opened."""
    data = b"\0" * 3_000_000
    for level in range(3):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
            for copy in range(8):
                made.writestr(f"{level}-{copy}.zip", data)
        data = packed.getvalue()
    return _with(folder, data, "inner.zip")


def overlapping_bomb(folder: Path) -> Path:
    """Many entries of the directory that all point to one member."""
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.xml", b"\0" * 1_000_000)
    data = path.read_bytes()
    end = data.rindex(b"PK\x05\x06")
    start = struct.unpack("<L", data[end + 16 : end + 20])[0]
    entry, count = data[start:end], 200
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, start, 0)
    path.write_bytes(data[:start] + entry * count + tail)
    return path


def small_members_bomb(folder: Path) -> Path:
    """Members below the size from which one is looked at, hundreds of MB together."""
    return write_zip(folder / "a.zip", {f"{n}.xml": b"\0" * 4_000_000 for n in range(80)})


def lying_sizes(folder: Path) -> Path:
    """A member that says it is small and unpacks to more."""
    path = _with(folder, b"\0" * 3_000_000)
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"ILCD/processes/bad.xml"))
    data[place + 24 : place + 28] = struct.pack("<L", 10)
    path.write_bytes(data)
    return path


def huge_element(folder: Path) -> Path:
    """A folder with a file of 1 GB that is one element; it takes no room on the disk."""
    root = folder / "p"
    for name, text in chain().texts().items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    with (root / "ILCD/processes/bad.xml").open("wb") as stream:
        stream.write(b"<processDataSet>")
        stream.truncate(2**30)
    return root


def huge_tag(folder: Path) -> Path:
    """One tag with a hundred thousand attributes."""
    words = " ".join(f'a{n:x}="{n:x}"' for n in range(100_000))
    return _with(folder, f"<processDataSet {words}/>")


def _amounts(*words: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = chain()
        for row, word in zip(made.processes[3].rows[1:], words, strict=False):
            row.amount = word
        return write_zip(folder / "a.zip", made.texts())

    return make


def json_numbers(folder: Path) -> Path:
    """Numbers that are no finite floats, in JSON."""
    files = olca_chain()
    for number, mark in ((2, "@1"), (3, "@2"), (4, "@3"), (5, "@4")):
        rows = files["processes/steel.json"]["exchanges"]
        next(row for row in rows if row["internalId"] == number)["amount"] = mark
    made = olca_texts(files)
    for mark, word in (("@1", "NaN"), ("@2", "-Infinity"), ("@3", "1e999"), ("@4", "1" * 400)):
        made = {n: t.replace(f'"{mark}"', word) for n, t in made.items()}
    return write_zip(folder / "a.zip", made)


def twins(folder: Path) -> Path:
    """Two processes of one UUID and version with different content."""
    made = chain().texts()
    other = chain()
    other.processes[3].rows[1].amount = "999"
    return write_zip(folder / "a.zip", {**made, "z.xml": other.texts()[_STEEL]})


def circle(folder: Path) -> Path:
    """A process that draws on itself through another, more than it makes."""
    made = chain()
    made.processes[0].rows.append(Row(made.processes[3].rows[0].flow, "Input", "100"))
    return write_zip(folder / "a.zip", made.texts())


def formulas_in_a_circle(folder: Path) -> Path:
    """Parameters that are made of each other."""
    made = chain()
    parameter = '<variableParameter name="{}"><formula>{} * 2</formula></variableParameter>'
    made.processes[3].parameters = parameter.format("a", "b") + parameter.format("b", "a")
    made.processes[3].rows[1].amount = None
    made.processes[3].rows[
        1
    ].extra = "<referenceToVariable>a</referenceToVariable><meanAmount>1</meanAmount>"
    return write_zip(folder / "a.zip", made.texts())


def broken_zip(folder: Path) -> Path:
    """A zip without its end."""
    path = write_zip(folder / "a.zip", chain().texts())
    path.write_bytes(path.read_bytes()[:-40])
    return path


def flow_with_a_circle(folder: Path) -> Path:
    """A flow whose units lead nowhere, and one that is its own flow property."""
    made = chain()
    made.flows.append(FlowData(uuid(200), "odd", properties=((uuid(200), "0"), (uuid(200), "inf"))))
    made.processes.append(Proc(uuid(9), "odd", [Row(uuid(200), "Output"), Row(POWER)]))
    return write_zip(folder / "a.zip", made.texts())


def tidas_depth(folder: Path) -> Path:
    """JSON of a hundred thousand levels."""
    texts = as_tidas(chain().texts())
    return write_zip(folder / "a.zip", {**texts, "bad.json": '{"processDataSet":' + "[" * 100_000})


def json_parts(folder: Path) -> Path:
    """JSON of more small objects than anybody means."""
    texts = olca_texts(olca_chain())
    bad = json.dumps({"@type": "Process", "@id": "bad", "exchanges": "@"})
    path = folder / "a.zip"
    write_zip(path, texts)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("processes/bad.json", bad.replace('"@"', "[" + "{}," * 5_000_001 + "1]"))
    return path


CORPUS: dict[str, tuple[Callable[[Path], Path], Outcome]] = {
    "nested bomb": (nested_bomb, {("file", "not-inventory")}),
    "overlapping bomb": (overlapping_bomb, {"IM005"}),
    "bomb of small members": (small_members_bomb, {"IM005"}),
    "sizes that lie": (lying_sizes, HELD),
    "path that leads out": (lambda f: _with(f, "x", "../../x.xml"), {"IM005"}),
    "entities": (lambda f: _with(f, _DTD.format('<!ENTITY x "aaaa">')), HELD),
    "external entity": (
        lambda f: _with(f, _DTD.format('<!ENTITY x SYSTEM "file:///etc/passwd">')), HELD),
    "entity of a parameter": (
        lambda f: _with(f, _DTD.format('<!ENTITY % x SYSTEM "http://localhost/x"> %x;')), HELD),
    "element of 1 GB": (huge_element, HELD),
    "tag without end": (huge_tag, HELD),
    "deep XML": (
        lambda f: _with(f, "<processDataSet>" + "<a>" * 100_000), HELD),
    "deep JSON": (tidas_depth, HELD),
    "objects without number": (json_parts, {("file", "too-large"), ("file", "unreadable")}),
    "encoding that is not there": (
        lambda f: _with(f, b'<?xml version="1.0" encoding="utf-7"?><processDataSet>+ADw-'), HELD),
    "encoding that is another": (
        lambda f: _with(f, "<processDataSet>电力</processDataSet>".encode("gb18030")), HELD),
    "file cut off": (lambda f: _with(f, chain().texts()[_STEEL][:-30]), HELD),
    "zip cut off": (broken_zip, {"IM002"}),
    "twins": (twins, {("process", "duplicate-id"), ("exchange", "process-held")}),
    "supply in a circle": (
        circle, {("process", "loop-not-productive"), ("exchange", "process-held")}),
    "formulas in a circle": (formulas_in_a_circle, {("exchange", "formula-fault")}),
    "amounts that are none": (
        _amounts("NaN", "INF", "-inf", "1e999"), {("exchange", "amount-unreadable")}),
    "JSON numbers that are none": (json_numbers, {("exchange", "amount-unreadable")}),
    "flow that leads nowhere": (
        flow_with_a_circle, {("process", "reference-unit-unknown"), ("exchange", "process-held")}),
}  # fmt: skip
