"""Any call gives the handler's arguments or an error that says what is wrong."""

from __future__ import annotations

from typing import Any, Literal, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import Conflict, DeclarationError, InvalidArgument, NoRoute, TooLarge
from oro_framework.host.requests.router import Bound, Router, json_params
from oro_framework.service import route, routes_of
from oro_framework.types import Call


def make_router(*functions: Any, max_body: int = 1024) -> Router:
    router = Router(lambda call, permission: None, max_body)
    for function in functions:
        for declared in routes_of(function):
            router.add(Bound.of(declared, "test"))
    return router


def make_call(params: dict[str, Any], body: bytes = b"", name: str = "test.route") -> Call:
    return Call(
        host=cast(Any, None), route=name, window=None, origin="oro://app", client="1", params=params,
        headers=(), body=body, seq="R1",
    )  # fmt: skip


@route("Test.Route")
def typed(
    call: Call,
    text: str,
    number: int = 3,
    flag: bool = False,
    choice: Literal[0, 4, 6] = 0,
    items: list[int] | None = None,
    maybe: str | None = None,
) -> None:
    """Take one of each."""


def prepared(params: dict[str, Any], body: bytes = b"") -> dict[str, Any]:
    router = make_router(typed)
    return router.prepare(router.lookup("test.route"), make_call(params, body))


def test_text_becomes_what_the_hints_say() -> None:
    params = {"text": "12", "number": "-7", "flag": "true", "choice": "4", "items": "[1,2]", "maybe": "null"}
    assert prepared(params) == {
        "text": "12", "number": -7, "flag": True, "choice": 4, "items": [1, 2], "maybe": "null",
    }  # fmt: skip


def test_json_values_are_taken_as_they_are() -> None:
    assert prepared({"text": "x", "items": [3], "flag": True}) == {"text": "x", "items": [3], "flag": True}


def test_empty_counts_as_absent_but_for_optional_text() -> None:
    assert prepared({"text": "x", "number": "", "maybe": ""}) == {"text": "x", "maybe": ""}


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "Expecting 'text' in parameters: str is required, got nothing"),
        ({"text": ""}, "Expecting 'text' in parameters"),
        ({"text": "x", "number": "ten"}, "parameter \"number\" must be int, got 'ten'"),
        ({"text": "x", "choice": "5"}, "parameter \"choice\" must be one of 0, 4, 6, got '5'"),
        ({"text": "x", "items": "[1,"}, 'parameter "items" must be list[int] | None'),
        ({"text": 5}, 'parameter "text" must be str, got 5'),
    ],
)
def test_a_bad_parameter_is_named(params: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        prepared(params)
    assert message in caught.value.message
    assert caught.value.message.startswith('Cannot call "Test.Route"')


@given(st.dictionaries(st.sampled_from(["text", "number", "flag", "choice", "items", "maybe"]), st.text()))
def test_any_parameters_are_arguments_or_an_error(params: dict[str, str]) -> None:
    try:
        arguments = prepared(params)
    except InvalidArgument:
        return
    assert isinstance(arguments["text"], str)
    assert isinstance(arguments.get("number", 0), int)


@given(st.binary())
def test_any_body_is_members_or_an_error(body: bytes) -> None:
    try:
        members = json_params("x", body)
    except InvalidArgument:
        return
    assert isinstance(members, dict)


def test_a_route_nobody_has_names_the_nearest() -> None:
    with pytest.raises(NoRoute, match=r'did you mean "test\.route"'):
        make_router(typed).lookup("test.rout")


def test_a_body_over_the_limit() -> None:
    with pytest.raises(TooLarge, match="its body has 2000 bytes, the limit is 1024"):
        prepared({"text": "x"}, b"." * 2000)


def test_two_plugins_and_one_name() -> None:
    router = make_router(typed)
    with pytest.raises(Conflict, match=r'plugin "other" at .*test_router.*plugin "test" maps it'):
        router.add(Bound.of(next(routes_of(typed)), "other"))


def test_what_no_page_could_call() -> None:
    @route("no.call")
    def no_call(text: str) -> None: ...

    @route("no.hint")
    def no_hint(call: Call, text) -> None: ...  # type: ignore[no-untyped-def]

    @route("no.name")
    def no_name(call: Call, *rest: str) -> None: ...

    for function, message in ((no_call, "first parameter"), (no_hint, "no type hint"), (no_name, "has no name")):
        with pytest.raises(DeclarationError, match=message):
            make_router(function)
