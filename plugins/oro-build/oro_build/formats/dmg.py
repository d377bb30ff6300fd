"""`dmg`: a disk image for macOS, out of which a person drags the application."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from oro_build.built import Built
from oro_build.formats.app import App
from oro_build.formats.format import MissingTool
from oro_build.formats.tool import missing_tools, run_tool
from oro_build.signing.command import sign_by_command

__all__ = ("Dmg",)


class Dmg:
    """A disk image with the application and a link to the folder of applications.

    Args:
        command: signs both; empty for no signature.
    """

    name = "dmg"
    summary = "a disk image for macOS, with the application in it"
    system = "macosx"

    def __init__(self, command: str = "") -> None:
        self._command = command

    def missing(self, built: Built) -> list[MissingTool]:
        """Return `hdiutil` where this is no Mac."""
        return missing_tools({"hdiutil": "build on macOS, which has it"})

    def make(self, built: Built, folder: Path) -> list[Path]:
        """Write `NAME-VERSION.dmg`.

        Raises:
            BuildError: hdiutil or the command that signs failed.
        """
        product = built.product
        path = folder / f"{product.name}-{product.version}.dmg"
        with TemporaryDirectory(prefix="oro-dmg-") as temporary:
            source = Path(temporary)
            App(self._command).make(built, source)
            (source / "Applications").symlink_to("/Applications")
            command = ["hdiutil", "create", "-volname", product.title, "-srcfolder", str(source)]
            run_tool([*command, "-ov", "-format", "UDZO", str(path)], f'make "{path.name}"')
        sign_by_command(self._command, path)
        return [path]
