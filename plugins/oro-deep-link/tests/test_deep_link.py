"""Addresses of an app: opened by GLib, as other programs do it, in an app that runs and in one that does not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_deep_link import plugin
from oro_deep_link.addresses import Addresses, protocol_of
from oro_deep_link.mimeapps import without

from oro_framework.errors import ConfigError
from oro_framework.testing import Engines, engines, open_host
from oro_framework.testing.tap import parse_tap

APP = Path(__file__).resolve().parent / "app"

needs_desktop = pytest.mark.skipif(
    not shutil.which("xdg-mime") or not shutil.which("gio"), reason="needs xdg-mime and gio: apt-get install xdg-utils"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path


@needs_desktop
@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_addresses_reach_pages(engine: str) -> None:
    arguments = ("--test", str(APP / "page.js"), "--", "orotest://start?a=1", "elsewhere:x")
    _, output = Engines().run(engine, APP, *arguments)
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
    assert len(report.tests) == 4


@needs_desktop
def test_an_address_starts_an_app_that_does_not_run(home: Path) -> None:
    lists = home / "config" / "mimeapps.list"
    lists.parent.mkdir()
    before = "[Default Applications]\ntext/plain=editor.desktop\n\n[Added Associations]\ntext/plain=other.desktop;\n"
    lists.write_text(before)
    register("register")
    assert len(list((home / "data" / "applications").glob("*.desktop"))) == 1
    with subprocess.Popen(["gio", "open", "orotest:quit"], stdout=subprocess.PIPE, text=True) as opened:
        assert opened.stdout is not None
        assert opened.stdout.read() == "address orotest:quit\n"
    register("unregister")
    assert lists.read_text().split() == before.split()
    assert not list((home / "data" / "applications").glob("*.desktop"))


def register(what: str) -> None:
    """Run the app once, to say or unsay that the scheme is its own."""
    program = (
        "import sys, trio\n"
        "from oro_framework.testing import open_host\n"
        "from oro_deep_link import plugin\n"
        "async def main():\n"
        "    settings = {'meta_application_protocol': 'orotest', 'meta_title': 'Deep % link'}\n"
        "    async with open_host(plugin, settings=settings) as app:\n"
        "        app.host.command = sys.argv[2:]\n"
        "        assert (await app.call('deeplink.' + sys.argv[1])).data['registered'] is (sys.argv[1] == 'register')\n"
        "trio.run(main)\n"
    )
    command = [sys.executable, "-m", "oro_framework.cli", "run", "--backend", "headless", str(APP)]
    subprocess.run([sys.executable, "-c", program, what, *command], check=True, timeout=60)


@pytest.mark.anyio
async def test_an_app_without_a_scheme_or_a_command_says_so() -> None:
    async with open_host(plugin) as app:
        assert (await app.call("deeplink.register")).err["code"] == "NOT_SUPPORTED_ERR"
        app.host.command = ["app"]
        err = (await app.call("deeplink.register")).err
        assert err["message"] == "Cannot register a scheme: the app has none, meta_application_protocol names it"


def written(home: Path) -> list[Path]:
    return list(home.rglob("*.desktop"))


@pytest.mark.anyio
async def test_without_xdg_mime_nothing_is_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    async with open_host(plugin, settings={"meta_application_protocol": "orotest"}) as app:
        app.host.command = ["app"]
        err = (await app.call("deeplink.register")).err
        assert (err["code"], "xdg-mime is not installed" in err["message"]) == ("NOT_SUPPORTED_ERR", True)
    assert not written(home)


@pytest.mark.anyio
async def test_without_the_permission_nothing_is_told() -> None:
    async with open_host(plugin, settings={"permissions_allow_deep_link": False}) as app:
        for route in ("urls", "register", "unregister", "isRegistered"):
            assert (await app.call(f"deeplink.{route}")).err["code"] == "ERR_DENIED"


@pytest.mark.parametrize("value", ["https", "oro:", "file://", "1x", "a b", "ä", "x:y", "javascript"])
def test_schemes_that_are_not_the_apps_own_are_refused(value: str) -> None:
    with pytest.raises(ConfigError, match="expected a scheme of the app's own"):
        protocol_of(value)


@pytest.mark.parametrize("value", ["notes", "Notes:", " notes:// "])
def test_a_scheme_may_be_written_with_its_colon(value: str) -> None:
    assert protocol_of(value) == "notes"


@given(st.text())
def test_only_addresses_of_the_app_are_taken(text: str) -> None:
    addresses = Addresses("notes", ["app.example.org"])
    if addresses.takes(text):
        assert text.lower().startswith(("notes:", "http://", "https://"))
    assert addresses.takes(f"notes:{text}") == (not any(ord(letter) < 33 or letter == "\x7f" for letter in text))
    assert not addresses.takes(f"https://app.example.org.evil/{text}")


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://APP.example.org/x", True),
        ("http://user@app.example.org:80", True),
        ("https://app.example.org@evil.example/", False),
        ("https://[x", False),
        ("notes", False),
        ("NOTES:x", True),
        ("notes:" + "x" * 70_000, False),
    ],
)
def test_addresses(url: str, taken: bool) -> None:
    assert Addresses("notes", ["app.example.org"]).takes(url) is taken


LINES = st.lists(st.sampled_from(["[Default Applications]\n", "# x\n", "\n", "a/b=c.desktop\n", "t=o.desktop;\n"]))


@given(LINES, LINES)
def test_other_lines_stay_as_they_are(before: list[str], after: list[str]) -> None:
    text = "".join([*before, "t=x.desktop\n", *after])
    assert without(text, "t", "x.desktop") == "".join([*before, *after])
    both = "".join([*before, "t=y.desktop;x.desktop;\n", *after])
    assert without(both, "t", "x.desktop") == "".join([*before, "t=y.desktop;\n", *after])
