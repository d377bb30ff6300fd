"""Every URL of ours survives WebView2's form of it, and no other URL is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.edge.url import from_engine, to_engine

SCHEMES = frozenset({"oro", "ipc", "node"})
HOSTS = st.from_regex(r"[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?", fullmatch=True)
TAILS = st.one_of(st.just(""), st.builds("{}{}".format, st.sampled_from("/?#"), st.text(max_size=30)))


@given(st.sampled_from(sorted(SCHEMES)), HOSTS, TAILS)
def test_there_and_back(scheme: str, host: str, tail: str) -> None:
    url = f"{scheme}://{host}{tail}"
    assert to_engine(url, SCHEMES).startswith("https://")
    assert from_engine(to_engine(url, SCHEMES), SCHEMES) == url


@given(st.sampled_from(sorted(SCHEMES)), st.from_regex(r"[a-z][a-z0-9_/]{0,20}", fullmatch=True))
def test_module_specifiers_too(scheme: str, name: str) -> None:
    assert from_engine(to_engine(f"{scheme}:{name}", SCHEMES), SCHEMES) == f"{scheme}:{name}"


@given(st.text())
def test_any_text_passes(text: str) -> None:
    assert isinstance(from_engine(to_engine(text, SCHEMES), SCHEMES), str)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/oro",
        "https://oro.localhost.example.com/",
        "https://app.other.localhost/",
        "https://localhost/",
        "http://app.oro.localhost/",
        "about:blank",
        "data:text/plain,oro://x",
        "",
    ],
)
def test_what_is_not_ours_stays(url: str) -> None:
    assert to_engine(url, SCHEMES) == url
    assert from_engine(url, SCHEMES) == url


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("oro://com.example.app/a/b?c#d", "https://com.example.app.oro.localhost/a/b?c#d"),
        ("ipc://fs.readFile?path=x", "https://fs.readfile.ipc.localhost?path=x"),
        ("oro://com.example.app", "https://com.example.app.oro.localhost"),
        ("node:fs/promises", "https://node.localhost/fs/promises"),
    ],
)
def test_addresses(ours: str, theirs: str) -> None:
    assert to_engine(ours, SCHEMES) == theirs
    assert from_engine(theirs, SCHEMES) == ours.replace("readFile", "readfile")


def test_without_schemes_nothing_is_translated() -> None:
    assert to_engine("oro://app/", ()) == "oro://app/"
    assert from_engine("https://app.oro.localhost/", ()) == "https://app.oro.localhost/"
