"""Show a message to a person who started an app from the menu, and sees no terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

__all__ = ("show_message",)


def show_message(title: str, text: str) -> bool:
    """Show a text by the first program of the desktop that can; return whether one did."""
    if not (os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")):
        return False
    for command in _commands(title, text):
        if shutil.which(command[0]):
            try:
                subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            except OSError:
                continue
            return True
    return False


def _commands(title: str, text: str) -> Sequence[Sequence[str]]:
    return (
        ("zenity", "--error", "--no-markup", "--width=420", f"--title={title}", f"--text={text}"),
        ("kdialog", "--title", title, "--error", text),
        ("xmessage", "-center", "-title", title, text),
        ("notify-send", "--app-name", title, title, text),
    )
