"""A policy is narrowed by what a caller asks for, and never widened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.hosts import HostPattern, covers
from oro_container.core.policy import LEVELS, Folder, Narrowing, Policy, Widened

NAMES = st.sampled_from(["a", "b", "c", "d"])
HOSTS = st.sampled_from(["*", "*.x.y", "*.y", "x.y", "a.x.y", "x.y:8080", "*:22", "a.x.y:443", "[::1]", "[::1]:80"])
PATHS = st.sampled_from(["/", "/a", "/a/b", "/ab", "/a/../c"])
FOLDERS = st.builds(Folder, host=PATHS, guest=st.just("/g"), writable=st.booleans())
COUNTS = st.one_of(st.none(), st.integers(1, 9))


def _members(optional: bool) -> dict[str, st.SearchStrategy[object]]:
    def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
        return st.one_of(st.none(), strategy) if optional else strategy

    return {
        "env": maybe(st.lists(NAMES, max_size=3).map(tuple)),
        "folders": maybe(st.lists(FOLDERS, max_size=2).map(tuple)),
        "programs": maybe(st.lists(NAMES, max_size=3).map(tuple)),
        "hosts": maybe(st.lists(HOSTS, max_size=3).map(tuple)),
        "listen": maybe(st.booleans()),
        "scripts": maybe(st.booleans()),
        "processes": COUNTS if optional else st.integers(1, 9),
        "memory": COUNTS,
        "cpus": COUNTS,
        "cpu_seconds": COUNTS,
        "seconds": COUNTS,
        "disk": COUNTS,
        "files": COUNTS,
        "level": maybe(st.sampled_from(LEVELS)),
    }


POLICIES = st.builds(Policy, **_members(optional=False))
NARROWINGS = st.builds(Narrowing, **_members(optional=True))
LIMITS = ("processes", "memory", "cpus", "cpu_seconds", "seconds", "disk", "files")


@given(POLICIES, NARROWINGS)
def test_nothing_is_there_that_was_not_granted(granted: Policy, asked: Narrowing) -> None:
    narrowed = _narrowed(granted, asked)
    if narrowed is None:
        return
    assert set(narrowed.env) <= set(granted.env)
    assert set(narrowed.programs) <= set(granted.programs)
    assert all(covers(granted.hosts, host) for host in narrowed.hosts)
    assert granted.listen or not narrowed.listen
    assert granted.scripts or not narrowed.scripts
    assert LEVELS.index(narrowed.level) <= LEVELS.index(granted.level)
    for name in LIMITS:
        limit = getattr(granted, name)
        assert limit is None or getattr(narrowed, name) <= limit
    for folder in narrowed.folders:
        assert not folder.writable or any(each.writable for each in granted.folders)


@given(POLICIES, NARROWINGS)
def test_narrowing_twice_is_narrowing_once(granted: Policy, asked: Narrowing) -> None:
    narrowed = _narrowed(granted, asked)
    if narrowed is not None:
        assert narrowed.narrowed(asked) == narrowed


def _narrowed(granted: Policy, asked: Narrowing) -> Policy | None:
    """Return the narrowed policy, or None where it would be widened."""
    try:
        return granted.narrowed(asked)
    except Widened:
        return None


@given(POLICIES)
def test_nothing_asked_changes_nothing(granted: Policy) -> None:
    assert granted.narrowed(Narrowing()) == granted


@given(st.lists(HOSTS, max_size=3), HOSTS, st.sampled_from(["x.y", "a.x.y", "b.a.x.y"]), st.integers(1, 65535))
def test_what_covers_a_pattern_covers_each_host_in_it(granted: list[str], asked: str, name: str, port: int) -> None:
    host = f"{name}:{port}"
    if covers(granted, asked) and covers([asked], host):
        assert covers(granted, host)


@pytest.mark.parametrize(
    ("granted", "asked", "expected"),
    [
        ("x.y", "X.Y", True),
        ("x.y", "x.y:443", True),
        ("x.y", "x.y:8080", False),
        ("x.y:443", "x.y", False),
        ("*.x.y", "x.y", False),
        ("*.x.y", "*.a.x.y", True),
        ("*.a.x.y", "*.x.y", False),
        ("*", "*.x.y", True),
        ("*.x.y", "ax.y", False),
        ("[::1]:80", "[::1]:80", True),
    ],
)
def test_patterns_of_hosts(granted: str, asked: str, expected: bool) -> None:
    assert covers([granted], asked) is expected


@pytest.mark.parametrize("text", ["", ":80", "x:0", "x:65536", "x:y", "a b", "*x", "x.*", "[::1", "[]", "http://x"])
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a host such as"):
        HostPattern.parse(text)


@pytest.mark.parametrize(
    ("granted", "asked", "expected"),
    [("/a", "/a/b", True), ("/a", "/ab", False), ("/a", "/a/../b", False), ("/", "/a", True), ("/a/b", "/a", False)],
)
def test_folders_within_folders(granted: str, asked: str, expected: bool) -> None:
    policy = Policy(folders=(Folder(host=granted, guest="/g"),))
    narrowed = _narrowed(policy, Narrowing(folders=(Folder(host=asked, guest="/h"),)))
    assert (narrowed is not None) is expected
    assert _narrowed(policy, Narrowing(folders=(Folder(host=asked, guest="/h", writable=True),))) is None
