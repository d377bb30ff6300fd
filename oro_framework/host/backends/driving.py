"""`Driving`: how programs outside drive the pages of a run. Nothing listens without it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from oro_framework.errors import Broken, UsageError

__all__ = ("LOOPBACK", "Driving", "check_free", "free_port")

LOOPBACK = "127.0.0.1"


class Driving(Struct, frozen=True, kw_only=True):
    """The door that an engine opens for drivers, on the loopback interface alone."""

    port: int
    control: Path | None = None
    """The socket of the `oro webdriver` that started the app; None for `--remote-debugging`."""

    @classmethod
    def read(cls, text: str) -> Driving:
        """Read what `write` wrote.

        Raises:
            UsageError: it is not of that form.
        """
        port, colon, control = text.partition(":")
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536 and colon and control):
            raise UsageError(f'Cannot be driven by "{text}": expected PORT:SOCKET, which `oro webdriver` gives')
        return cls(port=int(port), control=Path(control))

    def write(self) -> str:
        """Return it as the option `--automation` takes it."""
        return f"{self.port}:{self.control}"

    @property
    def address(self) -> str:
        """Where the engine listens."""
        return f"{LOOPBACK}:{self.port}"


def free_port() -> int:
    """Return a port of the loopback interface on which nothing listens now."""
    import socket  # few runs are driven

    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def check_free(port: int) -> None:
    """Raise unless an engine can listen at a port.

    Raises:
        Broken: another program listens there, or the port is for root alone.
    """
    import socket  # few runs are driven

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise Broken(f"Cannot let programs in at port {port}: {error.strerror}; name another port") from None
