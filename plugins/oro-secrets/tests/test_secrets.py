"""Secrets in a real keyring: gnome-keyring, on a bus of its own."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from oro_secrets import plugin

from oro_framework.testing import Engines, engines, open_host
from oro_framework.testing.session_bus import SessionBus
from oro_framework.testing.tap import parse_tap

APP = Path(__file__).resolve().parent / "app"
DAEMON = "gnome-keyring-daemon"
NAME = "org.freedesktop.secrets"

pytestmark = pytest.mark.anyio
needs_keyring = pytest.mark.skipif(
    shutil.which(DAEMON) is None, reason=f"needs {DAEMON}: apt-get install gnome-keyring"
)


class Session:
    """A bus, and a person's folders."""

    def __init__(self, bus: SessionBus, home: Path) -> None:
        self._bus = bus
        self.home = home

    def environment(self) -> dict[str, str]:
        home = str(self.home)
        return {**os.environ, "HOME": home, "XDG_DATA_HOME": home, "XDG_RUNTIME_DIR": home, "DISPLAY": ""}

    def keyring(self, *, unlocked: bool = True) -> Any:
        """Start gnome-keyring with its login keyring unlocked by a password, or with nothing unlocked."""
        command = [DAEMON, "--foreground", "--components=secrets", *(["--unlock"] if unlocked else [])]
        return self._bus.start(command, NAME, self.environment(), b"password" if unlocked else b"")

    def kept(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.home.rglob("*") if path.is_file())


@pytest.fixture
def session(bus: SessionBus) -> Iterator[Session]:
    with tempfile.TemporaryDirectory(prefix="oro-") as home:
        yield Session(bus, Path(home))


@needs_keyring
@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_pages_keep_secrets(engine: str, session: Session) -> None:
    session.keyring()
    _, output = Engines().run(engine, APP, "--test", str(APP / "keyring.js"))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
    assert len(report.tests) == 2


@needs_keyring
async def test_a_secret_stays_encrypted_and_is_one_apps_own(session: Session) -> None:
    session.keyring()
    async with open_host(plugin) as app:
        assert (await app.call("secrets.set", b"very secret text", key="token")).data is None
    async with open_host(plugin) as app:
        assert (await app.call("secrets.get", key="token")).data == {"value": "very secret text"}
    async with open_host(plugin, bundle="org.example.other") as other:
        assert (await other.call("secrets.get", key="token")).data == {"value": None}
        assert (await other.call("secrets.delete", key="token")).data == {"deleted": False}
    assert session.kept()
    assert b"very secret" not in session.kept()


@needs_keyring
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
async def test_a_locked_keyring_says_so(session: Session) -> None:
    daemon = session.keyring()
    async with open_host(plugin) as app:
        await app.call("secrets.set", b"secret", key="token")
        daemon.kill()
        daemon.wait()
        err = (await app.call("secrets.get", key="token")).err
        assert err["code"] == "ERR_BROKEN", "the keyring is gone"
        session.keyring(unlocked=False)
        err = (await app.call("secrets.get", key="token")).err
        assert (err["code"], err["message"]) == (
            "ERR_KEYRING_LOCKED",
            'Cannot read secret "token": the keyring is locked',
        )
    gc.collect()  # keyring leaves its connection to that when the keyring is locked


async def test_without_a_keyring_nothing_is_kept_anywhere(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    before = session.kept()
    async with open_host(plugin) as app:
        for route, body in (("set", b"secret"), ("get", None), ("delete", None), ("backend", None)):
            err = (await app.call(f"secrets.{route}", body, key="token")).err
            assert err["code"] == "NOT_SUPPORTED_ERR", route
            assert "Secret Service: " in err["message"]
    assert session.kept() == before


async def test_without_the_permission_the_keyring_is_not_asked() -> None:
    async with open_host(plugin, settings={"permissions_allow_secrets": False}) as app:
        for route in ("set", "get", "delete", "backend"):
            assert (await app.call(f"secrets.{route}", b"x", key="token")).err["code"] == "ERR_DENIED"
