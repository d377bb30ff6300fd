"""Hints may be read when they are first wanted; what can be told without them is told at once."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from oro_framework.errors import DeclarationError, PluginUnavailable
from oro_framework.host.app import Host
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.plugins.discovery import Found
from oro_framework.host.requests.signature import Signature
from oro_framework.types import Call

LENT = """
from oro_framework import Call, hookimpl, route

@route("lent.good")
def good(call: Call, text: str) -> str: ...

@route("lent.bad")
def bad(call: Call, text: "Nothing") -> str: ...

@hookimpl
def oro_routes():
    return [good, bad]
"""


class Handlers:
    def bound(self, call: Call, text: str, times: int = 1, *, flag: bool = False) -> list[str]:
        return [text] * times if flag else []

    async def waiting(self, call: Call, text: str | None = None) -> None: ...


def plain(call: Call, path: str, /, *, letters: int = 1) -> dict[str, int]:
    return {path: letters}


def bare(call: Call) -> None: ...


@functools.wraps(bare)
def wrapped(*args: Any, **kwargs: Any) -> None: ...


def unnamed(call: Call, text: Nothing) -> None: ...  # type: ignore[name-defined]  # noqa: F821


def no_call(text: str) -> None: ...


def nothing_at_all() -> None: ...


def no_hint(call: Call, text) -> None: ...  # type: ignore[no-untyped-def]


def starred(call: Call, *rest: str) -> None: ...


def doubly_starred(call: Call, **rest: str) -> None: ...


GOOD = [Handlers().bound, Handlers().waiting, bare, wrapped]


@pytest.mark.parametrize("function", GOOD, ids=["bound", "waiting", "bare", "wrapped"])
def test_read_later_it_is_the_same(function: Callable[..., Any]) -> None:
    now, later = Signature.of("a.route", function), Signature.later("a.route", function)
    assert later.is_async == now.is_async
    assert later.params == now.params
    assert later.returns == now.returns


@pytest.mark.parametrize("function", [no_call, nothing_at_all, no_hint, starred, doubly_starred, plain])
def test_what_no_page_could_call_is_told_at_once(function: Callable[..., Any]) -> None:
    with pytest.raises(DeclarationError) as now:
        Signature.of("a.route", function)
    with pytest.raises(DeclarationError) as later:
        Signature.later("a.route", function)
    assert later.value.message == now.value.message


def test_a_hint_that_names_nothing_is_told_when_it_is_read() -> None:
    with pytest.raises(DeclarationError, match=r'hints of route "a\.route" at .*test_signature.*Nothing'):
        Signature.of("a.route", unnamed)
    later = Signature.later("a.route", unnamed)
    for _ in range(2):
        with pytest.raises(DeclarationError, match=r'hints of route "a\.route" at .*test_signature.*Nothing'):
            later.bind("a.route", {"text": "x"})


@pytest.fixture
def lent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Found]:
    """An installed plugin with a hint that names nothing."""
    (tmp_path / "lent_routes.py").write_text(LENT)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Found("lent", "lent_routes", "oro-lent", "1")
    sys.modules.pop("lent_routes", None)


def loaded(root: Path, lent: Found, *, thorough: bool) -> Host:
    config = load(Sources(derived={"meta_bundle_identifier": "com.example.test"}))
    return Host.load(config, root=root, found=[lent], thorough=thorough)


def test_an_installed_plugin_with_a_wrong_hint_runs_but_for_that_route(tmp_path: Path, lent: Found) -> None:
    host = loaded(tmp_path, lent, thorough=False)
    assert host.plugins.infos["lent"].state == "active"
    assert host.routes["lent.good"].signature.bind("lent.good", {"text": "x"}) == {"text": "x"}
    with pytest.raises(DeclarationError, match=r"lent\.bad"):
        host.routes["lent.bad"].signature.bind("lent.bad", {"text": "x"})


def test_who_looks_closely_sets_it_aside(tmp_path: Path, lent: Found) -> None:
    info = loaded(tmp_path, lent, thorough=True).plugins.infos["lent"]
    assert info.state == "broken"
    assert 'hints of route "lent.bad"' in info.error


def test_an_apps_own_wrong_hint_stops_its_start_however_it_is_started(tmp_path: Path, lent: Found) -> None:
    own = __import__(lent.module)
    config = load(Sources(derived={"meta_bundle_identifier": "com.example.test"}))
    with pytest.raises(PluginUnavailable, match=r'hints of route "lent\.bad"'):
        Host.load(config, root=tmp_path, plugins=[("app", own)], found=[], thorough=False)
