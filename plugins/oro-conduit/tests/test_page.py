"""How a page comes to its connection: by itself, under a policy, not where that is switched off or denied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

PAGE = '<!doctype html><title>page</title><script type="module" src="main.js"></script>'
SCRIPT = """
import ipc from 'oro:ipc'
import { callCarrier, whenCarrier } from 'oro:ipc/carrier'
const early = await ipc.request('ping')
const carrier = await whenCarrier()
const { err, data } = await ipc.request('ping')
const stream = await ipc.openStream('no.such.route').closed.catch((error) => error.name)
const same = callCarrier() === carrier
console.log('RESULT ' + JSON.stringify({ early: early.data, carried: carrier !== null, same, data, stream }))
await ipc.request('application.exit')
"""


def run(
    oro_engines: Engines, engine: str, folder: Path, settings: str, script: str = SCRIPT
) -> tuple[dict[str, Any], str]:
    (folder / "oro.toml").write_text(
        f'[meta]\nbundle_identifier = "org.example.page"\n[plugins]\nenabled = ["conduit"]\n{settings}'
    )
    (folder / "index.html").write_text(PAGE)
    (folder / "main.js").write_text(script)
    code, output = oro_engines.run(engine, folder)
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    assert code == 0, output
    result: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
    return result, output


CARRIED = {"early": "pong", "carried": True, "same": True, "data": "pong", "stream": "NotFoundError"}
NOT_CARRIED = {"early": "pong", "carried": False, "same": True, "data": "pong", "stream": "NotSupportedError"}


@pytest.mark.parametrize("engine", engines())
def test_a_page_under_a_policy_connects_by_itself(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    result, _ = run(oro_engines, engine, tmp_path, "[webview]\ncsp = \"default-src 'self' ipc: oro:\"\n")
    assert result == CARRIED


@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("settings", ["[conduit]\nauto = false\n", "[permissions]\nallow_conduit = false\n"])
def test_a_page_that_shall_not_connect_uses_the_scheme(
    settings: str, engine: str, oro_engines: Engines, tmp_path: Path
) -> None:
    result, _ = run(oro_engines, engine, tmp_path, settings)
    assert result == NOT_CARRIED


@pytest.mark.parametrize("engine", engines())
def test_what_a_page_writes_before_it_ends_the_app_is_told(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    first = "for (let number = 0; number < 300; number++) console.log(`${number} `.repeat(500))\n"
    _, output = run(oro_engines, engine, tmp_path, "", SCRIPT.replace("console.log(", first + "console.log("))
    assert [number for number in range(300) if f"\n{number} {number} " not in f"\n{output}"] == []


@pytest.mark.parametrize("engine", engines())
def test_debug_tells_what_happens(
    engine: str, oro_engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBUG", "other,conduit")
    result, output = run(oro_engines, engine, tmp_path, "")
    assert result == CARRIED
    assert "conduit: open over the socket" in output
