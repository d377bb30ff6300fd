"""A page in a real window asks models of upstreams, by `oro:ai` and by the endpoints, in every engine."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from oro_ai.testing.upstream_server import Broken, Refusal, Text, upstream_server

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

CONFIG = """
[meta]
bundle_identifier = "org.example.upstreams"

[plugins]
enabled = ["ai"]

[ai]
llm_default_model = "small"

[ai.upstreams.work]
url = "{url}"
key_env = "TEST_UPSTREAM_KEY"
models = {{ small = "tests/small" }}
"""
PAGE = '<!doctype html><meta charset="utf-8"><script type="module" src="main.js"></script>'
SCRIPT = """
import { request } from 'oro:ipc'
import { Chat } from 'oro:ai/chat'
import { Context } from 'oro:ai/llm'

const found = {}
const told = async (work) => {
  let text = ''
  try {
    for await (const piece of work) text += piece
    return { text }
  } catch (error) {
    return { text, name: error.name, error: error.message }
  }
}
const post = (body, options) => fetch('/ai/llama/v1/chat/completions', {
  method: 'POST', body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }], ...body }), ...options
})

try {
  const chat = await new Chat({ model: 'small' }).load()
  found.chat = await told(chat.message('Hello'))
  found.broken = await told(chat.message('Hello'))
  found.history = (await chat.history()).map(({ role }) => role)
  const context = await new Context({ model: 'work/small' }).load()
  found.context = await told(context.generate('Once'))
  found.dump = await context.dump().catch((error) => error.message)

  found.whole = (await (await post({})).json()).choices[0].message.content
  found.stream = await (await post({ stream: true })).text()
  found.models = (await (await fetch('/ai/llama/v1/models')).json()).data.map(({ id }) => id)

  const leaving = new AbortController()
  const response = await post({ stream: true }, { signal: leaving.signal })
  const reader = response.body.getReader()
  found.first = new TextDecoder().decode((await reader.read()).value) !== ''
  leaving.abort()

  const talk = chat.message('Hello')
  for await (const text of talk) { found.left = text; break }
  found.config = JSON.stringify(__args)
} catch (error) {
  found.failed = String(error.stack || error)
}
await request('stdout', { value: `found: ${JSON.stringify(found)}\\n` })
await request('application.exit', { value: 0 })
"""


@pytest.mark.parametrize("engine", engines())
def test_a_page_asks_models_elsewhere(
    oro_engines: Engines, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_UPSTREAM_KEY", "sesame-opens")
    with upstream_server("sesame-opens") as server:
        server.plan(
            Refusal(503), Text(), Broken("one two"), Text(), Text(), Text(), Text(endless=True), Text(endless=True)
        )
        files = {"oro.toml": CONFIG.format(url=server.url), "index.html": PAGE, "main.js": SCRIPT}
        for name, text in files.items():
            (tmp_path / name).write_text(text, "utf-8")
        code, output = oro_engines.run(engine, tmp_path)
        assert code == 0, output
        left = [server.left.acquire(timeout=10) for _ in range(2)]
    said = re.search(r"^found: (.*)$", output, re.MULTILINE)
    assert said is not None, output
    found: dict[str, Any] = json.loads(said[1])
    assert "failed" not in found, found
    assert found["chat"] == {"text": "one two three"}
    assert found["broken"]["text"] == "one two"
    assert 'upstream "work"' in found["broken"]["error"]
    assert found["history"] == ["user", "assistant", "user", "assistant"]
    assert found["context"] == {"text": "one two three"}
    assert 'upstream "work"' in found["dump"]
    assert found["whole"] == "one two three"
    assert found["stream"].rstrip().endswith("data: [DONE]")
    assert found["models"] == ["small"]
    assert found["first"] is True
    assert left == [True, True]
    assert "sesame" not in output
