"""Routes that a fuzz must not call as it likes, each with the reason. A route that is not here is fuzzed."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ("FIXED", "LEFT_OUT")

LEFT_OUT: Mapping[str, str] = {
    "application.exit": "it ends the app that answers the other calls",
}
"""Never called."""

FIXED: Mapping[str, tuple[Mapping[str, str], str]] = {
    "window.close": ({"targetWindowIndex": "77"}, "the calls come from window 0"),
    "window.kill": ({"targetWindowIndex": "77"}, "the calls come from window 0"),
    "process.sendSignal": ({"signal": "0"}, "any other signal would end processes of the machine"),
    "os.setPriority": (
        {"pid": str(2**22 + 1)},
        "others would get slow; no process has this number",
    ),
    "child_process.exec": ({"args": "true"}, "a shell runs what is drawn"),
    "childProcess.exec": ({"args": "true"}, "a shell runs what is drawn"),
    "child_process.spawn": ({"args": "true"}, "a shell runs what is drawn"),
    "childProcess.spawn": ({"args": "true"}, "a shell runs what is drawn"),
    "wasm.page.take": ({"milliseconds": "1"}, "it waits for input that does not come"),
    "wasm.page.sleep": ({"milliseconds": "1"}, "it waits as long as it is told to"),
}
"""Called with some parameters as they are here."""
