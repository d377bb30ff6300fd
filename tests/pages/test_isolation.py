"""A document that is not the app's own gets nothing from the host, in every engine, however it asks.

The app of `isolation/` opens a frame of each kind. Each tries every way to a route, a mounted app, a mounted folder, a
scheme of a plugin and Conduit, and tells what it got; last, the window itself goes to the foreign site, which does the
same. The host says what was reached, and by whom.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from oro_framework.testing import Engines, engines, free_port

pytestmark = pytest.mark.webview

FOREIGN = ("foreign", "hopped", "foreignsame", "sandboxed", "srcdoc", "blob", "data")
WAYS = frozenset(
    {"fetch", "task", "post", "json", "xhr", "sync", "worker", "child", "scheme.fetch", "mount.fetch", "folder.fetch"}
)
"""What the app's own page gets the secret by: without these, a frame that gets nothing would prove nothing."""
PUBLIC = frozenset({"asset", "greet", "greetpost"})
NAMED = frozenset({"foreign", "hopped", "foreignsame"})
"""Frames of the site that `permissions_origins_greet` names."""


@pytest.mark.parametrize("engine", engines())
def test_a_foreign_document_gets_nothing(
    engine: str, oro_engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = shutil.copytree(Path(__file__).parent / "isolation", tmp_path / "app")
    port = free_port()
    monkeypatch.setenv("SITE_PORT", str(port))
    code, output = oro_engines.run(engine, app, "--set", f"permissions_origins_greet=http://127.0.0.1:{port}")
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    result: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
    frames, reached = {**result["frames"], "top": result["top"]}, result["reached"]
    got = {way for way, what in frames["own"].items() if "secret" in str(what)}
    assert got >= WAYS, frames["own"]
    for name in (*FOREIGN, "top"):
        assert isinstance(frames[name], dict), (name, frames[name])
        leaks = {way: what for way, what in frames[name].items() if what != "failed" and way not in PUBLIC}
        assert not leaks, (name, leaks)
        assert frames[name].keys() >= {"socket1", "native", "formpost", *PUBLIC}, name
        assert "the asset" in frames[name]["asset"], name
    for name in FOREIGN:
        greeted = {way for way in ("greet", "greetpost") if "hello" in frames[name][way]}
        assert greeted == ({"greet", "greetpost"} if name in NAMED else set()), (name, frames[name])
    assert {"ipc own-audio", "ipc own-video", "ipc own-afterothers"} <= set(reached), reached
    assert {entry.split()[1].split("-")[0] for entry in reached} == {"own"}, reached
    assert code == 0, output
