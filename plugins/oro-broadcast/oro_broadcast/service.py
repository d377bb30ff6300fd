"""The service that answers `broadcast_channel.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import anyio
import msgspec

from oro_broadcast.channels import EVERY_ORIGIN, Channels, Message, Subscription, SubscriptionInfo, new_id
from oro_framework.errors import Denied, NotFound, Unsupported
from oro_framework.service import Service, route
from oro_framework.types import ByteStream, Call, Host, Window

__all__ = ("Broadcast",)

EVENT = "broadcastchannelmessage"
SOURCE = "broadcast_channel.subscribe"
WAITING = 1024
"""Messages that may wait for one listener; then it has fallen behind too far, and its stream ends."""


class Broadcast(Service):
    """Channels between the windows, workers and services of an app. A message without a listener is dropped."""

    name = "broadcast"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._channels = Channels()

    @route("broadcast_channel.subscribe", permission="broadcast_channel")
    def subscribe(self, call: Call, *, name: str, origin: str) -> SubscriptionInfo:
        """Let the page hear a channel of its origin: each message arrives as event `broadcastchannelmessage`.

        Raises:
            Denied: the origin is not the caller's.
            Unsupported: the caller has no window; see `broadcast_channel.listen`.
        """
        _check_origin(call, origin)
        window = call.window
        if window is None:
            raise Unsupported("Cannot subscribe: a caller without a window gets no events")

        def deliver(subscription: Subscription, message: Message) -> None:
            info = subscription.info()
            data = {"subscription": info, "message": message, **info}
            window.emit(EVENT, {"source": SOURCE, "data": data, "err": None})

        subscription = Subscription(origin, name, window.id, deliver)
        self._channels.add(subscription)
        return subscription.info()

    @route("broadcast_channel.unsubscribe", permission="broadcast_channel")
    def unsubscribe(self, call: Call, *, id: str) -> SubscriptionInfo:
        """End a subscription of the page's window.

        Raises:
            NotFound: there is none of that id.
        """
        removed = self._channels.remove(id, "" if call.window is None else call.window.id)
        if removed is None:
            raise NotFound("No subscription found", id=id)
        return removed.info()

    @route("broadcast_channel.postMessage", permission="broadcast_channel")
    def post_message(self, call: Call, *, name: str, origin: str, token: str, data: str = "") -> Message:
        """Send a message to everyone who hears the channel.

        Args:
            call: the call; a body is `data` that a URL has no room for.
            name: of the channel.
            origin: the caller's, or `*` for those who hear that name in any origin.
            token: comes with the message, so that a sender knows its own.
            data: JSON as text; it is not parsed.

        Raises:
            NotFound: the channel has no listener.
            Denied: the origin is not the caller's.
        """
        if origin != EVERY_ORIGIN:
            _check_origin(call, origin)
        text = data or call.body.decode("utf-8", "replace")
        message: Message = {"origin": origin, "token": token, "name": name, "data": text, "id": new_id()}
        if not self._channels.post(message):
            raise NotFound("No subscribers", name=name)
        return message

    @route("broadcast_channel.listen", permission="broadcast_channel", deadline=0)
    async def listen(self, call: Call, *, name: str, origin: str) -> ByteStream:
        """Stream a channel of the caller's origin, one message as JSON a line, an empty line first; workers hear so.

        A listener for whom 1,024 messages wait is too slow: its stream ends.

        Raises:
            Denied: the origin is not the caller's.
        """
        _check_origin(call, origin)
        return ByteStream(self._lines(call, name, origin), content_type="application/x-ndjson")

    async def release(self, window: Window) -> None:
        """End the subscriptions of a page that went."""
        self._channels.remove_all(window.id)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of subscriptions by channel."""
        found: dict[str, list[str]] = {}
        for subscription in self._channels:
            found.setdefault(subscription.name, []).append(subscription.id)
        return {"subscriptions": found}

    async def _lines(self, call: Call, name: str, origin: str) -> AsyncIterator[bytes]:
        sending, receiving = anyio.create_memory_object_stream[Message](WAITING)

        def deliver(subscription: Subscription, message: Message) -> None:
            try:
                sending.send_nowait(message)
            except anyio.WouldBlock:
                sending.close()
            except (anyio.ClosedResourceError, anyio.BrokenResourceError):
                pass

        subscription = Subscription(origin, name, "" if call.window is None else call.window.id, deliver)
        self._channels.add(subscription)
        try:
            yield b"\n"
            async for message in receiving:
                yield msgspec.json.encode(message) + b"\n"
        finally:
            self._channels.remove(subscription.id, subscription.owner)
            sending.close()
            receiving.close()


def _check_origin(call: Call, origin: str) -> None:
    if call.origin is None or origin.rstrip("/").lower() != call.origin.lower():
        raise Denied(f'Cannot use channels of "{origin[:200]}": the caller is of origin {call.origin or "none"}')
