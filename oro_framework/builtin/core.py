"""Routes that every page needs: events, queued responses, logging, MIME types, the list of plugins."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from typing import Any

from oro_framework.errors import InvalidArgument, NotFound
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner, window_of
from oro_framework.host.resources.mime import known_types, lookup
from oro_framework.service import route
from oro_framework.types import ByteStream, Call, Host, Response

__all__ = ("oro_routes",)

page_log = logging.getLogger("oro.page")


@route("ping")
def ping(call: Call) -> str:
    """Answer `pong`: the cheapest call there is."""
    return "pong"


@route("internal.events", internal=True, deadline=0)
async def events(call: Call) -> ByteStream:
    """Stream the events for this page, one JSON object a line; the stream never ends by itself."""
    if (window := window_of(call)) is None:
        raise InvalidArgument(f'Cannot call "{call.route}": it needs a window')
    return ByteStream(window.events.lines(), content_type="application/x-ndjson")


@route("queuedResponse")
def queued_response(call: Call, id: str) -> Response:
    """Return the queued response of an id; each can be fetched once."""
    push = inner(call.host).queued.take(call.window, id)
    if push is None:
        raise NotFound(f'Cannot fetch queued response "{id}": there is none, or it was fetched or has expired')
    headers = [("content-type", "application/octet-stream"), ("content-length", str(len(push.body or b"")))]
    named = {name.lower() for name, _ in push.headers}
    return Response(body=push.body or b"", headers=[*push.headers, *(h for h in headers if h[0] not in named)])


@route("log")
def log(call: Call, value: str = "") -> None:
    """Write a line to the app's log."""
    page_log.info("%s", value or _text(call))


@route("stdout")
def stdout(call: Call, value: str = "") -> None:
    """Write text to standard output, without a newline."""
    sys.stdout.write(value or _text(call))
    sys.stdout.flush()


@route("stderr")
def stderr(call: Call, value: str = "", debug: bool = False) -> None:
    """Write text to standard error, without a newline; `debug` sends it to the log instead."""
    text = value or _text(call)
    if debug:
        page_log.debug("%s", text)
        return
    sys.stderr.write(text)
    sys.stderr.flush()


@route("mime.lookup")
def mime_lookup(call: Call, value: str) -> dict[str, str]:
    """Return the MIME type of a path or URL by its extension."""
    return {"url": value, "type": lookup(value)}


@route("mime.types")
def mime_types(call: Call) -> dict[str, str]:
    """Return the MIME type of every known file name extension."""
    return known_types()


@route("plugins.list")
def plugins_list(call: Call) -> list[dict[str, Any]]:
    """Return every installed plugin with its declarations and its state."""
    return [info.shown() for info in inner(call.host).plugins.infos.values()]


def _text(call: Call) -> str:
    return call.body.decode("utf-8", "replace")


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [ping, events, queued_response, log, stdout, stderr, mime_lookup, mime_types, plugins_list]
