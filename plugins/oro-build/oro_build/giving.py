"""Make the downloads of a built app, in the formats that are asked for. Blocking."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oro_build.built import Built
from oro_build.errors import BuildError
from oro_build.formats.format import Format
from oro_build.formats.formats import all_formats, formats_for
from oro_build.formats.settings import FormatSettings
from oro_build.freezing.running import Step
from oro_build.signing.downloads import finish_downloads

__all__ = ("make_downloads", "named_formats")


def named_formats(names: Sequence[str], settings: FormatSettings) -> list[Format]:
    """Return formats by their names.

    Raises:
        BuildError: there is none of a name.
    """
    known = all_formats(settings)
    if unknown := [name for name in names if name not in known]:
        raise BuildError(f'Cannot make format "{unknown[0]}": known are {", ".join(known)}')
    return [known[name] for name in names]


def make_downloads(
    built: Built, formats: Sequence[Format], folder: Path, settings: FormatSettings, step: Step
) -> list[Path]:
    """Make the downloads, sign them where a key is set, and write their checksums; return all files.

    Raises:
        BuildError: a tool is missing, or failed.
    """
    offered = formats_for(built.platform, settings)
    for each in formats:
        if each.name not in offered:
            raise BuildError(
                f'Cannot make format "{each.name}" of an app for {built.platform}; build it on that system'
            )
        if lacking := each.missing(built):
            tools = ", ".join(f"{tool.name} ({tool.how})" for tool in lacking)
            raise BuildError(f'Cannot make format "{each.name}": this machine lacks {tools}')
    made: list[Path] = []
    for number, each in enumerate(formats):
        step(f"making {each.name}", 0.9 + 0.1 * number / len(formats))
        made += each.make(built, folder)
    return [*made, *finish_downloads(made, folder, settings)] if made else []
