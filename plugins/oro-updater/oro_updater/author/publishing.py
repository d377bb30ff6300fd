"""`publish_build`: what `oro build --release` does with a built app. Blocking."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from oro_framework.commands import loaded_host, note
from oro_updater import settings
from oro_updater.author.layout import lay_out
from oro_updater.installation import Installed

__all__ = ("pack", "publish_build", "size_text")


class Product(Protocol):
    """The part of a built app's facts that is used here."""

    @property
    def identifier(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...


class Build(Protocol):
    """The part of a built app that is used here."""

    @property
    def product(self) -> Product: ...
    @property
    def folder(self) -> Path: ...
    @property
    def platform(self) -> str: ...


def publish_build(app: str, built: Build, repository: Path) -> Sequence[str]:
    """Publish a built app in its channel, pack what people begin with, and return lines that say so.

    Raises:
        ReleaseError: it cannot be published; the repository is as it was.
    """
    from oro_updater.author.release import release
    from oro_updater.cli.options import opened

    product, host = built.product, loaded_host(app)
    done = release(
        built.folder,
        opened(app, None, repository),
        app=product.identifier,
        version=product.version,
        platform=built.platform,
        channels={host.settings[settings.CHANNEL]: 100},
        told=note,
    )
    first = pack(built, built.folder.parent)
    sizes = [f"published {done.version} for {done.platform}: {size_text(done.whole)}"]
    sizes += [f"  from {base}: {size_text(size)}" for base, size in done.patches.items()]
    return [*sizes, f"for people who do not have it yet: {first}"]


def pack(built: Build, folder: Path) -> Path:
    """Write an archive of an installation that updates itself, and return it.

    Args:
        built: the app.
        folder: the archive's; what is packed is laid out there, and removed again.
    """
    product = built.product
    name = f"{product.name}-{product.version}-{built.platform}-updating"
    laid = folder / name
    shutil.rmtree(laid, ignore_errors=True)
    installed = Installed(app=product.identifier, program=product.name, platform=built.platform)
    try:
        lay_out(laid, built.folder, installed, product.version)
        path = folder / f"{name}.tar.xz"
        with tarfile.open(path, "w:xz", format=tarfile.PAX_FORMAT) as tar:
            tar.add(laid, product.name, filter=_without_owner)
    finally:
        shutil.rmtree(laid, ignore_errors=True)
    return path


def size_text(size: int) -> str:
    """Return a number of bytes for people."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
