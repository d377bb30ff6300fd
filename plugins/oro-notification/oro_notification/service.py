"""The service that answers `notification.*`."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypedDict

from msgspec import Struct

from oro_framework.errors import InvalidArgument, NotFound, OroError, Unsupported
from oro_framework.parameters import Url, Word
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Host, Window
from oro_notification.notice import DEFAULT, REASONS, Action, Notice
from oro_notification.pictures import icon_of, picture_of

if TYPE_CHECKING:
    from oro_notification.desktop import Desktop

__all__ = ("Notifications",)

PRESENTED, RESPONSE, CLOSED = "notificationpresented", "notificationresponse", "notificationclosed"
LAST_WORDS = 1.0
"""Seconds the desktop has at the end to take notifications away."""


class Id(TypedDict):
    """The page's own name for a notification."""

    id: str


class Shown(Struct, frozen=True):
    """A notification on the desktop."""

    id: str
    tag: str
    number: int
    window: Window | None

    def tell(self, event: str, **detail: Any) -> None:
        """Tell the page that showed it."""
        if self.window is not None:
            self.window.emit(event, {"id": self.id, **detail})


class Notifications(Service):
    """Notifications of the app; those still shown when it ends are taken away."""

    name = "notification"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._shown: dict[int, Shown] = {}
        self._desktop: Desktop | None = None

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Hold the connection to the desktop, once there is one."""
        import anyio

        self._starting = anyio.Lock()
        async with anyio.create_task_group() as self._tasks:
            try:
                yield
            finally:
                with anyio.move_on_after(LAST_WORDS, shield=True):
                    await self._take_away()
                self._tasks.cancel_scope.cancel()

    @route("notification.show", permission="notifications")
    async def show(
        self,
        call: Call,
        *,
        id: str,
        title: Word,
        body: Word = "",
        tag: Word = "",
        lang: Word = "",
        silent: bool = False,
        icon: Url = "",
        image: Url = "",
        channel: Word = "",
        category: Word = "",
        vibrate: str = "",
        requireInteraction: bool = False,
        actions: Sequence[Action] = (),
    ) -> Id:
        """Show a notification; the page hears of it by events.

        `notificationpresented` `{id}` when the desktop took it; `notificationresponse` `{id, action}` for a click,
        action `default`, and for a button; `notificationclosed` `{id, reason}` at its end.

        Args:
            call: the call; its window gets the events.
            id: the page's own name for it; one of that id is replaced.
            title: one line.
            body: text, never markup.
            tag: one of that tag is replaced, whichever window showed it.
            lang: no desktop heeds it.
            silent: no sound.
            icon: an address of the app's own resources, or the name of one of the desktop's icons.
            image: an address of the app's own resources.
            channel: no desktop heeds it.
            category: of the Desktop Notifications Specification, such as `im.received`.
            vibrate: no desktop heeds it.
            requireInteraction: it stays until the person has seen to it.
            actions: buttons.

        Raises:
            InvalidArgument: there is no id, or a picture is none of the app's own.
            Unsupported: the desktop shows no notifications, or it is not yet supported.
        If cancelled, it may be shown.
        """
        if not id:
            raise InvalidArgument(f'Cannot call "{call.route}": parameter "id" must not be empty')
        notice = Notice(
            title=title,
            body=body,
            icon=icon_of(icon, self.host.origin, self.host.root, self.host.path_guard.hides),
            image=picture_of(image, self.host.origin, self.host.root, self.host.path_guard.hides),
            category=category,
            silent=silent,
            stays=requireInteraction,
            actions=[one for one in actions if one["action"] != DEFAULT],
        )
        desktop = await self._connected()
        old = self._find(call.window, id) or self._tagged(tag)
        async with desktop.shown(notice, old.number if old else 0) as number:
            if old is not None and old.number in self._shown:
                del self._shown[old.number]
                if old.id != id:
                    old.tell(CLOSED, reason="replaced")
            shown = self._shown[number] = Shown(id, tag, number, call.window)
            shown.tell(PRESENTED)
        return {"id": id}

    async def notify(self, title: str, body: str) -> None:
        """Show a notification of the app itself, which no page hears of.

        Raises:
            Unsupported: the desktop shows no notifications, or it is not yet supported.
        If cancelled, it may be shown.
        """
        desktop = await self._connected()
        notice = Notice(title=title, body=body)
        async with desktop.shown(notice, 0) as number:
            self._shown[number] = Shown(f"app-{number}", "", number, None)

    @route("notification.close", permission="notifications")
    async def close(self, call: Call, *, id: str, tag: Word = "") -> Id:
        """Take a notification of the page's window away.

        Raises:
            NotFound: it shows none of that id, or that has another tag.
        """
        found = self._find(call.window, id)
        if found is None or (tag and found.tag != tag):
            raise NotFound(f'Cannot close notification "{id}": none of that id is shown', id=id)
        await (await self._connected()).close(found.number)
        return {"id": id}

    @route("notification.list", permission="notifications")
    def list(self, call: Call) -> list[Id]:
        """Return the notifications of the page's window that are on the desktop."""
        return [{"id": one.id} for one in self._shown.values() if one.window is call.window]

    def _find(self, window: Window | None, id: str) -> Shown | None:
        return next((one for one in self._shown.values() if one.id == id and one.window is window), None)

    def _tagged(self, tag: str) -> Shown | None:
        return next((one for one in self._shown.values() if tag and one.tag == tag), None)

    async def _connected(self) -> Desktop:
        if sys.platform != "linux":
            raise Unsupported(f"Cannot show notifications: not yet on {sys.platform}")
        await load("oro_notification.desktop")
        from oro_notification.desktop import Desktop

        async with self._starting:
            if self._desktop is None or not self._desktop.connected:
                self._shown.clear()
                self._desktop = Desktop(self._app_name(), self.host.bundle, self._told, self.host.log)
                await self._tasks.start(self._desktop.run)
            return self._desktop

    def _app_name(self) -> str:
        return str(self.host.settings["meta_title"] or self.host.bundle)

    def _told(self, signal: str, number: int, what: Any) -> None:
        shown = self._shown.get(number)
        if shown is None:
            return
        if signal == "ActionInvoked":
            shown.tell(RESPONSE, action=what)
        else:
            del self._shown[number]
            if REASONS.get(what) == "dismissed":
                shown.tell(RESPONSE, action="dismiss")
            shown.tell(CLOSED, reason=REASONS.get(what, "undefined"))

    async def _take_away(self) -> None:
        for number in list(self._shown):
            if self._desktop is not None and self._desktop.connected:
                try:
                    await self._desktop.close(number)
                except OroError:
                    return
