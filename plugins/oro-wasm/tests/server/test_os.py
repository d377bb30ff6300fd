"""`oro wasm os` opens the panel that plugin oro-container declares, and says how to get it."""

from __future__ import annotations

import json
from pathlib import Path

from .serving import oro_wasm


def declared(folder: Path, entry_points: str) -> dict[str, str]:
    """Have a distribution stand for oro-container, as it is found first; return the environment of a command."""
    info = folder / "oro_container-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: oro-container\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(entry_points)
    return {"PYTHONPATH": str(folder)}


def test_without_the_plugin_it_says_how_to_get_it(tmp_path: Path) -> None:
    done = oro_wasm("os", environment=declared(tmp_path, ""))
    assert done.returncode == 4
    assert "plugin oro-container is not installed; get it with `pip install oro-container`" in done.stderr


def test_a_plugin_that_declares_the_panel_is_asked(tmp_path: Path) -> None:
    """Another distribution, on the path of the command, declares the entry point."""
    (tmp_path / "panels.py").write_text(
        "from msgspec.json import encode\n"
        "def show(request):\n"
        "    print(encode(request, enc_hook=str).decode())\n"
        "    return 7\n"
    )
    there = declared(tmp_path, "[oro_wasm.os]\npanel = panels:show\n")
    done = oro_wasm("os", str(tmp_path), "-P", "9000", "-l", "python", "--allow-cors", environment=there)
    assert done.returncode == 7, done.stderr
    assert json.loads(done.stdout) == {
        "path": str(tmp_path),
        "port": 9000,
        "language": "python",
        "watch": False,
        "verbose": False,
        "allow_cors": True,
    }
    assert oro_wasm("os", str(tmp_path / "gone"), environment=there).returncode == 2
    (tmp_path / "panels.py").write_text("import nothing_there\n")
    broken = oro_wasm("os", environment=there)
    assert broken.returncode == 4
    assert 'panels:show" cannot be imported' in broken.stderr
