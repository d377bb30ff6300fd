"""The profiles of one run: the app's own, and those that windows name. Loop thread.

A profile is made when it is first named. One on the disk is held until the process ends, as its engine writes until
then; that is also why one that was opened can only be marked as removed, and is deleted by a later run.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import trio

from oro_framework.errors import Busy, InvalidArgument, NotFound, Unsupported, UsageError
from oro_framework.host.backends.engine_store import Profile
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.page_storage import MEMORY, PROFILES, PageStorage
from oro_framework.host.configuration import settings as names
from oro_framework.host.configuration.values import words
from oro_framework.host.sessions.profile_names import NAME
from oro_framework.proxies import Proxy
from oro_framework.types import Settings

if TYPE_CHECKING:  # few apps have any
    from oro_framework.host.sessions.private_files import PrivateFiles

__all__ = ("ProfileDetail", "Profiles")

REMOVED = "removed"
"""The file in the folder of a profile that is to be deleted."""


class ProfileDetail(TypedDict):
    """A profile, as pages are told of it."""

    name: str
    ephemeral: bool
    """It is forgotten when the app ends."""
    windows: int
    """How many windows show it now."""


class Profiles:
    """See the module.

    Args:
        settings: the app's.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._backend: Backend | None = None
        self._opened: dict[str, Profile] = {"": self.configured("", MEMORY)}
        self._private = 0
        self.private_files: PrivateFiles | None = None
        """The private file systems of the profiles, in an isolated app."""

    def begin(self, backend: Backend, storage: PageStorage) -> Profile:
        """Make the app's own profile, for a backend."""
        self._backend = backend
        own = self._opened[""] = self.configured("", storage)
        return own

    @property
    def own(self) -> Profile:
        """The app's own."""
        return self._opened[""]

    def opened(self, name: str) -> Profile:
        """Return a profile that was opened in this run."""
        return self._opened[name]

    def find(self, name: str) -> Profile:
        """Return a profile that a window has shown, or open the one that is kept.

        Raises:
            Busy: another run holds it.
            NotFound: there is none.
        """
        if name not in self._opened and not any(name == each for each in self._kept()):
            raise NotFound(f'Cannot find profile "{name}": no window has named it yet')
        return self.open(name)

    def open(self, name: str, *, ephemeral: bool = False) -> Profile:
        """Return the profile of a name, made if there is none; without a name, the app's own, or another private one.

        Raises:
            Busy: another run holds it.
            Unsupported: the backend has one profile only.
            UsageError: it is kept and asked for as ephemeral, or the other way round; or it was removed in this run.
        """
        if not name and not ephemeral:
            return self.own
        if self._backend is not None and not self._backend.capabilities.profiles:
            raise Unsupported(f'Cannot open profile "{name}": backend {self._backend.name} has one profile only')
        name = name or self._private_name()
        profile = self._opened.get(name)
        if profile is None:
            profile = self._opened[name] = self.configured(name, MEMORY if ephemeral else self._storage(name))
        elif ephemeral and profile.storage.folder is not None:
            raise UsageError(f'Cannot open profile "{name}" as ephemeral: it is kept on the disk')
        elif not ephemeral and profile.storage.folder is None and self.own.storage.folder is not None:
            raise UsageError(f'Cannot open profile "{name}" to keep it: it was opened as ephemeral in this run')
        elif self._is_removed(name):
            raise UsageError(f'Cannot open profile "{name}": it was removed, and is deleted when the app ends')
        return profile

    def _private_name(self) -> str:
        """Return a name for one more private profile, which no other profile has."""
        taken = {*self._opened, *self._kept()}
        while True:
            self._private += 1
            if (name := f"private-{self._private}") not in taken:
                return name

    def configured(self, name: str, storage: PageStorage) -> Profile:
        """Return a profile with what `[webview]` and `[webview.profiles.NAME]` say of it.

        Raises:
            InvalidArgument: a value is wrong.
        """
        settings = self._settings
        given = settings.family(names.WEBVIEW_PROFILES.key)

        def choice(key: str) -> object:
            return given.get(f"{name}_{key}") if name else None

        try:
            proxy = settings[names.WEBVIEW_PROXY] if choice("proxy") is None else Proxy.parse(choice("proxy"))
            chosen = choice("languages")
            languages = settings[names.WEBVIEW_LANGUAGES] if chosen is None else words(chosen)
        except ValueError as error:
            raise InvalidArgument(f"Cannot read [webview.profiles.{name}]: expected {error}") from None
        if choice("languages") is not None and self._lacks("profile_languages"):
            raise Unsupported(
                f'Cannot give profile "{name}" languages of its own: this engine has one list for the whole app,'
                " [webview] languages"
            )
        if choice("proxy") is not None and self._lacks("proxies"):
            raise Unsupported(
                f'Cannot give profile "{name}" a proxy of its own: this engine has one for the whole app,'
                " [webview] proxy"
            )
        agent = str(choice("user_agent") or settings[names.WEBVIEW_USER_AGENT])
        return Profile(name, storage, agent, languages, proxy)

    def _lacks(self, capability: str) -> bool:
        return self._backend is not None and not getattr(self._backend.capabilities, capability)

    # -- folders -----------------------------------------------------------------------------------

    def described(self, shown: Sequence[str]) -> list[ProfileDetail]:
        """Return every profile but the app's own: those that are kept, and those of this run.

        Args:
            shown: the profile of each window.
        """
        found = sorted({*self._kept(), *(name for name in self._opened if name)} - set(self._removed()))
        return [ProfileDetail(name=name, ephemeral=self._is_private(name), windows=shown.count(name)) for name in found]

    async def remove(self, name: str, shown: Sequence[str]) -> bool:
        """Delete a profile, or mark it for deletion if this run has opened it; return whether it is gone at once.

        If cancelled, part of it may be deleted.

        Raises:
            Busy: a window shows it, or another run holds it.
            NotFound: there is none.
        """
        if name in shown:
            raise Busy(f'Cannot remove profile "{name}": a window shows it; close that first')
        profile = self._opened.get(name)
        if profile is None and name not in self._kept():
            raise NotFound(f'Cannot remove profile "{name}": there is none')
        if profile is not None and profile.storage.folder is not None:
            (profile.storage.folder / REMOVED).touch()
            return False
        if profile is not None:
            return False
        folder = self._folder(name)
        storage = PageStorage.held(folder)
        if storage.why:
            raise Busy(f'Cannot remove profile "{name}": {storage.why}')
        await trio.to_thread.run_sync(partial(_delete, folder, storage))
        return True

    def _storage(self, name: str) -> PageStorage:
        if self.own.storage.folder is None:
            return MEMORY
        storage = PageStorage.held(self._folder(name))
        if storage.why:
            raise Busy(f'Cannot open profile "{name}": {storage.why}')
        if self._is_removed(name):
            storage.wipe()
            (self._folder(name) / REMOVED).unlink()
        return storage

    def _folder(self, name: str) -> Path:
        return (self.own.storage.folder or Path()) / PROFILES / name

    def _kept(self) -> list[str]:
        if self.own.storage.folder is None:
            return []
        folder = self.own.storage.folder / PROFILES
        found = list(folder.iterdir()) if folder.is_dir() else []
        return [each.name for each in found if NAME.fullmatch(each.name) and not (each / REMOVED).exists()]

    def _removed(self) -> list[str]:
        return [name for name in self._opened if name and self._is_removed(name)]

    def _is_removed(self, name: str) -> bool:
        return self.own.storage.folder is not None and (self._folder(name) / REMOVED).exists()

    def _is_private(self, name: str) -> bool:
        profile = self._opened.get(name)
        return profile is not None and profile.storage.folder is None


def _delete(folder: Path, storage: PageStorage) -> None:
    """Delete the folder of a profile that this run holds."""
    import shutil

    shutil.rmtree(folder)
    storage.release()
