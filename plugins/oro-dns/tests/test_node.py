"""What the JavaScript tests expect is what Node says of the same server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import anyio.to_thread
import pytest
from oro_dns.testing import nameserver

pytestmark = [pytest.mark.anyio, pytest.mark.node20]

JS = Path(__file__).resolve().parent / "js"
SCRIPT = """
import dns from 'node:dns'
import assert from 'node:assert/strict'
import { answers, called, outcome, refusal, refusals, servers } from %s
const wrong = []
const check = (what, actual, expected) => {
  try { assert.deepEqual(actual, expected) } catch { wrong.push([what, actual, expected]) }
}
const order = dns.getDefaultResultOrder()
for (const [what, act, expected] of refusals) check(what, refusal(() => act(dns)), expected)
dns.setDefaultResultOrder(order)
dns.setServers(servers[0])
check('servers', dns.getServers(), servers[1])
dns.setServers([process.argv[1]])
for (const [what, ask, expected] of answers) {
  check(what, await outcome(dns.promises, ask), expected)
  check(what, await outcome(called(dns), ask), expected)
}
console.log(JSON.stringify(wrong))
"""


async def test_node_agrees() -> None:
    async with nameserver((JS / "zone.txt").read_text("utf-8")) as server:
        script = SCRIPT % json.dumps((JS / "support" / "answers.js").as_uri())
        command = ["node", "--input-type=module", "-e", script, f"127.0.0.1:{server.port}"]
        run = await anyio.to_thread.run_sync(
            lambda: subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        )
    assert json.loads(run.stdout or "null") == [], run.stderr
