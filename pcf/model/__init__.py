"""Typed, frozen values of a product system: what a project says, before anything is computed."""

from pcf.model.circular import CircularFactors, DefaultValue, Material, RecyclingOption
from pcf.model.flows import Amount, Flow
from pcf.model.method import AllocationRule, Method
from pcf.model.process import (
    ElectricityKind,
    ElectricityUse,
    Exchange,
    Supplier,
    TransportLeg,
    UnitProcess,
)
from pcf.model.product import Alternative, Boundary, FunctionalUnit, Product, ReferenceFlow
from pcf.model.project import (
    BackgroundChoice,
    EndOfLife,
    EndOfLifeRoute,
    Evidence,
    Exclusion,
    Model,
    Parameter,
    Received,
    Recovered,
)
from pcf.model.stages import STAGES, Stage
from pcf.model.study import Judgement, StudyValue

__all__ = [
    "STAGES",
    "AllocationRule",
    "Alternative",
    "Amount",
    "BackgroundChoice",
    "Boundary",
    "CircularFactors",
    "DefaultValue",
    "ElectricityKind",
    "ElectricityUse",
    "EndOfLife",
    "EndOfLifeRoute",
    "Evidence",
    "Exchange",
    "Exclusion",
    "Flow",
    "FunctionalUnit",
    "Judgement",
    "Material",
    "Method",
    "Model",
    "Parameter",
    "Product",
    "Received",
    "Recovered",
    "RecyclingOption",
    "ReferenceFlow",
    "Stage",
    "StudyValue",
    "Supplier",
    "TransportLeg",
    "UnitProcess",
]
