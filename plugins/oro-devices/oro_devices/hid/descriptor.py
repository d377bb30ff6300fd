"""Reads report descriptors of HID devices as WebHID describes them. Sans-IO.

The form is that of "Device Class Definition for Human Interface Devices", 6.2.2. Any bytes give collections: what is
cut off or makes no sense ends the reading there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypedDict

__all__ = ("Collection", "Report", "read_descriptor")

MAX_ITEMS = 4096
"""Items that are read; a descriptor of the kernel has 4096 bytes at most."""
MAX_DEPTH = 32
MAX_USAGES = 1024
_MAIN, _GLOBAL, _LOCAL = 0, 1, 2
_REPORTS = {8: "inputReports", 9: "outputReports", 11: "featureReports"}
_COLLECTION, _END = 10, 12
_SIGNED = {1: "logicalMinimum", 2: "logicalMaximum", 3: "physicalMinimum", 4: "physicalMaximum"}
_PLAIN = {0: "usagePage", 6: "unit", 7: "reportSize", 8: "reportId", 9: "reportCount"}
_START: dict[str, int] = dict.fromkeys((*_SIGNED.values(), *_PLAIN.values(), "unitExponent"), 0)
_SYSTEMS = ("none", "si-linear", "si-rotation", "english-linear", "english-rotation")
_FACTORS = ("Length", "Mass", "Time", "Temperature", "Current", "LuminousIntensity")


class Report(TypedDict):
    """A report, and its fields in order."""

    reportId: int
    items: list[dict[str, Any]]


class Collection(TypedDict):
    """A collection, with the reports of those in it."""

    usagePage: int
    usage: int
    type: int
    children: list[Collection]
    inputReports: list[Report]
    outputReports: list[Report]
    featureReports: list[Report]


def read_descriptor(data: bytes) -> list[Collection]:
    """Return the top-level collections of a report descriptor."""
    reader = _Reader()
    for count, (kind, tag, value, size) in enumerate(_items(data)):
        if count >= MAX_ITEMS or not reader.take(kind, tag, value, size):
            break
    return reader.collections


def _items(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Yield kind, tag, value and size of each short item; long items are skipped."""
    at = 0
    while at < len(data):
        prefix = data[at]
        if prefix == 0xFE:
            at += 3 + (data[at + 1] if at + 1 < len(data) else 0)
            continue
        size = (0, 1, 2, 4)[prefix & 3]
        if at + 1 + size > len(data):
            return
        yield (prefix >> 2) & 3, prefix >> 4, int.from_bytes(data[at + 1 : at + 1 + size], "little"), size
        at += 1 + size


class _Reader:
    """The state of the items that were read."""

    def __init__(self) -> None:
        self.collections: list[Collection] = []
        self._open: list[Collection] = []
        self._global = dict(_START)
        self._pushed: list[dict[str, int]] = []
        self._usages: list[int] = []
        self._range: dict[str, int] = {}

    def take(self, kind: int, tag: int, value: int, size: int) -> bool:
        """Take an item; return False where the rest cannot be read."""
        if kind == _GLOBAL:
            return self._take_global(tag, value, size)
        if kind == _LOCAL:
            self._take_local(tag, value, size)
            return True
        return kind != _MAIN or self._take_main(tag, value)

    def _take_global(self, tag: int, value: int, size: int) -> bool:
        if tag in _SIGNED:
            self._global[_SIGNED[tag]] = _signed(value, size)
        elif tag in _PLAIN:
            self._global[_PLAIN[tag]] = value
        elif tag == 5:
            self._global["unitExponent"] = value & 15 if size == 1 and value < 16 else _signed(value, size)
        elif tag == 10:
            self._pushed.append(dict(self._global))
            return len(self._pushed) <= MAX_DEPTH
        elif tag == 11 and self._pushed:
            self._global = self._pushed.pop()
        return True

    def _take_local(self, tag: int, value: int, size: int) -> None:
        usage = value if size == 4 else (self._global["usagePage"] << 16) | value
        if tag == 0 and len(self._usages) < MAX_USAGES:
            self._usages.append(usage)
        elif tag == 1:
            self._range["usageMinimum"] = usage
        elif tag == 2:
            self._range["usageMaximum"] = usage

    def _take_main(self, tag: int, value: int) -> bool:
        if tag == _COLLECTION:
            if not self._begin(value):
                return False
        elif tag == _END and self._open:
            self._open.pop()
        elif tag in _REPORTS:
            self._add(_REPORTS[tag], value)
        self._usages, self._range = [], {}
        return True

    def _begin(self, kind: int) -> bool:
        usage = self._usages[0] if self._usages else self._range.get("usageMinimum", 0)
        made = Collection(
            usagePage=usage >> 16, usage=usage & 0xFFFF, type=kind & 0xFF,
            children=[], inputReports=[], outputReports=[], featureReports=[],
        )  # fmt: skip
        (self._open[-1]["children"] if self._open else self.collections).append(made)
        self._open.append(made)
        return len(self._open) <= MAX_DEPTH

    def _add(self, where: str, flags: int) -> None:
        """Add a field to the report of its id, in the collection and in those around it."""
        item, id = self._field(flags), self._global["reportId"]
        for collection in self._open:
            reports: list[Report] = collection[where]  # type: ignore[literal-required]
            report = next((each for each in reports if each["reportId"] == id), None)
            if report is None:
                report = Report(reportId=id, items=[])
                reports.append(report)
            report["items"].append(item)

    def _field(self, flags: int) -> dict[str, Any]:
        known = self._global
        is_range = len(self._range) == 2
        return {
            "isConstant": bool(flags & 1),
            "isArray": not flags & 2,
            "isAbsolute": not flags & 4,
            "wrap": bool(flags & 8),
            "isLinear": not flags & 16,
            "hasPreferredState": not flags & 32,
            "hasNull": bool(flags & 64),
            "isVolatile": bool(flags & 128),
            "isBufferedBytes": bool(flags & 256),
            "isRange": is_range,
            **({**self._range} if is_range else {"usages": list(self._usages)}),
            "strings": [],
            **{name: known[name] for name in ("reportSize", "reportCount", *_SIGNED.values())},
            "unitExponent": _nibble(known["unitExponent"]),
            **_unit(known["unit"]),
        }


def _signed(value: int, size: int) -> int:
    bits = size * 8
    return value - (1 << bits) if bits and value >> (bits - 1) else value


def _nibble(value: int) -> int:
    """Return the exponent that a nibble stands for; some devices write the number itself."""
    return value - 16 if 8 <= value < 16 else value


def _unit(unit: int) -> dict[str, Any]:
    system = unit & 15
    named = _SYSTEMS[system] if system < len(_SYSTEMS) else "vendor-defined" if system == 15 else "reserved"
    return {
        "unitSystem": named,
        **{
            f"unitFactor{name}Exponent": _nibble((unit >> shift) & 15)
            for name, shift in zip(_FACTORS, range(4, 28, 4), strict=True)
        },
    }
