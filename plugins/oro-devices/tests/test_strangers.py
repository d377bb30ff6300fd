"""Libraries of other people for serial ports, as npm has them, with devices of the tests behind pseudo-terminals."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from oro_framework.testing import engines

from .test_pages import run

HERE = Path(__file__).resolve().parent
STRANGERS = HERE / "strangers"
INSTALLED = HERE.parents[2] / "build" / "devices-npm"


@pytest.fixture(scope="session")
def packages() -> Path:
    """Install what package-lock.json names, from the registry this machine uses, and return its folder."""
    if shutil.which("npm") is None:
        pytest.skip("needs npm")
    lock = STRANGERS / "package-lock.json"
    key, stamp = hashlib.sha256(lock.read_bytes()).hexdigest(), INSTALLED / "stamp"
    if not (stamp.is_file() and stamp.read_text() == key):
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for path in (lock, STRANGERS / "package.json"):
            shutil.copy(path, INSTALLED)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
        subprocess.run(command, cwd=INSTALLED, check=True, capture_output=True, timeout=120)
        stamp.write_text(key)
    return INSTALLED / "node_modules"


@pytest.fixture
def app(packages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the app of the other tests with packages in its folder."""
    monkeypatch.setenv("ORO_DEVICES_SERIAL_PORTS", f"{tmp_path}/board=2341:0043")
    folder = tmp_path / "tests" / "app"
    shutil.copytree(HERE / "app", folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("hid_stand_in.py", "usb_stand_in.py", "peers.py"):
        shutil.copy(HERE / name, folder.parent)
    shutil.copytree(packages, folder / "node_modules")
    return folder


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("test", ["modbus.js", "esptool.js"])
def test_a_library_of_others_works_unmodified(engine: str, test: str, app: Path) -> None:
    assert run(engine, test, app) == 1
