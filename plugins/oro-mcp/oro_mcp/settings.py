"""The configuration keys of this plugin, `[mcp]` of `oro.toml`."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import above_zero, positive, whole
from oro_framework.server_places import host_name, url_path
from oro_framework.types import Setting

__all__ = (
    *("ALL", "CLIENTS", "EXPOSE", "HTTP_ENABLE", "HTTP_HOST", "HTTP_HOSTS", "HTTP_ORIGINS", "HTTP_PATH", "HTTP_PORT"),
    *("INSTRUCTIONS", "JOIN", "MAX_RESULT", "SECONDS", "SERVERS", "STEPS"),
)

_NONE: tuple[str, ...] = ()


def port_number(value: Any) -> int:
    """Read a port; 0 is any that is free.

    Raises:
        ValueError: it is none.
    """
    number = whole(value)
    if number <= 0xFFFF:
        return number
    raise ValueError("a port, 0 to 65535")


def as_written(value: Any) -> Any:
    """Return a value of a table as it stands; the table is read as a whole."""
    return value


EXPOSE = Setting("mcp_expose", tuple[str, ...], _NONE, 'routes that agents may call as tools, such as ["notes.*"]')
INSTRUCTIONS = Setting("mcp_instructions", str, "", "what agents are told about the app before they use its tools")
MAX_RESULT = Setting("mcp_max_result", positive, 4 << 20, "bytes of a tool's result; longer ones are errors")
JOIN = Setting("mcp_join", bool, False, "agents of `oro mcp` join the app where it is open")
HTTP_ENABLE = Setting("mcp_http_enable", bool, False, "agents can connect over HTTP while the app runs")
HTTP_HOST = Setting("mcp_http_host", host_name, "127.0.0.1", "address to listen on")
HTTP_PORT = Setting("mcp_http_port", port_number, 27719, "port to listen on; 0 for any that is free")
HTTP_PATH = Setting("mcp_http_path", url_path, "/mcp", "path of the endpoint")
HTTP_HOSTS = Setting(
    "mcp_http_hosts", tuple[str, ...], _NONE, 'further values of the header Host, such as "desk.example:27719"'
)
HTTP_ORIGINS = Setting(
    "mcp_http_origins", tuple[str, ...], _NONE, "origins of web pages that may connect; none may unless named"
)
CLIENTS = Setting(
    "mcp_clients_",
    as_written,
    "",
    "an agent that connects over HTTP: its token or token_env, and expose and permissions, which narrow what it may",
    pattern=True,
)
SERVERS = Setting(
    "mcp_servers_",
    as_written,
    "",
    "a server of tools: command, args, env, secrets and cwd, or url and token or token_env; timeout",
    pattern=True,
)
STEPS = Setting("mcp_chat_steps", positive, 8, "answers of a model in one conversation with tools")
SECONDS = Setting("mcp_chat_seconds", above_zero, 300.0, "seconds that one conversation with tools may take")

ALL: tuple[Setting[Any], ...] = (
    *(EXPOSE, INSTRUCTIONS, MAX_RESULT, JOIN, HTTP_ENABLE, HTTP_HOST, HTTP_PORT, HTTP_PATH, HTTP_HOSTS, HTTP_ORIGINS),
    *(CLIENTS, SERVERS, STEPS, SECONDS),
)
