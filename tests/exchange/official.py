"""Official schemas and samples, where they lie beside the checkout; tests skip where not."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"


def official(name):
    path = FIXTURES / name
    if not path.is_file():
        pytest.skip(f"official file {name} is not beside the checkout")
    return path


@cache
def _openapi(path):
    yaml = pytest.importorskip("yaml", reason="PyYAML reads the official OpenAPI file")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def pact_errors(document, name="openapi_v3_0.yaml"):
    """Errors against the component schema of PACT; formats included."""
    from jsonschema import Draft202012Validator, FormatChecker

    schemas = _openapi(official(f"pact/{name}"))["components"]["schemas"]
    whole = {"$ref": "#/components/schemas/ProductFootprint", "components": {"schemas": schemas}}
    checker = FormatChecker()
    decimal = re.compile(r"-?\d+(\.\d+)?").fullmatch
    checker.checks("decimal")(lambda text: isinstance(text, str) and bool(decimal(text)))
    validator = Draft202012Validator(whole, format_checker=checker)
    return [error.message for error in validator.iter_errors(document)]


def samm_errors(document, name, encoding="utf-8"):
    """Errors against a JSON schema that was generated from an aspect model."""
    from jsonschema import Draft4Validator, FormatChecker

    schema = json.loads(official(name).read_text(encoding=encoding))
    validator = Draft4Validator(schema, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(document)]
