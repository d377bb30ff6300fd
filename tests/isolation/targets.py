"""What is asked for, and by which rule it is kept."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from tests.isolation.documents import OWN

__all__ = ("TARGETS", "Rule", "Target")

Rule = Literal["call", "scripts", "shared", "asset", "named", "socket", "none"]
"""How a target is kept: see the rules of the table."""


class Target(Struct, frozen=True, kw_only=True):
    """One target; `{form}` in its address stands for what the way wants to have."""

    name: str
    url: str
    rule: Rule
    counted: bool = True
    """The target counts who reached it; otherwise an answer that is no error is the sign."""
    narrow: bool = False
    """Tried by every way; others by one of each kind."""
    ways: frozenset[str] = frozenset()
    """The only ways it is asked by; empty for all."""
    says: str = ""


SOCKET = frozenset({"websocket"})
READING = frozenset({"fetch", "fetch-nocors", "script", "xhr"})

TARGETS: tuple[Target, ...] = (
    Target(name="route", url="ipc://cell.route/", rule="call", narrow=True, says="a route"),
    Target(name="route-task", url="ipc://cell.later/", rule="call", says="a route that is a task"),
    Target(name="mount", url=f"{OWN}/api/x.{{form}}", rule="shared", narrow=True, says="a mounted app"),
    Target(
        name="mount-scripts",
        url=f"{OWN}/scripts/x.{{form}}",
        rule="scripts",
        narrow=True,
        says="a mounted app that is not public",
    ),
    Target(name="mount-oro", url=f"{OWN}/oro/api/x.{{form}}", rule="shared", says="an app mounted below `/oro/`"),
    Target(name="folder", url=f"{OWN}/folder/x.{{form}}", rule="shared", counted=False, says="a mounted folder"),
    Target(name="scheme", url="vault://any/x.{form}", rule="shared", narrow=True, says="a scheme of a plugin"),
    Target(name="asset", url=f"{OWN}/x.{{form}}", rule="asset", counted=False, narrow=True, says="a file of the app"),
    Target(name="named", url="ipc://cell.named/", rule="named", says="a route the configuration opens to the site"),
    Target(
        name="bridge",
        url="http://127.0.0.1:{bridge}/ipc/cell.route",
        rule="none",
        ways=frozenset(
            {*READING, "fetch-post", "fetch-nocors-post", "img", "form-post", "frame", "speculation-prefetch"}
        ),
        says="the HTTP bridge",
    ),
    Target(name="config", url=f"{OWN}/oro.toml", rule="none", counted=False, says="the app's configuration"),
    Target(name="python", url=f"{OWN}/app.py", rule="none", counted=False, says="the app's Python"),
    Target(
        name="python-encoded",
        url=f"{OWN}/%61pp.py",
        rule="none",
        counted=False,
        ways=READING,
        says="the app's Python, with an escape",
    ),
    Target(
        name="python-slashes",
        url=f"{OWN}/.//app.py",
        rule="none",
        counted=False,
        ways=READING,
        says="the app's Python, with slashes",
    ),
    Target(
        name="conduit",
        url="ws://127.0.0.1:{conduit-port}/1?key={conduit-key}",
        rule="socket",
        ways=SOCKET,
        says="Conduit, with its key",
    ),
    Target(
        name="conduit-keyless",
        url="ws://127.0.0.1:{conduit-port}/1/1",
        rule="none",
        ways=SOCKET,
        says="Conduit, without a key",
    ),
    Target(
        name="conduit-ticket",
        url="ws://127.0.0.1:{conduit-port}/?protocols=oro.conduit.v2,oro.ticket.guess",
        rule="none",
        ways=SOCKET,
        says="Conduit, with a ticket that was guessed",
    ),
)
