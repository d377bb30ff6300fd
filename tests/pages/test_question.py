"""Without a plugin that asks, the desktop's own dialog does, in every engine that has one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

PAGE = """<!doctype html><title>questions</title>
<script type="module">
import * as ipc from 'oro:ipc'
const outcome = []
for (const choice of ['close', '0', '1', '2']) {
  const [tea, shown] = await Promise.all([ipc.request('tea.pour'), ipc.request('dialog.answer', { choice })])
  outcome.push([tea.err?.name ?? tea.data, shown.data])
  await ipc.request('permissions.revoke', { name: 'tea' })
}
console.log('RESULT ' + JSON.stringify(outcome))
ipc.request('tea.pour')
await ipc.request('dialog.shown')
await ipc.request('application.exit')
</script>
"""

PLUGIN = """
import trio
from oro_framework import hookimpl, route
from oro_framework.types import Permission

@route("tea.pour", permission="tea")
def pour(call):
    return "tea"

async def dialog_of(backend, ask_gui):
    name = "_questions" if backend.name == "qt" else "_dialogs"
    while True:
        (found,) = await ask_gui(lambda done: done(list(getattr(backend, name))))
        if found:
            return found[0]
        await trio.sleep(0.02)

def respond(dialog, choice, done):
    if hasattr(dialog, "response"):
        text = dialog.get_property("text"), dialog.get_property("secondary-text")
        dialog.response(-4 if choice == "close" else int(choice))
    else:
        text = dialog.text(), dialog.informativeText()
        dialog.close() if choice == "close" else dialog.buttons()[int(choice)].click()
    done(text)

@route("dialog.answer")
async def answer(call, choice: str) -> list[str]:
    windows = call.host.windows_manager
    dialog = await dialog_of(call.host.backend, windows.ask_gui)
    (text,) = await windows.ask_gui(lambda done: respond(dialog, choice, done))
    return list(text)

@route("dialog.shown")
async def shown(call):
    await dialog_of(call.host.backend, call.host.windows_manager.ask_gui)

@hookimpl
def oro_permissions():
    return [Permission(name="tea", description="Pour tea.")]

@hookimpl
def oro_routes(host):
    return [pour, answer, shown]
"""

TOML = """
[meta]
bundle_identifier = "org.example.question"
title = "Kettle"
[plugins]
enabled = []
[permissions]
allow.tea = "ask"
"""


@pytest.mark.parametrize("engine", engines())
def test_the_desktop_asks(engine: str, oro_engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "oro.toml").write_text(TOML)
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "app.py").write_text(PLUGIN)
    code, output = oro_engines.run(engine, tmp_path)
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    shown = ["Allow Kettle the permission “tea”?", "Pour tea."]
    answers = ["NotAllowedError", "NotAllowedError", "tea", "tea"]
    assert json.loads(line.removeprefix("RESULT ")) == [[answer, shown] for answer in answers]
    assert code == 0, output  # with a question still open
    assert json.loads((tmp_path / "state/org.example.question/permissions.json").read_bytes()) == {}


HEADLESS = """<!doctype html><title>nobody</title>
<script type="module">
import * as ipc from 'oro:ipc'
const { err } = await ipc.request('tea.pour')
console.log('RESULT ' + JSON.stringify(err.message))
await ipc.request('application.exit')
</script>
"""


@pytest.mark.parametrize("engine", engines())
def test_nobody_is_asked_where_nobody_sees_the_window(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    (tmp_path / "oro.toml").write_text(TOML)
    (tmp_path / "index.html").write_text(HEADLESS)
    (tmp_path / "app.py").write_text(PLUGIN)
    code, output = oro_engines.run(engine, tmp_path, "--headless")
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    assert "nobody answered; permissions_allow_tea = true would grant it" in line
    assert code == 0, output
