"""What `modern` makes of a context: TLS 1.2 at least, however lenient the system is."""

from __future__ import annotations

import socket
import ssl
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from oro_framework.testing.old_tls import OldServer, old_clients
from oro_framework.tls import modern


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_a_server_of_an_old_version_is_refused(version: ssl.TLSVersion, tmp_path: Path) -> None:
    with OldServer(tmp_path, version) as server, old_clients():
        port = urlsplit(server.url).port

        def ask(context: ssl.SSLContext) -> None:
            with socket.create_connection(("127.0.0.1", port)) as plain:
                context.wrap_socket(plain, server_hostname="localhost").close()

        ask(ssl.create_default_context())
        with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
            ask(modern(ssl.create_default_context()))
    assert server.agreed == ["TLSv1" if version is ssl.TLSVersion.TLSv1 else "TLSv1.1"]
    assert "UNSUPPORTED_PROTOCOL" in server.refused[0]


def test_what_asks_for_more_stays() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    assert modern(context).minimum_version is ssl.TLSVersion.TLSv1_3
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    assert modern(context).minimum_version is ssl.TLSVersion.TLSv1_2
