"""`release`: publishes a built folder. Blocking."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from packaging.version import InvalidVersion, Version

from oro_framework.atomic import TemporaryFolder, sweep
from oro_updater.archive import assemble
from oro_updater.author.packing import write_patch, write_whole
from oro_updater.author.repository import Repository
from oro_updater.errors import ReleaseError, UpdateRefused
from oro_updater.manifest import Manifest
from oro_updater.offer import Archive, Offer, newer
from oro_updater.state import is_version

__all__ = ("PATCHES", "Release", "release")

PATCHES = 3
"""Older versions for which patches are made, unless another number is asked for."""


class Release(Struct, frozen=True, kw_only=True):
    """The sizes of what was published."""

    version: str
    platform: str
    whole: int
    """Bytes of the whole archive."""
    patches: Mapping[str, int]
    """Bytes of the patches, by the version they start from."""
    unpacked: int
    """Bytes of the folder."""


def release(
    folder: Path,
    repository: Repository,
    *,
    app: str,
    version: str,
    platform: str,
    channels: Mapping[str, int],
    notes: str = "",
    patches: int = PATCHES,
    told: Callable[[str], None] = lambda text: None,
) -> Release:
    """Publish a built folder, with patches where they are smaller than the whole.

    Args:
        folder: the build's result.
        repository: where to publish.
        app: the bundle identifier.
        version: of the app, as packages of Python have versions.
        platform: what the build is for.
        channels: percentages of the installations that are offered it, by channel.
        notes: what people are told of the version.
        patches: older versions for which patches are made.
        told: called with what is being done.

    Raises:
        ReleaseError: the version cannot be published; the repository is as it was.
    """
    _check(version, platform, channels)
    archives = repository.archives()
    if any((one.offer.version, one.offer.platform) == (version, platform) for one in archives):
        raise ReleaseError(
            f"Cannot publish version {version} for {platform}: it is published already; a version never changes, so "
            "give the app another, or withdraw this one first"
        )
    try:
        with _workplace(repository.folder) as work:
            return _publish(
                folder, repository, work, told, patches, archives,
                Offer(
                    app=app, version=version, platform=platform, kind="whole", manifest="", size=0,
                    channels=dict(channels), notes=notes, released=datetime.now(UTC).date().isoformat(),
                ),
            )  # fmt: skip
    except UpdateRefused as error:
        raise ReleaseError(error.message) from error
    except OSError as error:
        raise ReleaseError(f'Cannot publish: "{error.filename}": {error.strerror}') from error


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """Give a folder on the disk of another one, from where files can be moved; one that a kill left is removed."""
    sweep(folder)
    temporary = TemporaryFolder(folder, "release")
    try:
        yield temporary.path
    finally:
        temporary.remove()


def _publish(
    folder: Path,
    repository: Repository,
    work: Path,
    told: Callable[[str], None],
    patches: int,
    archives: Sequence[Archive],
    about: Offer,
) -> Release:
    from msgspec.structs import replace

    told(f"Reading {folder}")
    manifest = Manifest.of(folder, app=about.app, version=about.version, platform=about.platform, check=_nothing)
    about = replace(about, manifest=hashlib.sha256(manifest.encode()).hexdigest(), size=manifest.size)
    whole = work / "whole"
    told("Packing the whole version")
    write_whole(folder, manifest, whole, _nothing)
    size = whole.stat().st_size
    made: dict[str, int] = {}
    offers = [(about, f"{about.platform}/{about.version}.tar.xz", whole)]
    for older in _older(archives, about)[:patches]:
        told(f"Comparing with {older.offer.version}")
        patch = work / f"patch-{older.offer.version}"
        with _unpacked(repository, older, work) as (base, known):
            write_patch(folder, manifest, base, known, patch, _nothing)
        if patch.stat().st_size < size:
            made[older.offer.version] = patch.stat().st_size
            offer = replace(about, kind="patch", base=older.offer.version, channels={}, notes="")
            offers.append((offer, f"{about.platform}/{about.version}-from-{older.offer.version}.tar.xz", patch))
    told("Signing")
    repository.add(offers)
    return Release(version=about.version, platform=about.platform, whole=size, patches=made, unpacked=manifest.size)


def _older(archives: Sequence[Archive], about: Offer) -> list[Archive]:
    """Return the older versions for the same platform, the newest first."""
    found = [
        one
        for one in archives
        if (one.offer.kind, one.offer.app, one.offer.platform) == ("whole", about.app, about.platform)
        and newer(about.version, one.offer.version)
    ]
    return sorted(found, key=lambda one: Version(one.offer.version), reverse=True)


@contextmanager
def _unpacked(repository: Repository, archive: Archive, work: Path) -> Iterator[tuple[Path, Manifest]]:
    with tempfile.TemporaryDirectory(dir=work) as name:
        base = Path(name) / "base"
        base.mkdir()
        yield base, assemble(repository.file_of(archive), base, None, archive.offer.manifest, _nothing)


def _check(version: str, platform: str, channels: Mapping[str, int]) -> None:
    try:
        Version(version)
    except InvalidVersion as error:
        raise ReleaseError(
            f'Cannot publish version "{version}": versions are compared, so write it as 1.2.0 or 1.2.0rc1'
        ) from error
    for word in (version, platform, *channels):
        if not is_version(word):
            raise ReleaseError(
                f'Cannot publish: "{word}" must be of letters, digits, ".", "_", "+" and "-", 64 at most'
            )
    for channel, share in channels.items():
        if not 0 <= share <= 100:
            raise ReleaseError(f'Cannot publish to "{channel}" for {share} %: a percentage is 0 to 100')


def _nothing() -> None:
    """Check nothing: the author's commands end with Ctrl-C."""
