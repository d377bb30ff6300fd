"""Collections that pages never reach: what people type and point, and keys that prove who they are. Sans-IO."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from oro_devices.hid.descriptor import Collection

__all__ = ("is_protected", "open_collections", "report_ids")

Direction = Literal["inputReports", "outputReports", "featureReports"]
_DESKTOP, _FIDO = 0x01, 0xF1D0
_TYPED = frozenset({0x02, 0x06, 0x07})
"""Mouse, keyboard and keypad of the page of generic desktops."""


def is_protected(usage_page: int, usage: int) -> bool:
    """Return whether a top-level collection is kept from pages."""
    return usage_page == _FIDO or (usage_page == _DESKTOP and usage in _TYPED)


def open_collections(collections: Sequence[Collection]) -> list[Collection]:
    """Return the top-level collections that pages may know."""
    return [each for each in collections if not is_protected(each["usagePage"], each["usage"])]


def report_ids(collections: Sequence[Collection], direction: Direction) -> frozenset[int]:
    """Return the ids of the reports of a direction."""
    return frozenset(report["reportId"] for each in collections for report in each[direction])
