"""Molar masses and mass fractions from chemical formulas.

Formulas are written as in the tables of flows: groups in brackets, fractions (``Ni0.6``), water of
crystallisation after a dot (``FeSO4.7H2O``), a repeating unit with ``n`` (``(C2H2F2)n``), a ring
mark (``c-C4F8``). Words after a blank name a grade and are no part of the formula.
"""

from __future__ import annotations

import re

#: Standard atomic weights, abridged (IUPAC 2021), g/mol.
ATOMIC_WEIGHTS = {
    "H": 1.0080, "Li": 6.94, "B": 10.81, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998,
    "Na": 22.990, "Mg": 24.305, "Al": 26.982, "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45,
    "K": 39.098, "Ca": 40.078, "Ti": 47.867, "V": 50.942, "Cr": 51.996, "Mn": 54.938,
    "Fe": 55.845, "Co": 58.933, "Ni": 58.693, "Cu": 63.546, "Zn": 65.38, "As": 74.922,
    "Br": 79.904, "Mo": 95.95, "Pd": 106.42, "Ag": 107.87, "In": 114.82, "Sn": 118.71,
    "Nd": 144.24, "W": 183.84, "Au": 196.97, "Pb": 207.2, "Bi": 208.98,
}  # fmt: skip
_PIECE = re.compile(r"([A-Z][a-z]?)(\d+(?:\.\d+)?)?|\(([^()]*)\)(\d+(?:\.\d+)?|n)?", re.ASCII)
_WATER = re.compile(r"\.(\d*)(?=H2O)", re.ASCII)
_LONGEST = 60


class FormulaError(ValueError):
    """A text is no chemical formula, or names an element whose weight is not listed."""


def composition(formula: str) -> dict[str, float]:
    """Count the atoms of a formula unit, by element.

    Raises
    ------
    FormulaError
        For a text that is no formula, or an element without a listed weight.

    Examples
    --------
    >>> composition("Ca(OH)2")
    {'Ca': 1.0, 'O': 2.0, 'H': 2.0}
    """
    text = formula.strip().removeprefix("c-").partition(" ")[0]
    if not text or len(text) > _LONGEST:
        raise FormulaError(formula)
    pieces = _WATER.split(text)
    atoms = _atoms(pieces[0])
    for count, part in zip(pieces[1::2], pieces[2::2], strict=True):
        for element, number in _atoms(part).items():
            atoms[element] = atoms.get(element, 0.0) + number * float(count or 1)
    return atoms


def _atoms(text: str) -> dict[str, float]:
    atoms: dict[str, float] = {}
    position = 0
    for piece in _PIECE.finditer(text):
        element, number, group, times = piece.groups()
        if piece.start() != position or (element and element not in ATOMIC_WEIGHTS):
            raise FormulaError(text)
        position = piece.end()
        if element:
            atoms[element] = atoms.get(element, 0.0) + float(number or 1)
            continue
        factor = 1.0 if times in (None, "n") else float(times)
        for inner, count in _atoms(group).items():
            atoms[inner] = atoms.get(inner, 0.0) + count * factor
    if position != len(text):
        raise FormulaError(text)
    return atoms


def molar_mass(formula: str) -> float:
    """Molar mass in g/mol; raises `FormulaError` like `composition`."""
    atoms = composition(formula)
    return sum(ATOMIC_WEIGHTS[element] * count for element, count in atoms.items())


def mass_fraction(formula: str, element: str) -> float:
    """Mass of an element per mass of the substance; raises `FormulaError` like `composition`.

    Examples
    --------
    >>> round(mass_fraction("CO2", "C"), 4)
    0.2729
    """
    atoms = composition(formula)
    return ATOMIC_WEIGHTS[element] * atoms.get(element, 0.0) / molar_mass(formula)
