"""What outlasts a run: in a real keyring, gnome-keyring on a bus of its own, or nowhere."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from oro_framework.testing.session_bus import SessionBus

from .asking import fetch
from .conftest import signing_in
from .crooked import Crooked, crooked

DAEMON = "gnome-keyring-daemon"
pytestmark = pytest.mark.anyio
needs_keyring = pytest.mark.skipif(
    shutil.which(DAEMON) is None, reason=f"needs {DAEMON}: apt-get install gnome-keyring"
)
SECRETS = ("secrets",)


@pytest.fixture
def provider() -> Iterator[Crooked]:
    with crooked() as running:
        yield running


@pytest.fixture
def keyring(bus: SessionBus) -> Iterator[Path]:
    """Run a keyring that is unlocked; gives its folder."""
    with tempfile.TemporaryDirectory(prefix="oro-") as home:
        environment = {**os.environ, "HOME": home, "XDG_DATA_HOME": home, "XDG_RUNTIME_DIR": home, "DISPLAY": ""}
        command = [DAEMON, "--foreground", "--components=secrets", "--unlock"]
        bus.start(command, "org.freedesktop.secrets", environment, b"password")
        yield Path(home)


@needs_keyring
@pytest.mark.usefixtures("keyring")
async def test_the_next_run_knows_the_person(provider: Crooked) -> None:
    provider.tokens = {"refresh_token": "long " * 1500}
    provider.claims = {"name": "Ada \U0001f512 Lovelace"}
    async with signing_in(provider.issuer, installed=SECRETS) as (app, _):
        me = (await app.call("login.signIn", name="work")).data
        assert (me["kept"], me["unkept"]) == (True, "")
        for key in ("work/0", "work", "login"):
            assert (await app.call("secrets.get", key=key)).data == {"value": None}, "no page reads it"
    provider.tokens = {}
    async with signing_in(provider.issuer, installed=SECRETS) as (app, browsers):
        account = (await app.call("login.current", name="work")).data["account"]
        assert (account["claims"], account["expires"]) == (me["claims"], None)
        head, _ = await fetch(app, f"{provider.issuer}/api/x")
        assert head["status"] == 200
        assert provider.asked[-1]["refresh_token"] == "long " * 1500
        assert not browsers.opened
    async with signing_in(provider.issuer, installed=SECRETS) as (app, _):
        await fetch(app, f"{provider.issuer}/api/x")
        assert provider.asked[-1]["refresh_token"] == "refresh 2", "the one that the renewal gave"
        await app.call("login.signOut", name="work")
    async with signing_in(provider.issuer, installed=SECRETS) as (app, _):
        assert (await app.call("login.current", name="work")).data == {"account": None}


@needs_keyring
async def test_what_is_kept_of_another_client_or_in_part_is_not_used(provider: Crooked, keyring: Path) -> None:
    provider.tokens = {"refresh_token": "long " * 1500}
    async with signing_in(provider.issuer, installed=SECRETS) as (app, _):
        await app.call("login.signIn", name="work")
        assert b"long long" not in kept(keyring)
    settings = {"login_work_client_id": "another"}
    async with signing_in(provider.issuer, settings=settings, installed=SECRETS) as (app, _):
        assert (await app.call("login.current", name="work")).data == {"account": None}
    async with signing_in(provider.issuer, installed=SECRETS) as (app, _):
        secrets = await app.host.begin_service("secrets")
        await secrets.keep("login", "work/1", "another writing\nof it")  # type: ignore[union-attr]
        assert (await app.call("login.current", name="work")).data == {"account": None}


def kept(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_without_a_keyring_a_sign_in_ends_with_the_app_and_says_so(provider: Crooked, bus: SessionBus) -> None:
    async with signing_in(provider.issuer, installed=SECRETS) as (app, _):
        me = (await app.call("login.signIn", name="work")).data
        assert (me["kept"], "this desktop has no keyring" in me["unkept"]) == (False, True)
        assert (await app.call("login.current", name="work")).data["account"]["claims"] == me["claims"]
    async with signing_in(provider.issuer) as (app, _):
        me = (await app.call("login.signIn", name="work")).data
        assert (me["kept"], me["unkept"]) == (False, "plugin secrets is not active in this app")
