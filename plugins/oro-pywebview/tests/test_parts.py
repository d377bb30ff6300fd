"""Functions that pages may call, where pages are, events, and values that are shared."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import oro_pywebview as webview
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_pywebview import plugin
from oro_pywebview.addresses import common_folder, is_elsewhere, path_in
from oro_pywebview.api import function_of, functions_of
from oro_pywebview.state import State, StateEventType

from oro_framework.testing import open_host


class Inner:
    def deep(self) -> str:
        return "deep"


class Api:
    inner = Inner()
    value = 3

    def __init__(self) -> None:
        self.itself = self
        self._secret = Inner()

    def plain(self) -> str:
        return "plain"

    def _hidden(self) -> None:
        raise AssertionError

    @property
    def broken(self) -> None:
        raise OSError


def test_public_functions_may_be_called_and_no_others() -> None:
    api = Api()
    assert sorted(functions_of(api)) == ["inner.deep", "plain"]
    assert function_of(api, "inner.deep")() == "deep"
    for name in ("_hidden", "_secret.deep", "value", "nowhere", "plain.__func__", "__class__", "inner.__init__", ""):
        with pytest.raises(LookupError):
            function_of(api, name)


@given(st.text())
def test_no_name_reaches_what_is_private(name: str) -> None:
    try:
        found = function_of(Api(), name)
    except LookupError:
        return
    assert name in ("plain", "inner.deep", "itself.plain", "itself.inner.deep")
    assert callable(found)


def test_pages_are_files_beside_the_program_or_elsewhere(tmp_path: Path) -> None:
    assert [is_elsewhere(url) for url in ("https://a", "data:,x", "index.html", "a/b.html")] == [
        True,
        True,
        False,
        False,
    ]
    folder = common_folder(tmp_path, ["gui/a.html", "gui/more/b.html"])
    assert folder == tmp_path / "gui"
    assert path_in(folder, tmp_path, "gui/more/b c.html?x=1#y") == "/more/b%20c.html?x=1#y"
    assert path_in(folder, tmp_path, (tmp_path / "gui" / "a.html").as_uri()) == "/a.html"
    with pytest.raises(ValueError, match="it is not in"):
        path_in(folder, tmp_path, "../elsewhere.html")
    assert common_folder(tmp_path, []) == tmp_path


def test_values_are_told_to_the_page_and_to_python() -> None:
    told: list[tuple[Any, ...]] = []
    heard: list[tuple[Any, ...]] = []
    called = threading.Semaphore(0)

    def hear(*what: Any) -> None:
        heard.append(what)
        called.release()

    state = State(lambda *what: told.append(what))
    state += hear
    state.a = 1
    state.a = 1
    state["b"] = [2]
    state.take("c", 3)
    del state.a
    state.drop("nowhere")
    for _ in range(4):
        assert called.acquire(timeout=20)
    assert told == [("change", "a", 1), ("change", "b", [2]), ("delete", "a", 1)]
    assert sorted(heard, key=repr) == sorted(
        [
            (StateEventType.CHANGE, "a", 1),
            (StateEventType.CHANGE, "b", [2]),
            (StateEventType.CHANGE, "c", 3),
            (StateEventType.DELETE, "a", 1),
        ],
        key=repr,
    )
    assert state == {"b": [2], "c": 3}
    with pytest.raises(AttributeError, match=r"Cannot read state\.a"):
        _ = state.a


def test_what_is_not_here_is_named() -> None:
    with pytest.raises(webview.WebViewException, match="mount it"):
        webview.create_window("App", object())  # type: ignore[arg-type]
    with pytest.raises(webview.WebViewException, match="Cannot make a menu"):
        webview.create_window("App", menu=[object()])
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        webview.create_window("App", colour="red")
    with pytest.raises(webview.WebViewException, match="make a window by create_window"):
        webview.start()
    window = webview.create_window("Early", html="", easy_drag=False)
    try:
        with pytest.raises(AttributeError, match=r"Window\.dom is not here: write evaluate_js"):
            _ = window.dom
        with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
            _ = window.nothing
    finally:
        webview.windows.remove(window)


def test_the_frameworks_own_pywebview_is_left_alone() -> None:
    import webview as original

    assert original is not webview
    assert original.windows is not webview.windows


@pytest.mark.anyio
async def test_an_app_without_such_windows_is_called_by_nothing() -> None:
    async with open_host(plugin) as host:
        answer = await host.call("pywebview.call", id="1", name="f", args="[]")
        assert answer.status == 404
        assert answer.err["message"] == "Cannot call Python: this window was not made by create_window()"
        assert (await host.call("pywebview.evaluated", id="1", value="{")).err["code"] == "ERR_INVALID_ARG"
        assert (await host.client.get("/pywebview-page?1")).status_code == 404


@pytest.mark.anyio
async def test_the_permission_is_needed() -> None:
    async with open_host(plugin, settings={"permissions_allow_pywebview": False}) as host:
        assert (await host.call("pywebview.ready")).status == 403
