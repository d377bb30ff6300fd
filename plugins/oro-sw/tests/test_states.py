"""Registrations and their versions; what begins with what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_sw.registrations.states import DAY, Registration, Registry, Script, Source, State, Version
from oro_sw.urls import joined

ORIGIN = "oro://org.example.app"
PATHS = st.lists(st.sampled_from(["a", "b", "ab"]), max_size=4).map(lambda parts: "/" + "".join(p + "/" for p in parts))


def registered(scope: str = f"{ORIGIN}/") -> Registration:
    return Registration(scope, scope, Source(scope + "sw.js"))


@given(st.lists(PATHS, unique=True), PATHS)
def test_a_url_belongs_to_the_longest_scope(scopes: list[str], path: str) -> None:
    registry = Registry()
    for scope in scopes:
        registry.add(registered(ORIGIN + scope))
    found = registry.match(ORIGIN + path)
    fitting = [scope for scope in scopes if path.startswith(scope)]
    assert (found.scope if found else None) == (ORIGIN + max(fitting, key=len) if fitting else None)


@given(st.lists(st.sampled_from(["begin", "installed", "activate", "drop"]), max_size=30))
def test_versions_only_move_on_and_each_place_has_one(steps: list[str]) -> None:
    registration, made = registered(), list[Version]()
    order = list(State)
    for step in steps:
        before = {version.id: version.state for version in made}
        ended: list[Version] = []
        if step == "begin":
            made.append(Version(str(len(made)), registration, registration.source, Script(b"")))
            ended = registration.begin(made[-1])
        elif step == "installed" and registration.installing is not None:
            ended = registration.installed()
        elif step == "activate" and registration.waiting is not None:
            ended = registration.activate()
        elif step == "drop" and made:
            registration.drop(made[-1])
        places = registration.versions()
        assert len({id(version) for version in places}) == len(places) <= 3
        assert all(version.state is State.REDUNDANT for version in ended)
        assert all(order.index(version.state) >= order.index(before.get(version.id, State.PARSED)) for version in made)
        assert all(version in places or version.state is State.REDUNDANT for version in made)


@given(PATHS, st.sampled_from(["sw.js", "./", "../x", "/abs/olute", "?q=1", "", "https://example.org/", f"{ORIGIN}/x"]))
def test_urls_resolve_as_those_of_the_web_do(path: str, url: str) -> None:
    from urllib.parse import urljoin

    web = urljoin("http://org.example.app" + path, url)
    expected = web if ":" in url else web.replace("http://", "oro://", 1)
    assert joined(ORIGIN + path, url) == expected


@pytest.mark.parametrize(
    ("cache", "script", "imports"), [("imports", True, False), ("all", False, False), ("none", True, True)]
)
def test_copies_will_do_as_was_asked_for_and_for_a_day(cache: str, script: bool, imports: bool) -> None:
    registration = registered()
    registration.cache = cache
    assert registration.fresh(0, imported=True), "what comes first is no copy"
    registration.active = Version("1", registration, registration.source, Script(b""))
    assert not registration.stale(0), "nobody looked yet"
    registration.checked = 1e9
    for now, stale in ((1e9, False), (1e9 + DAY, False), (1e9 + DAY + 1, True), (1e9 - DAY - 1, True)):
        assert registration.stale(now) is stale
        assert registration.fresh(now, imported=False) is (script or stale)
        assert registration.fresh(now, imported=True) is (imports or stale)
