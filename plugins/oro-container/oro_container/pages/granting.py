"""Check what pages ask of their containers: one gets no more than its page and its app have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from anyio import to_thread

from oro_container import policy_settings
from oro_container.core.policy import Folder, Narrowing, Policy, Widened
from oro_framework.errors import Denied, InvalidArgument
from oro_framework.folders import Folders
from oro_framework.protected import Use
from oro_framework.types import Call, Host

__all__ = ("Granting",)


class Granting:
    """Narrows the policy of an app by what a page asks for.

    Args:
        host: the app, whose settings are the policy, and whose guard decides about folders.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._folders = Folders(host)
        self._granted = policy_settings.granted(host.settings, host.root)

    async def policy(self, call: Call, asked: Narrowing, of: Policy | None = None) -> Policy:
        """Return the policy of a container.

        A page may name folders beyond those of the app as far as it may use them itself.

        Args:
            call: the page's.
            asked: what it asks for.
            of: what is narrowed; the policy of the app unless given.

        Raises:
            Denied: the page asks for more than it, or its app, has.
            InvalidArgument: a host or the path of a folder in the container is none.
        """
        granted = self._granted if of is None else of
        if asked.folders is not None:
            folders = await self._own(call, asked.folders)
            granted = replace(granted, folders=(*granted.folders, *folders))
            asked = replace(asked, folders=folders)
        try:
            narrowed = granted.narrowed(asked)
        except Widened as error:
            refused = f'does not grant "{error.asked[:300]}"'
            if of is not None:
                raise Denied(f"Cannot clone a container: its policy's {error.member} {refused}") from None
            self._host.scoped(f"container_{error.member}", error.asked, False)
            raise Denied(f"Cannot boot a container: the app's container_{error.member} {refused}") from None
        except ValueError as error:
            raise InvalidArgument(f"Cannot boot a container: expected {error}") from None
        for host in asked.hosts or ():
            self._host.scoped(policy_settings.HOSTS.key, host, True)
        return narrowed

    async def _own(self, call: Call, asked: Sequence[Folder]) -> tuple[Folder, ...]:
        """Return the folders with their real paths, once the page may use each of them."""
        if asked:
            self._host.check_permission(call, "fs")
        return tuple([await self._resolved(each) for each in asked])

    async def _resolved(self, asked: Folder) -> Folder:
        if not policy_settings.is_guest_path(asked.guest):
            raise InvalidArgument(
                f'Cannot boot a container: "{asked.guest[:300]}" is no absolute path that a folder can have in it'
            )
        use = Use.WRITE if asked.writable else Use.READ
        real = str(await self._folders.located(asked.host, use, folder=True))
        # Programs open files below by themselves, so nothing that pages may not use may lie there.
        if (why := await to_thread.run_sync(self._host.path_guard.refusal, real, Use.RENAME)) is not None:
            raise Denied(f'Cannot lend "{asked.host[:300]}" to a container: {why}')
        return replace(asked, host=real)
