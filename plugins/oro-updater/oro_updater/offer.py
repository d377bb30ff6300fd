"""`Offer`: what signed metadata says of one archive, and which of them an installation takes. Sans-IO."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct
from packaging.version import InvalidVersion, Version

from oro_updater.state import is_version

__all__ = ("KEY", "Archive", "Offer", "best", "newer", "share_of", "way_to")

KEY = "oro"
"""The member of a target's `custom` that is ours."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Offer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A version for a platform, or a patch that leads to it."""

    app: str
    version: str
    platform: str
    kind: Literal["whole", "patch"]
    manifest: str
    """SHA-256 of the manifest of the version."""
    size: int
    """Bytes of the version's folder."""
    base: str = ""
    """The version that a patch starts from."""
    channels: Mapping[str, int] = {}
    """Whole percentages of the installations that are offered the version, by channel; patches have none."""
    notes: str = ""
    released: str = ""
    """The day, as `2026-11-24`."""


class Archive(Struct, frozen=True, kw_only=True):
    """An offer with the file that it is about."""

    offer: Offer
    path: str
    length: int
    hashes: Mapping[str, str]

    @classmethod
    def of(cls, path: str, length: int, hashes: Mapping[str, str], custom: Any) -> Archive | None:
        """Return what a target is; None for a target of another kind, which later versions may add."""
        try:
            offer = msgspec.convert(custom[KEY], Offer)
        except (KeyError, TypeError, msgspec.ValidationError):
            return None
        names = (offer.version, offer.base) if offer.base else (offer.version,)  # they become names of folders
        if not all(map(is_version, names)) or not _SHA256.fullmatch(str(hashes.get("sha256"))):
            return None
        return cls(offer=offer, path=path, length=length, hashes=hashes)


def newer(version: str, than: str) -> bool:
    """Return whether a version comes after another; False where one of them is none."""
    try:
        return Version(version) > Version(than)
    except InvalidVersion:
        return False


def share_of(installation: str, version: str) -> float:
    """Return where an installation stands among all, from 0 to 100: evenly spread, and anew for each version."""
    digest = hashlib.sha256(f"{installation}\n{version}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 * 100


def best(
    archives: Iterable[Archive], *, app: str, platform: str, channel: str, version: str, id: str, failed: Sequence[str]
) -> Archive | None:
    """Return the newest whole version that an installation is offered.

    Args:
        archives: everything that is signed.
        app: the bundle identifier.
        platform: of the installation.
        channel: that it follows.
        version: that it has.
        id: its random name, which decides whether it is among the first.
        failed: versions that did not work here.
    """
    found: Archive | None = None
    for archive in archives:
        offer = archive.offer
        if (offer.kind, offer.app, offer.platform) != ("whole", app, platform) or offer.version in failed:
            continue
        if share_of(id, offer.version) >= offer.channels.get(channel, 0):
            continue
        if newer(offer.version, version) and (found is None or newer(offer.version, found.offer.version)):
            found = archive
    return found


def way_to(wanted: Archive, archives: Iterable[Archive], base: str) -> Archive:
    """Return the smallest archive that makes a version: itself, or a patch for the version that is here."""
    aim = wanted.offer
    ways = [wanted]
    for archive in archives:
        offer = archive.offer
        if (offer.kind, offer.base, offer.version, offer.platform, offer.app, offer.manifest) == (
            "patch", base, aim.version, aim.platform, aim.app, aim.manifest,
        ):  # fmt: skip
            ways.append(archive)
    return min(ways, key=lambda archive: archive.length)
