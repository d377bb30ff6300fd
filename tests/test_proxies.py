"""Addresses of proxies, and what is reached without one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from oro_framework.proxies import Proxy, client_options, is_loopback


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server that is a proxy as well; its address and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("address", ["http://proxy.test:3128", "socks5://127.0.0.1:1080", "http://[::1]:80"])
def test_an_address_is_kept(address: str) -> None:
    proxy = Proxy.parse(address)
    assert proxy is not None
    assert (proxy.url, Proxy.parse(proxy)) == (address, proxy)


@pytest.mark.parametrize(
    "address",
    ["proxy.test", "http://proxy.test", "ftp://x:1", "http://a:b@x:1", "http://x:1/path", "http://x:99999", 1],
)
def test_what_is_none_is_refused(address: object) -> None:
    with pytest.raises(ValueError, match="an address such as"):
        Proxy.parse(address)


def test_nothing_is_no_proxy() -> None:
    assert Proxy.parse("") is None
    assert client_options(None) == {}


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost", True),
        ("a.localhost", True),
        ("127.1.2.3", True),
        ("[::1]", True),
        ("10.0.0.1", False),
        ("x", False),
    ],
)
def test_what_is_on_this_machine(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_a_client_goes_through_it_but_not_to_this_machine(server: tuple[str, list[str]]) -> None:
    address, asked = server
    with httpx.Client(**client_options(Proxy.parse(address))) as client:
        client.get("http://site.test/far")
        client.get(f"{address}/near")
    assert asked == ["http://site.test/far", "/near"]
