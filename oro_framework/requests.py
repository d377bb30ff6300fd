"""Requests and answers, for plugins that wrap a scheme (`oro_middleware`) and for those that bring requests themselves.

A wrapper is called with the app of the scheme, and returns another: a function of a `Request` that returns an `Answer`,
or something to await that gives one. It may answer itself, call the app, and change what that answers (`then`).
ASGI middleware becomes a wrapper by `wrapper_of(middleware, host.door.run)`.

A plugin with a way of its own brings requests as a backend brings its engine's:

    exchange = host.door.open(Request(target=parse_target(url), caller=caller), reply)

`Caller` is the caller as the carrier has verified it, by a ticket or a key, and never as the request claims; a carrier
of calls from other programs sets `outside=True`. The host calls exactly one of `respond`, `respond_file` and `stream`
on the reply, once, and none after `exchange.abort()`. A `MemoryReply` is read piece by piece.
"""

from __future__ import annotations

from oro_framework.host.requests.answer import Answer, App, Body, Wrapper, arrived, discard, then
from oro_framework.host.requests.asgi import wrapper_of
from oro_framework.host.requests.memory_reply import MemoryReply
from oro_framework.host.requests.protocol import Caller, Request, Target, parse_target
from oro_framework.host.requests.reply import BodyWriter, Door, Exchange, FileSlice, Head, Reply

__all__ = (
    "Answer",
    "App",
    "Body",
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
    "Wrapper",
    "arrived",
    "discard",
    "parse_target",
    "then",
    "wrapper_of",
)
