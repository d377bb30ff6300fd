"""`Updates`: check, download, apply and go back, for one app. It knows no pages."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anyio import from_thread, to_thread

from oro_framework.atomic import replace_file
from oro_framework.errors import ErrnoError, NotFound
from oro_updater.archive import assemble
from oro_updater.download import Download
from oro_updater.errors import NotUpdatable, UpdateRefused
from oro_updater.installation import Installation
from oro_updater.locks import locked
from oro_updater.offer import Archive, best, newer, way_to
from oro_updater.server import Server
from oro_updater.subject import Subject
from oro_updater.trust import Trust

__all__ = ("Updates",)


class Updates:
    """See the module.

    Args:
        subject: the app.
        server: the server with the author's repository.
        root: the root metadata the app was shipped with.
        folder: keeps trusted metadata and the installation's random name.
    """

    def __init__(self, subject: Subject, server: Server, root: Path, folder: Path) -> None:
        self.subject = subject
        self.available: Archive | None = None
        """The newest version that is offered, as far as is known."""
        self._server = server
        self._trust = Trust(folder / "metadata", root, server)
        self._folder = folder
        self._archives: Sequence[Archive] = ()

    @property
    def ready(self) -> str:
        """The version that is here, complete, and can be applied; empty without one."""
        offered, installation = self.available, self.subject.installation
        if offered is None or installation is None:
            return ""
        offer = offered.offer
        return offer.version if installation.holds(offer.version, offer.manifest) else ""

    async def check(self) -> Archive | None:
        """Ask the server, and return the newest version that this installation is offered, or None.

        Raises:
            Busy: another process is updating the app.
            UpdateFailed: see its kinds; what was known stays known.
            ErrnoError: the disk is full, or cannot be written.
        """
        with self._alone(self._folder):
            self._archives = await self._trust.refresh()
            identity = await to_thread.run_sync(self._identity)
        subject = self.subject
        state = None if subject.installation is None else subject.installation.state
        self.available = best(
            self._archives,
            app=subject.app,
            platform=subject.platform,
            channel=subject.channel,
            version=subject.version,
            id=identity,
            failed=() if state is None else state.failed,
        )
        return self.available

    async def download(self, progress: Callable[[int, int], None]) -> str:
        """Download, verify and unpack the version that is offered, and return it; it runs with the next `apply`.

        Args:
            progress: called with the bytes that are there and the bytes of all.

        Raises:
            NotFound: no version is offered.
            NotUpdatable: the app cannot replace itself here.
            Busy: another process is updating the app.
            UpdateFailed: see its kinds.
            ErrnoError: the disk is full, or cannot be written.
        If cancelled, what was downloaded is kept for the next time.
        """
        wanted, installation = self._wanted(), self._installation()
        if self.ready:
            return self.ready
        with self._alone(installation.updates):
            await self._obtain(wanted, installation, progress)
        return wanted.offer.version

    async def apply(self) -> str:
        """Have the downloaded version start next, and return it.

        Raises:
            NotFound: none is downloaded.
            NotUpdatable: the app cannot replace itself here.
            Busy: another process is updating the app.
            ErrnoError: the disk is full, or cannot be written; the present version starts next.
        """
        installation = self._installation()
        with self._alone(installation.updates):
            version = self.ready  # while no other process can put another in its place
            if not version:
                raise NotFound("Cannot apply an update: none is downloaded")
            if newer(version, installation.state.version):
                installation.switch(version)
        return version

    async def roll_back(self) -> str:
        """Have the previous version start next, and return it; the present one is not offered again.

        Raises:
            UpdateFailed: there is none.
            NotUpdatable: the app cannot replace itself here.
            Busy: another process is updating the app.
            ErrnoError: the disk is full, or cannot be written; the present version starts next.
        """
        installation = self._installation()
        with self._alone(installation.updates):
            version = installation.roll_back()
        self.available = None
        return version

    def confirm(self) -> bool:
        """Note that the app has reached its first page; return whether that was its first start. Blocking."""
        installation = self.subject.installation
        if installation is None or not installation.confirm(self.subject.version):
            return False
        installation.prune(frozenset({self.subject.version}))
        return True

    # -- parts of a download ---------------------------------------------------------------------------

    async def _obtain(self, wanted: Archive, installation: Installation, progress: Callable[[int, int], None]) -> None:
        way = way_to(wanted, self._archives, self.subject.version)
        try:
            await self._fetch_and_unpack(way, installation, progress)
        except UpdateRefused:
            if way is wanted:
                raise
            # The files here are not those the patch was made for; the whole version needs none of them.
            await self._fetch_and_unpack(wanted, installation, progress)

    async def _fetch_and_unpack(
        self, archive: Archive, installation: Installation, progress: Callable[[int, int], None]
    ) -> None:
        part = installation.updates / f"{archive.hashes['sha256']}.part"
        for other in installation.updates.glob("*.part"):
            if other != part:
                other.unlink()
        await Download(self._server, archive, part, lambda got: progress(got, archive.length)).run()
        await to_thread.run_sync(self._unpack, archive, installation, part)
        part.unlink()

    def _unpack(self, archive: Archive, installation: Installation, part: Path) -> None:
        offer = archive.offer
        base = installation.version_folder(offer.base) if offer.kind == "patch" else None
        with installation.incoming() as folder:
            made = assemble(part, folder, base, offer.manifest, from_thread.check_cancelled)
            if (made.app, made.version, made.platform) != (offer.app, offer.version, offer.platform):
                raise UpdateRefused(f'Cannot update: "{archive.path}" has another version than its metadata says')
            installation.add(folder, offer.version, offer.manifest)

    def _wanted(self) -> Archive:
        if self.available is None:
            raise NotFound("Cannot download an update: none is offered; check first")
        return self.available

    def _installation(self) -> Installation:
        installation = self.subject.installation
        if installation is None:
            raise NotUpdatable(self.subject.why_not)
        installation.check_writable()
        return installation

    def _identity(self) -> str:
        path = self._folder / "installation"
        try:
            return path.read_text("ascii")
        except (OSError, ValueError):
            identity = secrets.token_hex(16)
            replace_file(path, identity.encode())
            return identity

    @contextmanager
    def _alone(self, folder: Path) -> Iterator[None]:
        """Hold the lock of a folder that is written to."""
        try:
            with locked(folder):
                yield
        except OSError as error:
            raise ErrnoError(
                error.errno or 0,
                f'Cannot update: "{error.filename or folder}" cannot be written ({error.strerror or error}); '
                f"version {self.subject.version} stays",
            ) from error

    def as_mapping(self) -> Mapping[str, Any]:
        """Return what pages may know of the app and its versions."""
        installation, offered = self.subject.installation, self.available
        state = None if installation is None else installation.state
        return {
            "version": self.subject.version,
            "channel": self.subject.channel,
            "updatable": installation is not None,
            "why": self.subject.why_not,
            "available": None
            if offered is None
            else _described(way_to(offered, self._archives, self.subject.version), offered),
            "ready": self.ready,
            "next": self.subject.version if state is None else state.version,
            "previous": "" if state is None else state.previous,
            "failed": [] if state is None else list(state.failed),
        }


def _described(way: Archive, offered: Archive) -> Mapping[str, Any]:
    offer = offered.offer
    return {"version": offer.version, "notes": offer.notes, "released": offer.released, "size": way.length}
