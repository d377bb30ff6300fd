"""The configuration keys oro-updater reads."""

from __future__ import annotations

from typing import Any

from oro_framework.types import Setting

__all__ = ("ALL", "CHANNEL", "CHECK", "HTTP", "ROOT", "URL", "occasion")


def occasion(value: Any) -> float | None:
    """Read when to check: `start`, `never`, or every so many hours.

    Returns:
        the hours between two checks; 0 for each start alone, None for never.

    Raises:
        ValueError: it is none of these.
    """
    if value in ("start", "never"):
        return 0.0 if value == "start" else None
    try:
        hours = float("" if isinstance(value, bool) else value)
    except (TypeError, ValueError):
        hours = 0.0
    if 0 < hours <= 24 * 365:
        return hours
    raise ValueError('"start", "never" or a number of hours')


URL = Setting("updater_url", str, "", "folder of the server that has the updates, as https://example.com/updates")
CHANNEL = Setting("updater_channel", str, "stable", "channel of updates that the app follows")
CHECK = Setting(
    "updater_check", occasion, occasion("start"), 'when to look for updates: "start", "never", or hours between'
)
ROOT = Setting("updater_root", str, "root.json", "root metadata that updates are trusted by, shipped with the app")
HTTP = Setting("updater_http", bool, False, "take updates from addresses that are not encrypted as well")

ALL = (URL, CHANNEL, CHECK, ROOT, HTTP)
