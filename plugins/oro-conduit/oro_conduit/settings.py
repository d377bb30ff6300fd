"""The configuration keys oro-conduit reads."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import above_zero, positive
from oro_framework.types import Setting

__all__ = (
    *(
        "ALL",
        "ATTACH",
        "AUTO",
        "HOSTNAME",
        "MAX_CLIENTS",
        "MAX_FRAME",
        "MAX_QUEUED",
        "MAX_STREAMS",
        "MAX_UNREAD",
        "PORT",
    ),
    *("PROGRAMS", "SHARED_KEY", "STALL", "MIN_KEY", "PERMISSION"),
)

_NONE: tuple[str, ...] = ()
MIN_KEY = 8
PERMISSION = "conduit"


def shared_key(value: Any) -> str:
    """Read a shared key.

    Raises:
        ValueError: it is no text of at least 8 bytes.
    """
    if isinstance(value, str) and (not value or len(value.encode("utf-8", "surrogateescape")) >= MIN_KEY):
        return value
    raise ValueError(f"text of at least {MIN_KEY} bytes")


def port_number(value: Any) -> int:
    """Read a port; 0 lets the system choose.

    Raises:
        ValueError: it is none.
    """
    text = "" if isinstance(value, bool) else str(value)
    if text.isascii() and text.isdigit() and int(text) <= 0xFFFF:
        return int(text)
    raise ValueError("a port, 0 to 65535")


def loopback_name(value: Any) -> str:
    """Read a name of this machine for itself.

    Raises:
        ValueError: it is none.
    """
    if value in ("localhost", "127.0.0.1"):
        return str(value)
    raise ValueError('"localhost" or "127.0.0.1"')


AUTO = Setting("conduit_auto", bool, True, "pages open their connection by themselves, and calls take it")
SHARED_KEY = Setting(
    "application_conduit_shared_key",
    shared_key,
    "",
    "key by which programs beside the app connect, as no window; at least 8 bytes; without it none can",
    ("ORO_CONDUIT_SHARED_KEY",),
)
PORT = Setting("conduit_port", port_number, 0, "port of the socket, 0 for any free one", ("ORO_CONDUIT_PORT",))
HOSTNAME = Setting(
    "conduit_hostname",
    loopback_name,
    "localhost",
    "name by which pages reach the socket: localhost or 127.0.0.1",
    ("ORO_CONDUIT_HOSTNAME",),
)
MAX_CLIENTS = Setting("conduit_max_clients", positive, 256, "sockets open at once, handshakes included")
MAX_STREAMS = Setting("conduit_max_streams", positive, 1024, "calls and streams one client may have at once")
MAX_FRAME = Setting("conduit_max_frame", positive, 16 << 20, "bytes of payload in one frame from a page")
MAX_QUEUED = Setting(
    "conduit_max_queued", positive, 8 << 20, "bytes that wait for one client before calls wait and messages are refused"
)
MAX_UNREAD = Setting("conduit_max_unread", positive, 256 << 20, "bytes from one client that no handler took yet")
STALL = Setting("conduit_stall", above_zero, 30.0, "seconds a page may take nothing before it is closed")

ATTACH = Setting(
    "conduit_attach",
    bool,
    False,
    "`oro call`, `oro events` and `oro attach` of the same user reach the app, as they do under `oro dev`",
)
PROGRAMS = Setting(
    "conduit_programs_",
    tuple[str, ...],
    _NONE,
    "`NAME_routes`, `NAME_permissions` and `NAME_events`: what a program of the same user may call and follow",
    pattern=True,
)

ALL: tuple[Setting[Any], ...] = (
    ATTACH,
    AUTO,
    PROGRAMS,
    SHARED_KEY,
    PORT,
    HOSTNAME,
    MAX_CLIENTS,
    MAX_STREAMS,
    MAX_FRAME,
    MAX_QUEUED,
    MAX_UNREAD,
    STALL,
)
