"""`appimage`: one file that runs on any Linux with FUSE."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from oro_build.built import Built
from oro_build.errors import BuildError
from oro_build.formats.architectures import machine
from oro_build.formats.format import MissingTool
from oro_build.formats.layout import desktop_tree, home_of, system_tree
from oro_build.formats.moment import moment_of
from oro_build.formats.tool import missing_tools, run_tool
from oro_build.formats.tree import Item, Tree
from oro_build.icons.picture import Picture

__all__ = ("AppImage", "appdir_tree")

_MAGIC = b"AI\x02"
_RELEASES = "github.com/AppImage/type2-runtime/releases"


class AppImage:
    """A file system behind a small program that mounts it.

    Args:
        runtime: that program; None to look for it where distributions and people put it.
    """

    name = "appimage"
    summary = "one file for any Linux: make it executable and start it"
    system = "linux"

    def __init__(self, runtime: Path | None = None) -> None:
        self._runtime = runtime

    def missing(self, built: Built) -> list[MissingTool]:
        """Return `mksquashfs` and the runtime where they are missing."""
        found = missing_tools({"mksquashfs": "apt install squashfs-tools"})
        if self._found(built) is None:
            name = f"runtime-{machine(built.platform)}"
            how = (
                f"download {name} from {_RELEASES}, and name it in oro.toml: "
                f'[build] appimage_runtime = "{name}", or put it into {places(built)[0].parent}'
            )
            found.append(MissingTool("AppImage runtime", how))
        return found

    def make(self, built: Built, folder: Path) -> list[Path]:
        """Write `NAME-VERSION-MACHINE.AppImage`.

        Raises:
            BuildError: the runtime is missing or none, or mksquashfs failed.
        """
        runtime = self._found(built)
        if runtime is None:
            raise BuildError(f"Cannot make an AppImage: {self.missing(built)[-1].how}")
        head = runtime.read_bytes()
        if head[8:11] != _MAGIC:
            raise BuildError(f'Cannot make an AppImage: "{runtime}" is no runtime of the second type')
        product, moment = built.product, moment_of(built)
        path = folder / f"{product.name}-{product.version}-{machine(built.platform)}.AppImage"
        with TemporaryDirectory(prefix="oro-appimage-") as temporary:
            root, image = Path(temporary) / "AppDir", Path(temporary) / "image"
            root.mkdir()
            appdir_tree(built, moment).write(root, moment)
            run_tool(_command(root, image), f'make "{path.name}"', env={"SOURCE_DATE_EPOCH": str(moment)})
            path.write_bytes(head + image.read_bytes())
        path.chmod(0o755)
        return [path]

    def _found(self, built: Built) -> Path | None:
        if self._runtime is not None:
            return self._runtime if self._runtime.is_file() else None
        return next((path for path in places(built) if path.is_file()), None)


def places(built: Built) -> Sequence[Path]:
    """Return where runtimes of a platform are looked for."""
    name = f"runtime-{machine(built.platform)}"
    return [
        Path.home() / ".local/share/appimage" / name,
        Path("/usr/local/lib/appimage") / name,
        Path("/usr/lib/appimagekit") / name,
    ]


def appdir_tree(built: Built, moment: int) -> Tree:
    """Return the folder within the image: the files of a package, and at its top the entry, the icon and `AppRun`."""
    product = built.product
    tree = system_tree(built, moment)
    desktop_tree(tree, built, moment, "usr", product.name)
    tree.remove_below("etc")
    tree.add_link(f"{product.identifier}.desktop", f"usr/share/applications/{product.identifier}.desktop")
    tree.add(Item(path=f"{product.identifier}.png", content=Picture(product.icon).png(256)))
    tree.add_link(".DirIcon", f"{product.identifier}.png")
    tree.add_link("AppRun", f"{home_of(built)}/{built.program}")
    return tree


def _command(root: Path, image: Path) -> list[str]:
    options = ["-noappend", "-root-owned", "-no-progress", "-comp", "zstd", "-no-xattrs"]
    return ["mksquashfs", str(root), str(image), *options]
