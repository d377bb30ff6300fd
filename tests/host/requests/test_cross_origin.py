"""Foreign documents get public assets and nothing else, whatever path they write."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.requests.cross_origin import PublicAssets
from oro_framework.host.requests.protocol import Caller, Request, parse_target

ORIGIN = "oro://org.example.app"
PUBLIC = PublicAssets(
    ORIGIN,
    mounted=[("api",), ("files", "private"), ("oro", "mine"), ("actions",)],
    private=[("actions",)],
    allowed=["https://friend.example"],
    is_module=lambda path: path in ("/oro/ipc.js", "/oro/mine/module.js"),
)


@pytest.mark.parametrize(
    ("path", "public"),
    [
        ("/", True),
        ("/index.html", True),
        ("/files/logo.png", True),
        ("/oro/ipc.js", True),
        ("/oro/mine", False),
        ("/oro/mine/item", False),
        ("/oro/mine/module.js", True),
        ("/oro/.hidden", False),
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


PATHS = st.text(max_size=20) | st.sampled_from(["/api/items", "/actions/delete", "/oro/ipc.js", "/index.html"])


def asked(caller: Caller, path: str, method: str = "GET", scripted: bool | None = None) -> Request:
    target = parse_target(f"{ORIGIN}/{quote(path, errors='replace')}".replace("//", "/").replace(":/", "://", 1))
    return Request(target=target, method=method, caller=caller, scripted=scripted)


@given(CALLERS, PATHS)
def test_by_get_only_known_strangers_are_refused_and_only_what_is_not_public(caller: Caller, path: str) -> None:
    request = asked(caller, path)
    stranger = caller.opaque or caller.origin == "https://evil.example"
    private = request.target.path.startswith("/actions") and caller.origin != ORIGIN
    refused = (stranger and not PUBLIC.is_public(request.target.path)) or (
        private and not PUBLIC.is_public(request.target.path)
    )
    assert (PUBLIC.denies(request) is not None) is refused


@given(CALLERS, PATHS, st.sampled_from(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY", "post"]))
def test_any_other_method_is_for_senders_that_are_known(caller: Caller, path: str, method: str) -> None:
    request = asked(caller, path, method)
    private = request.target.path.startswith("/actions") and not PUBLIC.is_public(request.target.path)
    allowed = caller.origin == ORIGIN or (caller.origin == "https://friend.example" and not private)
    assert (PUBLIC.denies(request) is None) is allowed


@pytest.mark.parametrize(("method", "passes"), [("GET", True), ("HEAD", True), ("POST", False)])
def test_an_origin_header_alone_may_read_what_its_origin_may_have(method: str, passes: bool) -> None:
    target = parse_target(f"{ORIGIN}/api/items")
    headers = [("origin", "https://friend.example")]
    request = Request(target=target, method=method, headers=headers, caller=Caller(opaque=True))
    assert (PUBLIC.denies(request) is None) is passes


@pytest.mark.parametrize("scripted", [True, False])
def test_what_is_not_public_answers_scripts_of_the_app_alone(scripted: bool) -> None:
    assert (PUBLIC.denies(asked(Caller(origin=ORIGIN), "/actions/x", scripted=scripted)) is None) is scripted
    assert PUBLIC.denies(asked(Caller(), "/actions/x", scripted=False)) is not None


@given(st.lists(st.sampled_from(["api", "files", "private", "x", ".", "..", ""]), max_size=5), st.booleans())
def test_no_writing_of_a_path_makes_what_is_mounted_public(names: list[str], encoded: bool) -> None:
    written = "".join(f"%{ord(letter):02x}" for letter in "api") if encoded else "api"
    target = parse_target(f"{ORIGIN}/{written}/{'/'.join(quote(name) for name in names)}")
    assert not PUBLIC.is_public(target.path)
