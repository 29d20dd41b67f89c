"""Flows of ecoSpold 1: known by the number of their exchanges, described by nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256

from pcf.importing.ecospold1.process import both_names
from pcf.importing.ilcd.walk import at, word
from pcf.importing.package import Flow, FlowKind, Place
from pcf.importing.xml_tree import Tree

_NATURE, _WASTE, _REFERENCE = "4", "3", ("0", "2")
#: Compartments that some programs cut off from their upper half.
_IN_AIR = ("troposphere", "stratosphere", "rural", "urban")
#: Up to one number in so many may stand for several names by a slip.
_FEW = 20
_Identity = tuple[str, str, str, str]


@dataclass(slots=True)
class FlowsByNumber:
    """Collects the flows that exchanges name.

    The number of an exchange is the id of its flow. Where one number stands for several names
    (some programs number the rows of each data set) the words count: name, compartment or place.
    """

    flows: dict[str, Flow] = field(default_factory=dict)
    _known: dict[str, _Identity] = field(default_factory=dict)
    _words: dict[str, str] = field(default_factory=dict)
    _ambiguous: set[str] = field(default_factory=set)
    _from_output: set[str] = field(default_factory=set)

    def meet(self, part: Tree, place: Place, direction: str, group: str) -> str:
        """Note the flow of an exchange and give its id; empty when the exchange names none."""
        name = " ".join(word(at(part, "@name")).split())
        number = word(at(part, "@number"))
        if not name and not number:
            return ""
        nature = group == _NATURE
        steps = (word(at(part, "@category")), word(at(part, "@subCategory")))
        identity: _Identity = (name.casefold(), str(nature), *(steps if nature else ("", "")))
        words = _by_words(identity, "" if nature else word(at(part, "@location")))
        if number and self._known.setdefault(number, identity) != identity:
            self._ambiguous.add(number)
        id = number if number and number not in self._ambiguous else words
        self._words.setdefault(id, words)
        self._note(id, part, place, (direction, group))
        return id

    def renamed(self) -> dict[str, str]:
        """Give the ids by words of flows whose number turned out to stand for several names.

        When more than one number in twenty does, no number is trusted. The flows themselves are
        renamed; what refers to them is not.
        """
        many = len(self._ambiguous) * _FEW > len(self._known)
        wanted = [id for id in self.flows if id in self._known] if many else self._ambiguous
        found = {id: self._words[id] for id in sorted(wanted) if id in self.flows}
        for old, new in found.items():
            flow = self.flows.pop(old)
            if new not in self.flows or old in self._from_output:
                self.flows[new] = replace(flow, id=new)
        return found

    def _note(self, id: str, part: Tree, place: Place, way: tuple[str, str]) -> None:
        direction, group = way
        unit, kind = word(at(part, "@unit")), _kind(direction, group)
        earlier = self.flows.get(id)
        if earlier is None:
            self.flows[id] = _flow(id, part, place, kind)
        elif kind == "product" and earlier.kind == "waste":
            self.flows[id] = replace(earlier, kind=kind)
        if direction == "output" and group in _REFERENCE and id not in self._from_output:
            self._from_output.add(id)
            self.flows[id] = replace(self.flows[id], unit=unit)


def _by_words(identity: _Identity, location: str) -> str:
    text = "\x1f".join((*identity, location))
    return f"x-{sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _kind(direction: str, group: str) -> FlowKind:
    if group == _NATURE:
        return "elementary"
    return "waste" if direction == "output" and group == _WASTE else "product"


def _flow(id: str, part: Tree, place: Place, kind: FlowKind) -> Flow:
    cas, formula = word(at(part, "@CASNumber")), word(at(part, "@formula"))
    steps = tuple(s for s in (word(at(part, "@category")), word(at(part, "@subCategory"))) if s)
    if kind == "elementary" and steps and steps[0] in _IN_AIR:
        steps = ("air", *steps)
    return Flow(
        id=id,
        version="",
        names=both_names(part, None),
        kind=kind,
        place=place,
        categories=steps,
        cas="" if cas == "NaN" else cas.lstrip("0"),
        formula="" if formula in ("NaN", "0") else formula,
        unit=word(at(part, "@unit")),
        location=word(at(part, "@location")) if kind != "elementary" else "",
    )
