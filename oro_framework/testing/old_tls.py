"""A server that speaks one old version of TLS."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from oro_framework.testing.waiting import PATIENCE

__all__ = ("OldServer", "pinned_to_version", "old_clients")


class OldServer:
    """Accepts connections on loopback, and keeps the reason why each handshake failed.

    Args:
        folder: the folder for its certificate.
        version: the only one it speaks.
    """

    def __init__(self, folder: Path, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_1) -> None:
        certificate, key = _certificate(folder)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        pinned_to_version(self._context, version)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://localhost:{self._listening.getsockname()[1]}/"
        self.agreed: list[str] = []
        """Versions of the handshakes that came to an end."""
        self.refused: list[str] = []
        """Why the others did not."""
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            plain.settimeout(PATIENCE)
            try:
                with self._context.wrap_socket(plain, server_side=True) as secure:
                    self.agreed.append(str(secure.version()))
            except OSError as error:
                self.refused.append(str(error))


@contextmanager
def old_clients() -> Iterator[None]:
    """Make Python's default contexts speak every version and trust every certificate during the block."""
    made = ssl.create_default_context

    def lenient(*given: object, **named: object) -> ssl.SSLContext:
        context = made(*given, **named)  # type: ignore[arg-type]
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        pinned_to_version(context, ssl.TLSVersion.TLSv1)
        context.maximum_version = ssl.TLSVersion.MAXIMUM_SUPPORTED
        return context

    ssl.create_default_context = lenient
    try:
        yield
    finally:
        ssl.create_default_context = made


def pinned_to_version(context: ssl.SSLContext, version: ssl.TLSVersion) -> ssl.SSLContext:
    """Set a context to one version of TLS, however old, and return it."""
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = version
        context.maximum_version = version
    return context


def _certificate(folder: Path) -> tuple[Path, Path]:
    made = (folder / "old-certificate.pem", folder / "old-key.pem")
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*request, "-out", str(made[0]), "-keyout", str(made[1])], check=True, capture_output=True)
    return made
