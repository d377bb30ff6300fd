"""The list of formats."""

from __future__ import annotations

from collections.abc import Mapping

from oro_build.formats.deb import Deb
from oro_build.formats.format import Format
from oro_build.formats.settings import FormatSettings
from oro_build.formats.tar_xz import TarXz

__all__ = ("all_formats",)


def all_formats(settings: FormatSettings | None = None) -> Mapping[str, Format]:
    """Return every format by its name, in the order in which they are offered."""
    settings = settings or FormatSettings()
    formats: tuple[Format, ...] = (TarXz(), Deb())
    return {each.name: each for each in formats}
