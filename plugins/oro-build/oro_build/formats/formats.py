"""The list of formats."""

from __future__ import annotations

from collections.abc import Mapping

from oro_build.formats.app import App
from oro_build.formats.appimage import AppImage
from oro_build.formats.deb import Deb
from oro_build.formats.dmg import Dmg
from oro_build.formats.flatpak import Flatpak
from oro_build.formats.format import Format
from oro_build.formats.nsis import Nsis
from oro_build.formats.rpm import Rpm
from oro_build.formats.settings import FormatSettings
from oro_build.formats.tar_xz import TarXz
from oro_build.formats.zip import Zip

__all__ = ("all_formats", "formats_for")


def all_formats(settings: FormatSettings | None = None) -> Mapping[str, Format]:
    """Return every format by its name, in the order in which they are offered."""
    settings = settings or FormatSettings()
    linux: tuple[Format, ...] = (TarXz(), Deb(), Rpm(), AppImage(settings.appimage_runtime), Flatpak())
    macos: tuple[Format, ...] = (App(settings.sign_macos), Dmg(settings.sign_macos))
    windows: tuple[Format, ...] = (Zip(), Nsis(settings.sign_windows))
    return {each.name: each for each in (*linux, *macos, *windows)}


def formats_for(platform: str, settings: FormatSettings | None = None) -> Mapping[str, Format]:
    """Return the formats for a platform as wheels name it; `any` is Linux, of which the system flavour is."""
    system = "linux" if platform == "any" else platform
    return {name: each for name, each in all_formats(settings).items() if system.startswith(each.system)}
