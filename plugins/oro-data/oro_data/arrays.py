"""numpy's arrays as their bytes, in the order of C and of this machine's pages: little-endian."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping
from typing import Any, ClassVar, TypeGuard

from oro_data.frame import Part, Plain

__all__ = ("Arrays", "Scalars")

_DTYPE = re.compile(
    r"bool|u?int(?:8|16|32|64)|float(?:16|32|64)|complex(?:64|128)|(?:datetime|timedelta)64\[\d*[a-zA-Z]+\]"
)
_FORMATS = {
    "bool": "?", "int8": "b", "uint8": "B", "int16": "h", "uint16": "H", "int32": "i", "uint32": "I",
    "int64": "q", "uint64": "Q", "float32": "f", "float64": "d",
}  # fmt: skip
_MAX_DIMENSIONS = 32


class Arrays:
    """Carries `numpy.ndarray`."""

    kind = "array"
    classes: ClassVar[Mapping[str, str]] = {"numpy.ndarray": "import('oro:data').NDArray"}

    def encode(self, value: Any) -> Part | Plain:
        """Return an array's part: a view of its memory where that lies in order, else of a copy.

        Raises:
            ValueError: its elements are not numbers; names its dtype and shape.
        """
        shape = list(value.shape)
        name = value.dtype.name
        if not _DTYPE.fullmatch(name):
            raise ValueError(
                f"an array of dtype {value.dtype} and shape {tuple(shape)} has no counterpart in a page; convert it "
                "by .astype() to a number, or by .tolist() to JSON"
            )
        ordered = value.astype(value.dtype.newbyteorder("<"), order="C", copy=False).reshape(-1)
        return Part(self.kind, {"dtype": name, "shape": shape}, memoryview(ordered.view("u1")))

    def decode(self, part: Part, wanted: str) -> Any:
        """Return a read-only array over the frame's memory; without numpy in the app, a flat memoryview.

        Raises:
            ValueError: dtype, shape and length do not fit; names them.
        """
        dtype, shape = part.meta.get("dtype"), part.meta.get("shape")
        if not isinstance(dtype, str) or not _DTYPE.fullmatch(dtype):
            raise ValueError(f"an array of dtype {dtype!r} is not known")
        if not _is_shape(shape):
            raise ValueError(f"an array of dtype {dtype} cannot have the shape {shape!r}")
        if wanted or "numpy" in sys.modules:
            return _array(part, dtype, shape)
        if dtype not in _FORMATS:
            raise ValueError(f"an array of dtype {dtype} and shape {shape} needs numpy: give the parameter its type")
        return memoryview(part.data).cast(_FORMATS[dtype])  # type: ignore[call-overload]


class Scalars(Arrays):
    """Carries numpy's single values: as JSON where that has them, else as arrays without a dimension."""

    classes: ClassVar[Mapping[str, str]] = {"numpy.generic": "any"}

    def encode(self, value: Any) -> Part | Plain:
        """Return a number, a boolean or a text as it is, anything else as `Arrays` does.

        Raises:
            ValueError: it has no counterpart in a page; names its dtype.
        """
        plain = value.item()
        return Plain(plain) if isinstance(plain, bool | int | float | str) else super().encode(value)


def _array(part: Part, dtype: str, shape: list[int]) -> Any:
    import numpy as np

    try:
        kind = np.dtype(dtype).newbyteorder("<")
    except TypeError as error:
        raise ValueError(f"an array of dtype {dtype!r} is not known: {error}") from error
    needed, size = math.prod(shape) * kind.itemsize, len(part.data)
    if needed != size:
        raise ValueError(f"an array of dtype {dtype} and shape {tuple(shape)} has {needed} bytes, got {size}")
    return np.frombuffer(part.data, dtype=kind).reshape(shape)


def _is_shape(shape: Any) -> TypeGuard[list[int]]:
    return (
        isinstance(shape, list)
        and len(shape) <= _MAX_DIMENSIONS
        and all(type(length) is int and length >= 0 for length in shape)
    )
