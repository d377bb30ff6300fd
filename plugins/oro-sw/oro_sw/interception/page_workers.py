"""Scripts of pages' workers that a service worker answers.

Pages mark the address of a worker's script, so that the host puts a line before it. Service workers do not see the
mark, or no cache would find the script; and the line comes before what they answer as before what the app does.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import msgspec

from oro_framework.requests import Head, Request, parse_target
from oro_framework.worker_scripts import MARK, opening
from oro_sw.answers.bodies import whole
from oro_sw.answers.fetch_event import Outcome, WorkerAnswer

__all__ = ("marked", "prepared", "unmarked")

_MARK = re.compile(rf"[?&]{MARK}=(classic|module)(?=#|$)")


def marked(request: Request) -> str:
    """Return the kind of worker whose script a request is for, `classic` or `module`; empty for anything else."""
    found = _MARK.search(request.target.url)
    return "" if found is None else found[1]


def unmarked(request: Request) -> Request:
    """Return the request as the page's script made it."""
    target = parse_target(_MARK.sub("", request.target.url), bundle=request.target.host)
    return msgspec.structs.replace(request, target=target)


@asynccontextmanager
async def prepared(answering: AbstractAsyncContextManager[Outcome], kind: str, origin: str) -> AsyncIterator[Outcome]:
    """Give the outcome of a fetch event, with the line that pages' workers begin with before a script."""
    async with answering as outcome:
        if isinstance(outcome, WorkerAnswer) and not outcome.sealed and outcome.head.status == 200:
            script = await whole(outcome.take())
            headers = [pair for pair in outcome.head.headers if pair[0].lower() != "content-length"]
            outcome = WorkerAnswer(Head(200, headers), opening(kind, script, origin) + script)
        yield outcome
