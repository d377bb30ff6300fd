"""What a plugin needs to bring requests to the host by a way of its own, as a backend does with its engine's.

    exchange = host.door.open(Request(target=parse_target(url), caller=caller), reply)

`Caller` is who asks as the carrier knows it, by a ticket or a key: never what the request claims; a carrier whose
callers are no pages of the app says so with `outside=True`. The host calls exactly one of `respond`, `respond_file`
and `stream` on the reply, once, and none after `exchange.abort()`. `MemoryReply` is a reply to read piece by piece.
"""

from __future__ import annotations

from oro_framework.host.backends.headless import MemoryReply
from oro_framework.host.requests.protocol import Caller, Request, Target, parse_target
from oro_framework.host.requests.reply import BodyWriter, Door, Exchange, FileSlice, Head, Reply

__all__ = (
    "BodyWriter",
    "Caller",
    "Door",
    "Exchange",
    "FileSlice",
    "Head",
    "MemoryReply",
    "Reply",
    "Request",
    "Target",
    "parse_target",
)
