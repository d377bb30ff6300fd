"""Subscriptions by channel, and the messages for them. Sans-IO.

Rules
1. A channel is a name within an origin. A message posted to origin `*` is for that name in every origin.
2. A message goes to every subscription, those of its sender included: `token` lets senders know their own.
3. What is in a message is not looked at; it is JSON as text.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import TypedDict

from msgspec import Struct, field

__all__ = ("EVERY_ORIGIN", "Channels", "Message", "Subscription", "SubscriptionInfo", "new_id")

EVERY_ORIGIN = "*"


class Message(TypedDict):
    """A posted message."""

    origin: str
    token: str
    name: str
    data: str
    id: str


class SubscriptionInfo(TypedDict):
    """A subscription, as pages see it."""

    origin: str
    name: str
    id: str


def new_id() -> str:
    """Return a random 64-bit number as decimal text."""
    return str(secrets.randbits(64))


class Subscription(Struct, frozen=True, eq=False):
    """A subscriber of a channel."""

    origin: str
    name: str
    owner: str
    """Id of the window it ends with; empty for none."""
    deliver: Callable[[Subscription, Message], None]
    id: str = field(default_factory=new_id)

    def info(self) -> SubscriptionInfo:
        """Return what pages may know of it."""
        return {"origin": self.origin, "name": self.name, "id": self.id}


class Channels:
    """Every subscription of the app."""

    def __init__(self) -> None:
        self._by_id: dict[str, Subscription] = {}

    def __iter__(self) -> Iterator[Subscription]:
        return iter(list(self._by_id.values()))

    def add(self, subscription: Subscription) -> None:
        """Add a listener to a channel."""
        self._by_id[subscription.id] = subscription

    def remove(self, id: str, owner: str) -> Subscription | None:
        """End a subscription of `owner`, if there is such a one."""
        found = self._by_id.get(id)
        if found is None or found.owner != owner:
            return None
        return self._by_id.pop(id)

    def remove_all(self, owner: str) -> None:
        """End what belongs to a window."""
        for subscription in self:
            if subscription.owner == owner:
                del self._by_id[subscription.id]

    def post(self, message: Message) -> int:
        """Deliver a message and return how many heard it."""
        hearing = [
            one for one in self if one.name == message["name"] and message["origin"] in (EVERY_ORIGIN, one.origin)
        ]
        for subscription in hearing:
            subscription.deliver(subscription, message)
        return len(hearing)
