"""The configuration keys that formats read, all of `[build]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from oro_framework.types import Setting

__all__ = ("ALL", "FormatSettings")


class FormatSettings(Struct, frozen=True, kw_only=True):
    """Facts that formats need besides the product."""

    appimage_runtime: Path | None = None
    """The program at the beginning of an AppImage, which mounts the rest."""
    sign_gpg: str = ""
    """The GPG key that signs packages and checksums; empty for none."""
    sign_macos: str = ""
    """A command that signs an app for macOS; `{file}` is the file."""
    sign_windows: str = ""
    """A command that signs a program for Windows; `{file}` is the file."""


APPIMAGE_RUNTIME = Setting(
    "build_appimage_runtime", str, "", "file with the AppImage runtime of this processor, beside oro.toml if relative"
)
SIGN_GPG = Setting("build_sign_gpg", str, "", "GPG key that signs packages and SHA256SUMS, by its id or address")
SIGN_MACOS = Setting(
    "build_sign_macos", str, "", 'command that signs for macOS, as "codesign --sign ID {file}"; {file} is the file'
)
SIGN_WINDOWS = Setting(
    "build_sign_windows", str, "", 'command that signs for Windows, as "signtool sign /a {file}"; {file} is the file'
)

ALL: tuple[Setting[Any], ...] = (APPIMAGE_RUNTIME, SIGN_GPG, SIGN_MACOS, SIGN_WINDOWS)
"""Every key."""
