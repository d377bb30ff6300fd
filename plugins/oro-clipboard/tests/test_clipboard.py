"""The clipboard by pages of both engines, with xclip as the other program; and what is refused."""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_clipboard import plugin
from oro_clipboard.items import FORMATS, items_of

from oro_framework.errors import InvalidArgument
from oro_framework.testing import Engines, engines, open_host
from oro_framework.testing.display import virtual_display
from oro_framework.testing.tap import parse_tap

APP = Path(__file__).resolve().parent / "app"
PNG = b"\x89PNG\r\n\x1a\nrest"


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A display of X11, as xclip's is, with a clipboard of its own; Qt's `offscreen` has none that programs share."""
    with virtual_display() as name:
        monkeypatch.setenv("ORO_TEST_DISPLAY", "x11")
        monkeypatch.setenv("DISPLAY", name)
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        yield


@pytest.mark.webview
@pytest.mark.skipif(shutil.which("xclip") is None, reason="needs xclip: apt-get install xclip")
@pytest.mark.parametrize("engine", engines())
def test_pages_and_other_programs_exchange(engine: str, screen: None) -> None:
    _, output = Engines().run(engine, APP, "--test", str(APP / "peer.js"))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
    assert len(report.tests) == 6


@pytest.mark.anyio
async def test_without_a_window_it_says_so() -> None:
    async with open_host(plugin) as app:
        for route, body in (("formats", None), ("read", None), ("write", b"{}")):
            err = (await app.call(f"clipboard.{route}", body)).err
            assert err["code"] == "NOT_SUPPORTED_ERR"
            assert err["message"] == "Cannot use the clipboard: the headless backend has none"


@pytest.mark.anyio
async def test_without_the_permission_nothing_is_told() -> None:
    async with open_host(plugin, settings={"permissions_allow_clipboard": False}) as app:
        for route in ("formats", "read", "write"):
            assert (await app.call(f"clipboard.{route}")).err["code"] == "ERR_DENIED"


@given(st.dictionaries(st.sampled_from(FORMATS[:2]), st.text()), st.booleans())
def test_what_is_written_comes_through(texts: dict[str, str], image: bool) -> None:
    body = {**texts, **({"image/png": b64encode(PNG).decode()} if image else {})}
    expected = {format: text.encode("utf-8", "replace") for format, text in texts.items()}
    assert items_of(json.dumps(body).encode()) == {**expected, **({"image/png": PNG} if image else {})}


@given(st.binary() | st.dictionaries(st.text(), st.text()).map(lambda found: json.dumps(found).encode()))
def test_any_body_gives_items_or_an_error(body: bytes) -> None:
    with suppress(InvalidArgument):
        assert set(items_of(body)) <= set(FORMATS)
