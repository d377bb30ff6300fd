"""Extensions without an engine: which file a name stands for, and what loading leaves behind."""

from __future__ import annotations

import sys
from pathlib import Path

import oro_extension.plugin as plugin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_extension.finding import find, is_name
from oro_extension.settings import roots_of

from oro_framework.testing import open_host
from oro_framework.types import Route

pytestmark = pytest.mark.anyio

EXTENSIONS = Path(__file__).with_name("js") / "extensions"


@given(st.text())
def test_no_name_leaves_its_folder(text: str) -> None:
    found = find(text, [EXTENSIONS.resolve()])
    assert found is None or found.path.is_relative_to(EXTENSIONS.resolve())
    assert is_name(text) == bool(text and len(text) <= 64 and not set(text) - set(ALPHABET))


ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"


def test_links_out_of_the_folder_lead_nowhere(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside.py").write_text("")
    (root / "link.py").symlink_to(tmp_path / "outside.py")
    (root / "own.py").write_text("")
    (root / "alias.py").symlink_to(root / "own.py")
    assert find("link", [root.resolve()]) is None
    alias = find("alias", [root.resolve()])
    assert alias is not None
    assert alias.path == root.resolve() / "own.py"


def test_roots_are_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "extensions").mkdir()
    (tmp_path / "more").mkdir()
    assert roots_of((), tmp_path) == [(tmp_path / "extensions").resolve()]
    assert roots_of(("more", "none", str(tmp_path)), tmp_path) == [(tmp_path / "more").resolve(), tmp_path.resolve()]


async def test_an_extension_is_loaded_anew_as_it_is_now(tmp_path: Path) -> None:
    file = tmp_path / "extensions" / "x.py"
    file.parent.mkdir()
    source = 'from oro_framework import route\n\n@route("x.n")\ndef n(call) -> int:\n    return {}\n'
    async with open_host(plugin, settings={"extensions_allowed_roots": str(file.parent)}) as opened:
        for number in (1, 22):
            file.write_text(source.format(number))
            assert (await opened.call("extension.load", name="X")).err["type"] == "NotFoundError"
            assert (await opened.call("extension.load", name="x")).data["name"] == "x"
            assert (await opened.call("x.n")).data == number
            assert (await opened.call("extension.unload", name="x")).data == {}
        assert "oro_extension_x" not in sys.modules


async def test_a_conflict_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "log.py").write_text(
        'from oro_framework import route\n\n@route("log.new")\ndef new(call) -> int:\n    return 1\n\n'
        '@route("log.old")\ndef old(call) -> int:\n    return 1\n'
    )
    (tmp_path / "log").mkdir()
    async with open_host(plugin, settings={"extensions_allowed_roots": str(tmp_path)}) as opened:
        opened.host.add_routes("test", [_route("log.old")])
        failed = await opened.call("extension.load", name="log")
        assert failed.err["code"] == "ERR_EXTENSION"
        assert 'plugin "test" maps it' in failed.err["message"]
        assert (await opened.call("log.new")).status == 404
        assert (await opened.call("log.old")).data == "old"
        opened.host.remove_routes("test")
        assert (await opened.call("log.old")).status == 404
        assert (await opened.call("extension.load", name="log")).data["type"] == "shared"


def _route(name: str) -> Route:
    return Route(name=name, handler=lambda call: "old")


async def test_the_end_of_the_app_ends_lifespans(tmp_path: Path) -> None:
    note = tmp_path / "note"
    (tmp_path / "life.py").write_text(
        "from contextlib import asynccontextmanager\nfrom pathlib import Path\n\n@asynccontextmanager\n"
        f'async def lifespan(host):\n    yield\n    Path({str(note)!r}).write_text("left")\n'
    )
    async with open_host(plugin, settings={"extensions_allowed_roots": str(tmp_path)}) as opened:
        await opened.call("extension.load", name="life")
        assert not note.exists()
    assert note.read_text() == "left"


async def test_without_the_permission_nothing_is_loaded() -> None:
    async with open_host(plugin, settings={"permissions_allow_extensions": False}) as opened:
        for route in ("load", "unload", "type", "stats", "binary"):
            assert (await opened.call(f"extension.{route}", name="words")).status == 403


async def test_a_component_is_said_to_belong_to_another_plugin() -> None:
    files = {
        "extensions/words.wasm": b"\0asm\x0d\0\1\0",
        "extensions/module.wasm": b"\0asm\1\0\0\0",
    }
    async with open_host(plugin, files=files) as opened:
        err = (await opened.call("extension.load", name="words")).err
        assert "it is a WebAssembly component, which pages call as routes, such as words.run" in err["message"]
        assert "oro-wasm" in err["message"]
        assert (await opened.call("extension.load", name="module")).data["type"] == "wasm32"
