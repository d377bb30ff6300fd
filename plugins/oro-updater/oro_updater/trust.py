"""`Trust`: the metadata of The Update Framework that an installation trusts, and how it is renewed.

python-tuf's client verifies, in the order of the specification: root from version to version, timestamp, snapshot,
targets; thresholds of signatures, versions that never go back, dates of expiry, lengths and digests. It runs in a
worker thread; what it fetches comes through the loop.

Trust begins with the root that the app was shipped with (`roots`), at each check, so that a file in the person's data
folder can add no keys that this root does not lead to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from anyio import from_thread, to_thread
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    RepositoryError,
)
from tuf.api.metadata import Metadata, TargetFile, Targets
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from oro_framework.errors import OroError
from oro_updater.errors import UpdateFailed, UpdateRefused, UpdateStale, UpdateUnreachable
from oro_updater.offer import Archive
from oro_updater.roots import Roots
from oro_updater.server import Server

__all__ = ("Trust", "archives_of")

LIMIT = 5_000_000
"""Bytes of the largest file of metadata."""


class Trust:
    """See the module.

    Args:
        folder: keeps the trusted metadata between runs, and so what is known to be old.
        root: the author's root metadata, which the app was shipped with.
        server: the source of newer metadata.
    """

    def __init__(self, folder: Path, root: Path, server: Server) -> None:
        self._folder = folder
        self._roots = Roots(folder, root)
        self._server = server

    async def refresh(self) -> Sequence[Archive]:
        """Fetch and verify what is newer, and return everything that is signed.

        Raises:
            ConfigError: the app was shipped without a usable root.
            UpdateUnreachable: the server cannot be reached.
            UpdateRefused: what it sent is not signed by the author, older than what is known, or expired.
            OSError: the folder cannot be written.
        If cancelled, what was verified so far is kept.
        """
        return await to_thread.run_sync(self._refresh)

    def _refresh(self) -> Sequence[Archive]:
        self._roots.begin()
        try:
            updater = Updater(
                str(self._folder),
                f"{self._server.url}metadata/",
                fetcher=_Fetcher(self._server, self._roots),
                config=UpdaterConfig(targets_max_length=LIMIT),
            )
            updater.refresh()
            return list(_archives(self._verified(updater)))
        except (RepositoryError, DownloadError) as error:
            raise _told(error) from error

    def _verified(self, updater: Updater) -> Iterator[TargetFile]:
        """Yield the targets that the updater has verified; the file tells their paths only."""
        for path in Metadata[Targets].from_bytes((self._folder / "targets.json").read_bytes()).signed.targets:
            target = updater.get_targetinfo(path)
            if target is not None:
                yield target


class _Fetcher(FetcherInterface):
    """Fetches for python-tuf, in its worker thread, through the loop; a cancelled task raises in the thread."""

    def __init__(self, server: Server, roots: Roots) -> None:
        self._server = server
        self._roots = roots

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = url.rpartition("/")[2]
        status, data = from_thread.run(self._server.metadata, name, LIMIT)
        if status != 200:
            raise DownloadHTTPError(f'"{url}" answered {status}', status)
        self._roots.keep(name, data)
        return iter([data])


def archives_of(targets: Targets) -> list[Archive]:
    """Return the archives among targets."""
    return list(_archives(targets.targets.values()))


def _archives(targets: Iterable[TargetFile]) -> Iterator[Archive]:
    for target in targets:
        custom = target.unrecognized_fields.get("custom")
        archive = Archive.of(target.path, target.length, target.hashes, custom)
        if archive is not None:
            yield archive


def _told(error: Exception) -> OroError:
    """Return our error for one of python-tuf's."""
    if isinstance(error.__cause__, OroError):
        return error.__cause__
    if isinstance(error, ExpiredMetadataError):
        return UpdateStale(
            f"Cannot update: the signatures on the server have expired ({error}); the author has to renew them, unless "
            "the clock of this machine is wrong"
        )
    if isinstance(error, BadVersionNumberError):
        return UpdateRefused(f"Cannot update: the server has something older than what is known here ({error})")
    if isinstance(error, DownloadLengthMismatchError):
        return UpdateRefused(f"Cannot update: the server sends more than was signed ({error})")
    if isinstance(error, DownloadError):
        return UpdateUnreachable(f"Cannot update: {error}")
    if isinstance(error, RepositoryError):
        return UpdateRefused(f"Cannot update: what the server has is not what the author signed ({error})")
    return UpdateFailed(f"Cannot update: {error}")
