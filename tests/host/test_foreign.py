"""Foreign documents get public assets and nothing else, whatever path they write."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.foreign import PublicAssets
from oro_framework.host.protocol import Caller, parse_target

ORIGIN = "oro://org.example.app"
PUBLIC = PublicAssets(ORIGIN, [("api",), ("files", "private")], ["https://friend.example"])


@pytest.mark.parametrize(
    ("path", "public"),
    [
        ("/", True),
        ("/index.html", True),
        ("/files/logo.png", True),
        ("/oro/ipc.js", True),
        ("/apiary.html", True),
        ("/api", False),
        ("/api/items", False),
        ("/files/private/x.txt", False),
        ("/oro.toml", False),
        ("/app.py", False),
        ("/sub/APP.PY", False),
        ("/.ororc", False),
        ("/.git/config", False),
    ],
)
def test_the_rules(path: str, public: bool) -> None:
    assert PUBLIC.is_public(path) is public


CALLERS = st.sampled_from(
    [
        Caller(origin=ORIGIN),
        Caller(),
        Caller(opaque=True),
        Caller(origin="https://evil.example"),
        Caller(origin="https://friend.example"),
    ]
)


@given(CALLERS, st.text(max_size=20))
def test_only_known_strangers_are_refused_and_only_what_is_not_public(caller: Caller, path: str) -> None:
    stranger = caller.opaque or caller.origin == "https://evil.example"
    assert (PUBLIC.denies(caller, path) is None) is (not stranger or PUBLIC.is_public(path))


@given(st.lists(st.sampled_from(["api", "files", "private", "x", ".", "..", ""]), max_size=5), st.booleans())
def test_no_writing_of_a_path_makes_what_is_mounted_public(names: list[str], encoded: bool) -> None:
    written = "".join(f"%{ord(letter):02x}" for letter in "api") if encoded else "api"
    target = parse_target(f"{ORIGIN}/{written}/{'/'.join(quote(name) for name in names)}")
    assert not PUBLIC.is_public(target.path)
