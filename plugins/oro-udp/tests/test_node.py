"""Datagrams to and from a Node process."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import PATIENCE, Opener

REFUSALS = Path(__file__).resolve().parent / "js" / "support" / "refusals.js"

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not here"),
]

ECHO = """
const socket = require('dgram').createSocket(process.argv[1])
socket.on('message', (message, { address, port, family, size }) => {
  console.log(JSON.stringify({ text: message.toString('hex'), address, port, family, size }))
  socket.send([Buffer.from('echo:'), message], port, address)
})
socket.bind(0, process.argv[2], () => console.log(socket.address().port))
"""


AGREES = """
import dgram from 'node:dgram'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { failures, plain, refusal, refusals } from %s
const wrong = []
const check = (what, actual, expected) => {
  try { assert.deepEqual(actual, expected) } catch { wrong.push([what, actual, expected]) }
}
for (const [what, act, expected] of refusals) check(what, refusal(() => act(dgram)), expected)
const taken = dgram.createSocket('udp4').bind(0, '127.0.0.1')
await once(taken, 'listening')
const at = taken.address().port
for (const [what, act, expected] of failures) {
  check(what, plain(await new Promise((resolve) => act(dgram, at, resolve))), expected(at))
}
taken.close()
console.log(JSON.stringify(wrong))
"""


class Node:
    """A Node process that echoes, and tells what came."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.port = int(self.line())

    def line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@pytest.fixture(params=[("udp4", "127.0.0.1"), ("udp6", "::1")], ids=["udp4", "udp6"])
def node(request: pytest.FixtureRequest) -> Iterator[tuple[Node, str]]:
    kind, address = request.param
    with subprocess.Popen(["node", "-e", ECHO, kind, address], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Node(process), address
        finally:
            process.kill()
            process.wait(PATIENCE)


async def test_a_node_process_answers(opened: Opener, node: tuple[Node, str]) -> None:
    peer, address = node
    async with opened() as app:
        port = await app.bound(1, address)
        await app.ok("readStart", id=1)
        for content in (b"hello", b"", bytes(range(256)) * 100):
            await app.ok("send", content, id=1, port=peer.port, address=address)
            assert json.loads(peer.line()) == {
                "text": content.hex(),
                "address": address,
                "port": port,
                "family": "IPv6" if ":" in address else "IPv4",
                "size": len(content),
            }
            told = await app.told()
            assert told.body == b"echo:" + content
            assert (told.params["data"]["port"], told.params["data"]["address"]) == (peer.port, address)


def test_node_refuses_what_the_javascript_tests_expect() -> None:
    script = AGREES % json.dumps(REFUSALS.as_uri())
    command = ["node", "--input-type=module", "-e", script]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert json.loads(run.stdout or "null") == [], run.stderr
