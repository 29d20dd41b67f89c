"""Small ecoSpold files by hand, of both versions: power, truck, treatment and steel."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

CO2_2 = "349b29d1-3e58-4c66-98b9-9d1a076efd2e"


@dataclass
class Row1:
    """An exchange of ecoSpold 1: number, name, unit, amount, group (``o0``, ``i5`` …)."""

    number: str
    name: str
    unit: str
    amount: str
    group: str
    more: str = ""


@dataclass
class Set1:
    """A data set of ecoSpold 1."""

    number: str
    name: str
    rows: list[Row1]
    type: str = "1"
    location: str = "CN"
    allocation: str = ""
    version: str = "1.0"
    more: str = ""


def co2(amount: str, group: str = "o4") -> Row1:
    """Fossil CO2 to air."""
    where = 'category="air" subCategory="unspecified" CASNumber="000124-38-9"'
    return Row1("900", "Carbon dioxide, fossil", "kg", amount, group, where)


def chain1() -> list[Set1]:
    """The chain of `olca_kit.chain`; inputs bear the numbers of outputs.

    Treatment is a service here: 1 kg of slag treated draws 2 MJ of power -> 0.5 kg/kg.
    """
    return [
        Set1("1", "power", [Row1("101", "power", "kWh", "1", "o0"), co2("0.9")]),
        Set1("2", "truck", [Row1("102", "truck", "tkm", "1", "o0"), co2("0.1")]),
        Set1("3", "treatment", [Row1("103", "treatment", "kg", "1", "o0"),
                                Row1("101", "power", "MJ", "2", "i5")]),
        Set1("4", "steel", [Row1("104", "steel", "kg", "10", "o0"),
                            Row1("101", "power", "kWh", "10", "i2"),
                            Row1("102", "truck", "tkm", "5", "i3"),
                            Row1("103", "treatment", "kg", "3", "i5"), co2("9")]),
    ]  # fmt: skip


def xml1(sets: list[Set1], encoding: str = "UTF-8") -> bytes:
    """A file of ecoSpold 1."""
    body = "\n".join(_set1(one) for one in sets)
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n'
        f'<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">\n{body}\n</ecoSpold>'
    ).encode(encoding)


def _set1(one: Set1) -> str:
    rows = "\n".join(_row1(row) for row in one.rows)
    return (
        f'<dataset number="{one.number}"><metaInformation><processInformation>'
        f'<referenceFunction name={quoteattr(one.name)} unit="kg" amount="1" category="a" '
        f'subCategory="b" infrastructureProcess="false" {one.more}/>'
        f'<geography location="{one.location}"/><timePeriod><startYear>2001</startYear>'
        "<endYear>2005</endYear></timePeriod>"
        f'<dataSetInformation type="{one.type}" version="{one.version}" languageCode="en" '
        'localLanguageCode="zh"/></processInformation></metaInformation>'
        f"<flowData>\n{rows}\n{one.allocation}</flowData></dataset>"
    )


def _row1(row: Row1) -> str:
    kind = {"o": "outputGroup", "i": "inputGroup", "": ""}[row.group[:1]]
    group = f"<{kind}>{row.group[1:]}</{kind}>" if kind else ""
    return (
        f'<exchange number="{row.number}" name={quoteattr(row.name)} unit="{row.unit}" '
        f'meanValue="{row.amount}" {row.more}>{group}</exchange>'
    )


@dataclass
class Row2:
    """An exchange of ecoSpold 2; group as in `Row1`; `inside` are further elements."""

    flow: str
    unit: str
    amount: str
    group: str
    link: str = ""
    inside: str = ""
    more: str = ""


@dataclass
class Act2:
    """An activity of ecoSpold 2."""

    id: str
    name: str
    rows: list[Row2]
    special: str = "0"
    type: str = "1"
    location: str = "CN"
    inside: str = ""
    tag: str = "activityDataset"
    revision: str = "1"
    extra: dict[str, str] = field(default_factory=dict)


def gas2(amount: str) -> Row2:
    """Fossil CO2 to air."""
    return Row2(CO2_2, "kg", amount, "o4")


def chain2() -> list[Act2]:
    """The chain of `olca_kit.chain` as a linked system model: treatment with negative amounts.

    treatment: reference product -2 kg of slag, draws 4 MJ. steel: input of -3 kg of slag.
    """
    return [
        Act2("power", "power", [Row2("f-power", "kWh", "1", "o0"), gas2("0.9")]),
        Act2("truck", "truck", [Row2("f-truck", "metric ton*km", "1", "o0"), gas2("0.1")]),
        Act2("treatment", "treatment of slag",
             [Row2("f-slag", "kg", "-2", "o0"), Row2("f-power", "MJ", "4", "i5", "power")]),
        Act2("steel", "steel production",
             [Row2("f-steel", "kg", "10", "o0"), Row2("f-power", "kWh", "10", "i5", "power"),
              Row2("f-truck", "metric ton*km", "5", "i5", "truck"),
              Row2("f-slag", "kg", "-3", "i5", "treatment"), gas2("9")]),
    ]  # fmt: skip


def xml2(one: Act2) -> str:
    """A file of ecoSpold 2."""
    rows = "\n".join(_row2(n, row) for n, row in enumerate(one.rows, 1))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02"><{one.tag}><activityDescription>'
        f'<activity id="{one.id}" type="{one.type}" specialActivityType="{one.special}">'
        f'<activityName xml:lang="en">{one.name}</activityName></activity>'
        f'<geography><shortname xml:lang="en">{one.location}</shortname></geography>'
        '<timePeriod startDate="2010-01-01" endDate="2015-12-31"/></activityDescription>'
        f"<flowData>\n{rows}\n{one.inside}</flowData><administrativeInformation>"
        f'<fileAttributes majorRelease="3" minorRelease="0" majorRevision="{one.revision}"/>'
        f"</administrativeInformation></{one.tag}></ecoSpold>"
    )


def files2(acts: list[Act2]) -> dict[str, str]:
    """Files of activities."""
    return {f"datasets/{n}-{one.id}.spold": xml2(one) for n, one in enumerate(acts)}


def _row2(number: int, row: Row2) -> str:
    nature = row.group[1:] == "4"
    tag, key = (
        ("elementaryExchange", "elementaryExchangeId")
        if nature
        else ("intermediateExchange", "intermediateExchangeId")
    )
    way = "inputGroup" if row.group[0] == "i" else "outputGroup"
    link = f'activityLinkId="{row.link}"' if row.link else ""
    where = (
        "<compartment><compartment>air</compartment><subcompartment>unspecified</subcompartment>"
        "</compartment>"
        if nature
        else ""
    )
    name = "Carbon dioxide, fossil" if row.flow == CO2_2 else row.flow
    return (
        f'<{tag} id="x{number}" {key}="{row.flow}" amount="{row.amount}" {link} {row.more}>'
        f'<name xml:lang="en">{name}</name><unitName xml:lang="en">{row.unit}</unitName>{where}'
        f"{row.inside}<{way}>{row.group[1:]}</{way}></{tag}>"
    )
