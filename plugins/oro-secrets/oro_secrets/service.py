"""The service that answers `secrets.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypedDict, TypeVar

from oro_framework.errors import InvalidArgument, TooLarge
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Host

if TYPE_CHECKING:
    from oro_secrets.keyrings import Keyring

__all__ = ("Secrets",)

T = TypeVar("T")

KEY_LENGTH = 1000
SECRET_LENGTH = 2560
"""Bytes; the Credential Locker of Windows takes no more, and a secret is to work everywhere."""


class Secret(TypedDict):
    """The secret of a key; null when there is none."""

    value: str | None


class Deleted(TypedDict):
    """Whether there was anything."""

    deleted: bool


class Backend(TypedDict):
    """The name of the keyring."""

    name: str


class Secrets(Service):
    """Secrets of the app in the desktop's keyring, under the app's bundle identifier."""

    name = "secrets"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._keyrings: dict[str, Keyring] = {}

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Have one call at a time speak to the keyring."""
        import anyio

        self._turn = anyio.CapacityLimiter(1)
        yield

    @route("secrets.backend", permission="secrets")
    async def backend(self, call: Call) -> Backend:
        """Return what the keyring is called.

        Raises:
            Unsupported: the desktop has none that encrypts what it keeps.
        """
        return {"name": await self._use(lambda keyring: keyring.backend)}

    @route("secrets.get", permission="secrets", deadline=0)
    async def get(self, call: Call, *, key: str) -> Secret:
        """Return a secret. The desktop may ask the person to unlock the keyring first.

        Raises:
            Denied: the person did not.
            Unsupported: the desktop has no keyring.
        If cancelled, the person may still be asked.
        """
        return {"value": await self._use(lambda keyring: keyring.get(_checked(key)))}

    @route("secrets.set", permission="secrets", deadline=0)
    async def set(self, call: Call, *, key: str) -> None:
        """Keep a secret in place of what was kept under its key.

        Args:
            call: its body is the secret: text of at most 2,560 bytes of UTF-8, not empty.
            key: up to 1,000 characters.

        Raises:
            Denied: the keyring is locked, and the person did not unlock it.
            TooLarge: the secret is longer.
            Unsupported: the desktop has no keyring; the secret is kept nowhere.
        If cancelled, it may be kept.
        """
        secret = _text(call.body)
        await self._use(lambda keyring: keyring.set(_checked(key), secret))

    @route("secrets.delete", permission="secrets", deadline=0)
    async def delete(self, call: Call, *, key: str) -> Deleted:
        """Forget a secret.

        Raises:
            Denied: the keyring is locked, and the person did not unlock it.
            Unsupported: the desktop has no keyring.
        If cancelled, it may be forgotten.
        """
        return {"deleted": await self._use(lambda keyring: keyring.delete(_checked(key)))}

    async def recall(self, space: str, key: str) -> str | None:
        """Return a secret that another plugin keeps, None when there is none. No page reads it.

        Args:
            space: a name of the plugin's own: its keys are none of the pages', nor of other plugins'.
            key: up to 1,000 characters.

        Raises:
            Denied: the keyring is locked, and the person did not unlock it.
            Unsupported: the desktop has no keyring.
        If cancelled, the person may still be asked.
        """
        return await self._use(lambda keyring: keyring.get(_checked(key)), space)

    async def keep(self, space: str, key: str, secret: str) -> None:
        """Keep a secret for another plugin; raises as `recall` does, and if cancelled, it may be kept.

        Args:
            space: as for `recall`.
            key: up to 1,000 characters.
            secret: text of at most 2,560 bytes of UTF-8, not empty.
        """
        text = _text(secret.encode())
        await self._use(lambda keyring: keyring.set(_checked(key), text), space)

    async def forget(self, space: str, key: str) -> bool:
        """Forget a secret of another plugin; return whether there was one. It raises as `recall` does."""
        return await self._use(lambda keyring: keyring.delete(_checked(key)), space)

    async def _use(self, work: Callable[[Keyring], T], space: str = "") -> T:
        await load("oro_secrets.keyrings")
        import anyio

        from oro_secrets.keyrings import Keyring

        name = f"{self.host.bundle}/{space}" if space else self.host.bundle
        keyring = self._keyrings.setdefault(name, Keyring(name))
        return await anyio.to_thread.run_sync(lambda: work(keyring), limiter=self._turn, abandon_on_cancel=True)


def _checked(key: str) -> str:
    if not 0 < len(key) <= KEY_LENGTH or "\0" in key:
        raise InvalidArgument(
            f'Cannot use key "{key[:40]}": it must have 1 to {KEY_LENGTH} characters, none of them NUL'
        )
    return key


def _text(body: bytes) -> str:
    if len(body) > SECRET_LENGTH:
        raise TooLarge(f"Cannot keep a secret of {len(body)} bytes: keyrings take {SECRET_LENGTH}")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidArgument("Cannot keep a secret: it is no text in UTF-8") from error
    if not text or "\0" in text:
        raise InvalidArgument("Cannot keep a secret: it is empty, or has a NUL in it")
    return text
