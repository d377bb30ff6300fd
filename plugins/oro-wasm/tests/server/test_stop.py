"""`oro wasm stop` asks servers that run, and cleans up after those that were killed."""

from __future__ import annotations

import json
from pathlib import Path

from .serving import oro_wasm, serving


def test_servers_are_listed_and_stopped_by_port_folder_or_all_at_once(module: Path, own_runtime_folder: Path) -> None:
    other = module.with_name("other.wasm")
    other.write_bytes(module.read_bytes())
    with serving(module) as first, serving(other) as second, serving(other) as third:
        listed = json.loads(oro_wasm("stop", "--list", "--json").stdout)
        assert [(each["path"], each["port"], each["mode"]) for each in listed] == [
            (str(module), first.port, "http"),
            (str(other), second.port, "http"),
            (str(other), third.port, "http"),
        ]
        assert str(module) in oro_wasm("stop", "--list").stdout
        done = oro_wasm("stop", str(third.port))
        assert done.stdout == f"stopped {other} (http://localhost:{third.port}/)\n"
        assert third.process.wait(timeout=30) == 0
        assert oro_wasm("stop", str(module)).returncode == 0
        assert first.process.wait(timeout=30) == 0
        missing = oro_wasm("stop", str(first.port))
        assert missing.returncode == 1
        assert f'Cannot stop "{first.port}": no development server has that folder or port' in missing.stderr
        assert oro_wasm("stop").returncode == 0
        assert second.process.wait(timeout=30) == 0
    done = oro_wasm("kill")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no development server runs" in done.stderr
    assert list(own_runtime_folder.rglob("*.json")) == []


def test_the_file_of_a_server_that_was_killed_is_removed(module: Path, own_runtime_folder: Path) -> None:
    with serving(module) as server:
        server.process.kill()
        server.process.wait()
        (left,) = own_runtime_folder.rglob("*.json")
        assert left.stat().st_mode & 0o077 == 0
        left.with_name("damaged.json").write_bytes(b"{")
        assert json.loads(oro_wasm("stop", "--json").stdout) == []
        assert list(own_runtime_folder.rglob("*.json")) == []


def test_a_folder_that_others_can_write_is_not_used(module: Path, own_runtime_folder: Path) -> None:
    folder = own_runtime_folder / "oro-framework" / "wasm"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    done = oro_wasm("stop")
    assert done.returncode == 1
    assert "others can write it" in done.stderr
