"""See to it that windows are painted: which graphics an engine uses here, and what is tried where it paints nothing.

A start applies what helped before on this machine (`start`). Once the first window is shown, `watch` looks whether its
page reaches the screen; where it does not, the app starts once more with the next of `attempts`, and what painted is
kept in `memory`. Where the whole program dies, no watch is left: the start after knows by `unfinished`.
"""

from __future__ import annotations

from pathlib import Path

from oro_framework.host.kernel.state_folder import state_folder

__all__ = ("VARIABLE", "memory_file", "unfinished_folder")

VARIABLE = "ORO_GRAPHICS_ATTEMPTS"
"""The variable by which a start hands its attempts to the next, as `Attempts.to_text` writes it."""


def memory_file() -> Path:
    """Return the file in which is kept what painted on this machine; it need not exist."""
    return state_folder() / "oro-framework" / "graphics.json"


def unfinished_folder() -> Path:
    """Return the folder with a file of each start that has not painted yet; it need not exist."""
    return state_folder() / "oro-framework" / "starting"
