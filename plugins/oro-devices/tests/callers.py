"""What the tests of all kinds of devices share: calls with parameters in JSON, and the events of a page."""

from __future__ import annotations

import json
from typing import Any

from oro_framework.testing import Events, OpenHost, Reply

__all__ = ("heard", "post")


async def post(host: OpenHost, route: str, **members: Any) -> Reply:
    """Call a route whose parameters are no plain texts."""
    headers = {"content-type": "application/json"}
    response = await host.client.request("POST", f"ipc://{route}", content=json.dumps(members), headers=headers)
    return Reply(response.status_code, response.headers, response.content)


async def heard(events: Events, name: str) -> Any:
    """Wait for an event and return its detail; those before it are skipped."""
    while (line := await events.next()).get("name") != name:
        continue
    return line["detail"]
