"""Servers in other languages than JavaScript are seen as ports and asked."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from oro_container.api import Container, Policy

from ..conftest import Booted

pytestmark = pytest.mark.anyio
PERL = b"""
use IO::Socket::INET;
my $listening = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 8080, Listen => 5) or die $!;
while (my $client = $listening->accept) {
    my $line = <$client>;
    while (my $header = <$client>) { last if $header =~ /^\\r?$/ }
    my $body = "perl $line";
    print $client "HTTP/1.0 200 OK\\r\\nContent-Length: " . length($body) . "\\r\\n\\r\\n$body";
    close $client;
}
"""


async def test_pythons_own_server_shows_a_folder(booted: Booted) -> None:
    async with booted(policy=Policy(programs=("python3",))) as container:
        await container.files.mkdir("public")
        await container.files.write("public/a b.txt", b"text")
        opened = _ports(container)
        process = await container.spawn("python3", "-m", "http.server", "8000", "--directory", "public")
        while not opened:
            await container.processes()
        assert await _asked(container, 8000, "/a%20b.txt") == (200, b"text")
        status, listing = await _asked(container, 8000, "/")
        assert (status, b">a b.txt</a>" in listing) == (200, True)
        assert (await _asked(container, 8000, "/nothing"))[0] == 404
        assert b'"GET /nothing HTTP/1.1" 404' in await process.take()
        await container.kill(process)
        await process.wait()
        while len(opened) < 2:
            await container.processes()
    assert opened == [(8000, True), (8000, False)]


@pytest.mark.skipif(shutil.which("perl") is None, reason="needs perl")
async def test_a_server_in_perl_answers(booted: Booted) -> None:
    async with booted(policy=Policy(programs=("perl",))) as container:
        await container.files.write("server.pl", PERL)
        opened = _ports(container)
        await container.spawn("perl", "server.pl")
        while not opened:
            await container.processes()
        assert opened == [(8080, True)]
        assert await _asked(container, 8080, "/x?y") == (200, b"perl GET /x?y HTTP/1.1\r\n")


def _ports(container: Container) -> list[tuple[int, bool]]:
    """Return a list of the ports that begin and end from now on."""
    opened: list[tuple[int, bool]] = []

    def tell(port: Any, listens: bool) -> None:
        opened.append((port.number, listens))

    container.network.watchers.append(tell)
    return opened


async def _asked(container: Container, port: int, path: str) -> tuple[int, bytes]:
    async with container.fetch(port, path) as response:
        return response.status, await response.read()
