"""Results of functions as JSON has them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

__all__ = ("as_json", "results_json")


def as_json(value: Any) -> Any:
    """Return a result as it is in JSON, which has no numbers for these: `NaN`, `Infinity` and `-Infinity` are texts."""
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def results_json(values: Iterable[Any], types: Iterable[str]) -> list[Any]:
    """Return results as they are in JSON, those of type `i64` as decimal digits.

    Args:
        values: those of a module, or those of a component, which `components.values.as_json` has converted.
        types: one for each.
    """
    return [str(value) if kind == "i64" else as_json(value) for value, kind in zip(values, types, strict=True)]
