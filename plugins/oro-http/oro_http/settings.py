"""The configuration keys oro-http reads, `[http.ipc]` of `oro.toml`."""

from __future__ import annotations

import re
from typing import Any

from oro_framework.numbers import above_zero, positive, whole
from oro_framework.server_places import host_name, url_path
from oro_framework.types import Setting

__all__ = (
    *("ALL", "ALLOW_CORS", "ENABLE", "HOST", "HOSTS", "MAX_BODY", "MAX_CALLS", "MAX_CONNECTIONS", "PATH", "PORT"),
    *("ROUTES", "SHARED_KEY", "STALL", "TIMEOUT_MS"),
)

MIN_KEY = 8
_ALL_ROUTES: tuple[str, ...] = ("*",)
_NO_HOSTS: tuple[str, ...] = ()


def port_number(value: Any) -> int:
    """Read a port above 0.

    Raises:
        ValueError: it is none.
    """
    number = whole(value)
    if 0 < number <= 0xFFFF:
        return number
    raise ValueError("a port, 1 to 65535")


def shared_key(value: Any) -> str:
    """Read a shared key; empty is none.

    Raises:
        ValueError: it is no printable ASCII text of at least 8 characters.
    """
    if isinstance(value, str) and (not value or (len(value) >= MIN_KEY and re.fullmatch(r"[!-~]+", value))):
        return value
    raise ValueError(f"at least {MIN_KEY} printable ASCII characters without spaces")


ENABLE = Setting("http_ipc_enable", bool, False, "routes can be called over HTTP")
HOST = Setting("http_ipc_host", host_name, "127.0.0.1", "address to listen on; one that is not loopback needs a key")
PORT = Setting("http_ipc_port", port_number, 27718, "port to listen on", ("ORO_HTTP_IPC_PORT",))
PATH = Setting("http_ipc_path", url_path, "/ipc", "path under which routes are called")
ALLOW_CORS = Setting("http_ipc_allow_cors", bool, False, "web pages of every origin may call, and read the answers")
SHARED_KEY = Setting(
    "http_ipc_shared_key",
    shared_key,
    "",
    "key every call must show as X-ORO-Auth; at least 8 characters",
    ("ORO_HTTP_IPC_SHARED_KEY",),
)
TIMEOUT_MS = Setting(
    "http_ipc_timeout_ms", whole, 32000, "milliseconds a body may take to arrive, and a route to answer; 0 for no limit"
)
ROUTES = Setting(
    "http_ipc_routes",
    tuple[str, ...],
    _ALL_ROUTES,
    'routes that can be called, such as ["notes.*"]; internal ones never',
)
HOSTS = Setting("http_ipc_hosts", tuple[str, ...], _NO_HOSTS, "further names by which clients may reach the server")
MAX_BODY = Setting("http_ipc_max_body", positive, 16 << 20, "bytes of request body")
MAX_CALLS = Setting("http_ipc_max_calls", positive, 64, "calls at once; more are answered 503")
MAX_CONNECTIONS = Setting("http_ipc_max_connections", positive, 128, "connections at once; more are answered 503")
STALL = Setting("http_ipc_stall", above_zero, 30.0, "seconds a client may read nothing before its connection is closed")

ALL: tuple[Setting[Any], ...] = (
    *(ENABLE, HOST, PORT, PATH, ALLOW_CORS, SHARED_KEY, TIMEOUT_MS, ROUTES, HOSTS),
    *(MAX_BODY, MAX_CALLS, MAX_CONNECTIONS, STALL),
)
