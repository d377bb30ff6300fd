"""`.npmrc`: which registry, what it is told, and that it is never shown."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.packages.npmrc import Npmrc, parse_npmrc, read_npmrc

TOKEN = "secret-token"


def test_scopes_have_registries_of_their_own() -> None:
    found = parse_npmrc("registry=http://one.test/npm\n@scope:registry = http://two.test", {})
    assert found.registry_of("lib") == "http://one.test/npm/"
    assert found.registry_of("@scope/lib") == "http://two.test/"
    assert found.registry_of("@other/lib") == "http://one.test/npm/"


def test_the_project_is_above_the_user() -> None:
    found = read_npmrc(["registry=http://project.test", "registry=http://user.test\nsave-exact=true"], {})
    assert (found.registry, found.is_on("save-exact")) == ("http://project.test/", True)


def test_what_a_registry_is_told_is_for_its_addresses() -> None:
    found = parse_npmrc(f"//one.test/npm/:_authToken={TOKEN}", {})
    assert found.authorization("http://one.test/npm/lib") == f"Bearer {TOKEN}"
    assert found.authorization("https://one.test/npm/@s%2flib/-/lib-1.0.0.tgz") == f"Bearer {TOKEN}"
    for other in (
        "http://one.test/lib",
        "http://two.test/npm/lib",
        "http://one.test:8080/npm/",
        "http://one.test/npmx/",
    ):
        assert found.authorization(other) is None


def test_names_and_passwords_are_told_as_basic() -> None:
    password = base64.b64encode(b"word").decode()
    found = parse_npmrc(f"//a.test/:username=me\n//a.test/:_password={password}\n//b.test/:_auth=abc", {})
    assert found.authorization("http://a.test/x") == "Basic " + base64.b64encode(b"me:word").decode()
    assert found.authorization("http://b.test/x") == "Basic abc"


def test_variables_are_put_in() -> None:
    text = "//a.test/:_authToken=${TOKEN}\ncafile=${HOME}/ca.pem\nregistry=http://${GONE?}a.test\nproxy=\\${HOME}"
    found = parse_npmrc(text, {"TOKEN": TOKEN, "HOME": "/home"})
    assert found.authorization("http://a.test/") == f"Bearer {TOKEN}"
    assert found.registry == "http://a.test/"
    assert found.noticed == {"cafile": "/home/ca.pem", "proxy": "${HOME}"}


def test_a_missing_variable_is_named() -> None:
    found = parse_npmrc("//a.test/:_authToken=${GONE}", {})
    assert found.authorization("http://a.test/") is None
    assert found.problems == ('"//a.test/:_authToken" in .npmrc is left out: variable GONE is not set',)


def test_a_token_for_no_registry_is_left_out() -> None:
    found = parse_npmrc(f"_authToken={TOKEN}", {})
    assert found.problems == ('"_authToken" in .npmrc is not for any registry; write it as "//HOST/:_authToken"',)
    assert found.get("_authToken") == ""


def test_secrets_are_not_shown() -> None:
    lines = [f"//a.test/:{key}={TOKEN}" for key in ("_authToken", "_auth", "_password", "username", "keyfile")]
    found = parse_npmrc("\n".join([*lines, f"_auth={TOKEN}", f"key={TOKEN}"]), {})
    for shown in (repr(found), str(found), f"{found}", str(found.problems)):
        assert TOKEN not in shown


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("a=b", "b"),
        ("a = b ; comment", "b"),
        ('a="b # c"', "b # c"),
        ("a='b'", "b"),
        ("a=b\\;c", "b;c"),
        ("a", "true"),
        ("; a=b", ""),
        ("# a=b", ""),
        ("[a]", ""),
        ("a[]=b\na[]=c", "b, c"),
        ("a=b=c", "b=c"),
    ],
)
def test_lines_are_read(line: str, value: str) -> None:
    assert parse_npmrc(line, {}).get("a") == value


def test_the_default_registry_is_that_of_npm() -> None:
    assert Npmrc().registry_of("lib") == parse_npmrc("registry=file:///x", {}).registry


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    parse_npmrc(text, {}).authorization("http://a.test/b")
