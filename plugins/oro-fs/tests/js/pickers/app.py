"""Answers the desktop's file dialog in the place of a person, who chooses what the page's own parameters name."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Sequence

from oro_framework.hookspecs import hookimpl
from oro_framework.host.requests.protocol import parse_query
from oro_framework.requests import Answer, App, Head, Request, Wrapper

ROUTE = "window.showFileSystemPicker"
JSON = (("content-type", "application/json"),)


@hookimpl
def oro_middleware(scheme: str) -> Sequence[Wrapper]:
    """Wrap `ipc:`."""
    return [around] if scheme == "ipc" else []


def around(app: App) -> App:
    """Return the app with the dialog answered."""

    def answer(request: Request) -> Answer | Awaitable[Answer]:
        if request.target.host != ROUTE.lower():
            return app(request)
        params = parse_query(request.target.query)
        folder, name = params["defaultPath"], params.get("defaultName", "")
        if name == "nothing":
            err = {"type": "AbortError", "code": "ABORT_ERR", "message": "Nothing was chosen"}
            return Answer(Head(400, JSON), json.dumps({"source": ROUTE, "err": err}).encode())
        paths = [folder if params.get("allowDirs") == "true" else f"{folder}/{name or 'a.txt'}"]
        if params.get("allowMultiple") == "true":
            paths.append(f"{folder}/{params['contentTypeSpecs'].replace('/', '+')}")
        return Answer(Head(200, JSON), json.dumps({"source": ROUTE, "data": {"paths": paths}}).encode())

    return answer
