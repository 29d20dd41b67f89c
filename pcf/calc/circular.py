r"""The Circular Footprint Formula: recycled content, recycling at the end, energy, disposal.

Per unit (kg) of a material of the product, with the burdens E in kg CO2e:

.. math::

    E_{mat}  &= (1-R_1) E_V + R_1 \bigl(A E_{rec} + (1-A) E_V Q_{Sin}/Q_P\bigr)
               + (1-A) R_2 \bigl(E_{recEoL} - E^*_V Q_{Sout}/Q_P\bigr) \\
    E_{en}   &= (1-B) R_3 \bigl(E_{ER} - LHV\, X_{heat} E_{SE,heat}
               - LHV\, X_{elec} E_{SE,elec}\bigr) \\
    E_{disp} &= (1-R_2-R_3) E_D

PEF method, Recommendation (EU) 2021/2279, Annex I, 4.4.8. The formula is linear in the burdens, so
each burden has one weight (`pcf.model.circular.circular_weights`). The rows of a model carry
exactly these weights (`pcf.calc.circular_rows`), and `circular_footprint` is their sum. Where
booked: the parts of E_V and E_rec in the stage of the input row, all else at the end of life.

Under the other formulas only recycled content acts, through the A that the formula stands for:
cut-off A = 1 (the recycled input comes with the burden of its recycling only), closed-loop A = 0
(it counts as the primary material that it keeps from being made), open-loop
A = 1 − ``open_loop_factor``, because that factor is the part of E_V that the *giver* is credited
with (ISO 14067:2018, 6.4.6.3 and Annex D; that one factor serves both sides is a reading of pcf).
"""

from __future__ import annotations

from dataclasses import dataclass

from pcf.model.circular import CircularFactors, circular_weights


@dataclass(frozen=True, slots=True)
class CircularBurdens:
    """Burdens in kg CO2e: heat and power per MJ, all others per unit of material.

    primary E_V · recycled E_rec · recycling E_recEoL · displaced E*_V · incineration E_ER ·
    heat E_SE,heat · power E_SE,elec · disposal E_D.
    """

    primary: float
    recycled: float = 0.0
    recycling: float = 0.0
    displaced: float = 0.0
    incineration: float = 0.0
    heat: float = 0.0
    power: float = 0.0
    disposal: float = 0.0


@dataclass(frozen=True, slots=True)
class CircularParts:
    """Parts of the result in kg CO2e per unit of material; they add up to `total`.

    material_input
        (1−R1)·E_V + R1·(A·E_rec + (1−A)·E_V·Qsin/Qp): stage of the input.
    secondary_output
        (1−A)·R2·(E_recEoL − E*_V·Qsout/Qp): end of life, as `energy` and `disposal`.
    """

    material_input: float
    secondary_output: float
    energy: float
    disposal: float

    @property
    def end_of_life(self) -> float:
        """What is booked at the end of life."""
        return self.secondary_output + self.energy + self.disposal

    @property
    def total(self) -> float:
        """Sum of all parts."""
        return self.material_input + self.end_of_life


def circular_footprint(factors: CircularFactors, burdens: CircularBurdens) -> CircularParts:
    """Compute the formula for one unit of material (equation in the module).

    Parameters
    ----------
    factors
        A, B, R1, R2, R3, quality ratios, heating value and efficiencies.
    burdens
        kg CO2e of the processes involved.

    Returns
    -------
    CircularParts
        kg CO2e per unit of material; burdens positive, credits negative.
    """
    w = circular_weights(factors)
    return CircularParts(
        material_input=w.primary * burdens.primary + w.recycled * burdens.recycled,
        secondary_output=w.recycling * burdens.recycling + w.credit * burdens.displaced,
        energy=w.incineration * burdens.incineration
        + w.heat * burdens.heat
        + w.power * burdens.power,
        disposal=w.disposal * burdens.disposal,
    )
