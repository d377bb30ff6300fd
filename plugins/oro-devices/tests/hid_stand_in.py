"""A module with the interface that hidapi documents, and two devices: a pad, and a keyboard that is also a pad.

No kernel lies below it: it shows what this plugin does with hidapi, and nothing of hidapi itself.
"""

from __future__ import annotations

import queue
from collections.abc import Sequence
from typing import Any

__all__ = ("KEYBOARD", "PAD", "device", "enumerate", "plugged", "refused", "written")

PAD = bytes.fromhex(
    "0600ff0901a101"  # usage page 0xff00, usage 1, collection (application)
    "85010902150026ff00750895028102"  # report 1: two bytes in
    "8502090395019102"  # report 2: one byte out
    "850309049504b102"  # report 3: four bytes of feature
    "c0"
)
KEYBOARD = bytes.fromhex("05010906a101050719e029e71500250175019508810295017508810 3c0".replace(" ", ""))
_ENTRY = {"vendor_id": 0x1209, "product_id": 1, "serial_number": "P1", "interface_number": -1}
plugged: dict[str, list[dict[str, Any]]] = {
    "/dev/hidraw90": [{**_ENTRY, "product_string": "Pad", "usage_page": 0xFF00, "usage": 1}],
    "/dev/hidraw91": [{**_ENTRY, "product_id": 2, "product_string": "Keys", "usage_page": 1, "usage": 6}],
}
refused: set[str] = set()
"""Paths that do not open."""
written: list[bytes] = []


def enumerate() -> Sequence[dict[str, Any]]:
    """Return an entry for each collection."""
    return [{"path": path.encode(), **entry} for path, entries in plugged.items() for entry in entries]


class device:
    """A device."""

    def __init__(self) -> None:
        self._path = ""
        self._reports: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def open_path(self, path: bytes) -> None:
        if path.decode() in refused or path.decode() not in plugged:
            raise OSError("open failed")
        self._path = path.decode()

    def get_report_descriptor(self) -> list[int]:
        return list(PAD)

    def read(self, max_length: int, timeout_ms: int = 0) -> list[int]:
        if self._path not in plugged:
            raise OSError("read error")
        try:
            return list(self._reports.get(timeout=timeout_ms / 1000))
        except queue.Empty:
            return []

    def write(self, data: bytes) -> int:
        """Take an output report, and answer an input report with the same byte and its complement."""
        written.append(bytes(data))
        self._reports.put(bytes([1, data[1], 255 - data[1]]))
        return len(data)

    def send_feature_report(self, data: bytes) -> int:
        written.append(bytes(data))
        return len(data) if len(data) == 5 else -1

    def get_feature_report(self, report: int, max_length: int) -> list[int]:
        return [report, 9, 8, 7, 6]

    def error(self) -> str:
        return "of the wrong size"

    def close(self) -> None:
        self._path = ""
