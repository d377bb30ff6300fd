"""What each engine really does with what pages ask of it, beside what it says: `web_permissions/outcomes.json`.

For each thing, engine and setting there are two words: what came of its use after a click, and what
`navigator.permissions.query` said before. With `ask` the person says no. The reference prints the table; an engine that
differs from it fails, and shows what it did instead.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from oro_framework.builtin.web_permissions import WEB
from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

HERE = Path(__file__).parent / "web_permissions"
OUTCOMES: dict[str, dict[str, dict[str, list[str]]]] = json.loads((HERE / "outcomes.json").read_text())
SETTINGS = {"allow": "true", "deny": "false", "ask": '"ask"'}
HARMLESS = frozenset({"clipboard-write", "storage-access", "encrypted-media", "hid", "serial"})
"""What needs no permission after a click, or has none of ours: see the notes below the printed table."""
REFUSED = frozenset({
    "absent", "denied", "no names", "none", "false",
    "AbortError", "NotAllowedError", "SecurityError", "WrongDocumentError", "TypeError",
})  # fmt: skip

TOML = """
[meta]
bundle_identifier = "org.example.outcomes"
[webview]
storage = "memory"
[plugins]
enabled = []
[permissions]
"""


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("engine", engines())
def test_an_engine_does_what_the_table_says(
    engine: str, setting: str, oro_engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "--use-fake-device-for-media-stream")
    if engine == "qt":
        monkeypatch.delenv("DISPLAY", raising=False)  # Chromium looks for screens there, and needs a window manager
    app = tmp_path / "app"
    shutil.copytree(HERE, app)
    names = [*(permission.name for permission in WEB), "fullscreen", "screen_wake_lock"]
    (app / "oro.toml").write_text(TOML + "".join(f"allow.{name} = {SETTINGS[setting]}\n" for name in names))
    code, output = oro_engines.run(engine, app)
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    found = json.loads(line.removeprefix("RESULT "))
    assert found == {name: by_engine[engine][setting] for name, by_engine in OUTCOMES.items()}
    assert code == 0, output


@pytest.mark.parametrize("engine", ["gtk", "qt"])
@pytest.mark.parametrize("name", sorted(OUTCOMES.keys() - HARMLESS - {"push"}))
def test_what_is_denied_does_not_work(name: str, engine: str) -> None:
    """The table itself is right: no engine gives what the app denied or the person did."""
    for setting in ("deny", "ask"):
        outcome, state = OUTCOMES[name][engine][setting]
        assert outcome in REFUSED, (setting, outcome)
        assert state != "granted"
