"""Routes as tools: which ones, and what their schemas and descriptions say, whatever their hints are."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from types import GenericAlias
from typing import Annotated, Any, Literal, Optional

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta
from oro_mcp import plugin, resource, tool
from oro_mcp.server.outcome import EventReader, Outcome, outcome_of
from oro_mcp.server.principals import of_stdio, of_token
from oro_mcp.tools.docstring import documentation
from oro_mcp.tools.exposing import AppResource, AppTool, resources_of, tool_name, tools_of

from oro_framework import Call, route
from oro_framework.errors import Conflict, DeclarationError
from oro_framework.host.requests.router import Bound
from oro_framework.parameters import FilePath
from oro_framework.service import routes_of
from oro_framework.testing import open_host
from oro_framework.types import EventStream


def bound(function: Callable[..., Any]) -> Bound:
    (found,) = routes_of(function)
    return Bound.of(found, "tests")


def tool_of(function: Callable[..., Any], *patterns: str) -> AppTool:
    (found,) = tools_of([bound(function)], patterns or ("*",)).values()
    return found


class Tea(msgspec.Struct, rename="camel"):
    """A tea."""

    tea_name: str
    degrees: Annotated[int, Meta(ge=0, le=100)] = 80


@route("tea.brew")
async def brew(
    call: Call,
    *,
    tea: Tea,
    cups: Annotated[int, Meta(ge=1)] = 1,
    milk: bool | None = None,
    kind: Literal["pot", "cup"] = "pot",
    where: FilePath = "",
) -> Tea | None:
    """Brew tea.

    It takes minutes.

    Args:
        call: of anyone.
        tea: what is brewed,
            in which water.
        cups (int): how many.

    Raises:
        NotFound: there is none.

    Returns:
        The tea.
    """
    return tea


@route("tea.pour", internal=True)
def pour(call: Call) -> None:
    """Pour."""


@route("mcp.own")
def own(call: Call) -> None:
    """Be of the plugin."""


@tool(name="strange name!", read_only=True)
@route("tea.marked")
def marked(call: Call) -> int:
    """Be marked."""
    return 1


def test_nothing_is_a_tool_unless_it_is_marked_or_named() -> None:
    every = [bound(each) for each in (brew, pour, own, marked)]
    assert list(tools_of(every, ())) == ["strange_name_"]
    assert set(tools_of(every, ("*",))) == {"tea_brew", "strange_name_"}
    assert set(tools_of(every, ("TEA.B*",))) == {"tea_brew", "strange_name_"}


def test_two_routes_of_one_name_are_refused() -> None:
    @route("tea_brew")
    def other(call: Call) -> None: ...

    with pytest.raises(Conflict, match=r'"tea.brew" and "tea_brew": both are tool "tea_brew"'):
        tools_of([bound(brew), bound(other)], ("*",))


def test_a_schema_says_what_the_route_takes_and_returns() -> None:
    found = tool_of(brew)
    schema = found.input_schema
    jsonschema.Draft202012Validator.check_schema(schema)
    assert (schema["required"], schema["additionalProperties"]) == (["tea"], False)
    properties = schema["properties"]
    assert properties["tea"]["description"] == "what is brewed, in which water."
    assert properties["cups"] == {"type": "integer", "minimum": 1, "default": 1, "description": "how many."}
    assert properties["kind"]["enum"] == ["cup", "pot"]
    assert properties["where"]["description"] == "path without NUL"
    assert found.description == "Brew tea.\n\nIt takes minutes.\n\nReturns: The tea."
    jsonschema.validate({"tea": {"teaName": "x", "degrees": 3}, "cups": 2, "milk": None}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"tea": {"tea_name": "x"}}, schema)
    result = found.output_schema
    assert result is not None
    outcome = Outcome(value={"teaName": "x", "degrees": 3})
    jsonschema.validate(outcome.structured(result), result)
    jsonschema.validate(Outcome(value=None).structured(result), result)
    assert found.unknown({"tea": 1, "sugar": 2}) == ["sugar"]


PLAIN = (int, str, float, bool, bytes, None, Tea, Any, object, complex, re.Pattern, Literal["a", 1], FilePath)
HINTS: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(PLAIN),
    lambda inner: (
        inner.map(lambda hint: GenericAlias(list, (hint,)))
        | inner.map(lambda hint: GenericAlias(dict, (str, hint)))
        | inner.map(lambda hint: Optional[hint])  # noqa: UP045 - of a value
        | st.tuples(inner, inner).map(lambda hints: GenericAlias(tuple, hints))
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), HINTS, max_size=4), HINTS)
def test_any_hints_give_schemas(hints: Mapping[str, Any], returns: Any) -> None:
    from oro_mcp.tools.schema import input_schema, output_schema

    from oro_framework.host.requests.signature import Param

    params = [Param(name, hint, None, False, False) for name, hint in hints.items()]
    schema = input_schema(params, {})
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == set(hints)
    json.dumps(schema)
    result = output_schema(returns)
    if result is not None:
        jsonschema.Draft202012Validator.check_schema(result)
        assert result["type"] == "object"


def test_results_that_are_no_json_have_no_schema() -> None:
    @route("a")
    async def events(call: Call) -> EventStream:
        raise NotImplementedError

    @route("b")
    async def numbers(call: Call) -> AsyncIterator[int]:
        raise NotImplementedError

    @route("c")
    async def anything(call: Call) -> Any:
        return None

    assert [tool_of(each).output_schema for each in (events, numbers, anything)] == [None, None, None]


@given(st.text())
def test_any_docstring_is_read(text: str) -> None:
    def function() -> None: ...

    function.__doc__ = text
    found = documentation(function)
    assert all(value.strip() == value for value in found.parameters.values())


@given(st.text(min_size=1))
def test_names_are_those_that_models_take(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", tool_name(name))
    assert re.fullmatch(r"mcp stdio/[A-Za-z0-9._-]{1,64}", of_stdio(name).origin)


def test_an_agent_may_call_what_its_patterns_name() -> None:
    assert of_token("a", ["tea.*"]).may_call("TEA.brew")
    assert not of_token("a", ["tea.*"]).may_call("coffee.brew")


@resource("tea://{kind}/{place}")
@route("tea.at")
async def at(call: Call, *, kind: str, place: int) -> str:
    """A tea."""
    return kind


def test_addresses_are_read() -> None:
    (found,) = resources_of([bound(at), bound(brew)])
    assert isinstance(found, AppResource)
    assert found.variables == ("kind", "place")
    assert found.read("tea://green/3") == {"kind": "green", "place": "3"}
    assert [found.read(uri) for uri in ("tea://green", "tea://a/b/c", "tea://a/b?c", "", "xtea://a/b")] == [None] * 5

    @resource("tea://{other}")
    @route("tea.other")
    async def other(call: Call) -> str:
        return ""

    with pytest.raises(DeclarationError, match="it has no parameter other"):
        resources_of([bound(other)])


@given(st.lists(st.text()), st.data())
def test_events_are_read_however_they_are_cut(texts: list[str], data: st.DataObject) -> None:
    whole = b":\n\n" + b"".join(b"data: " + json.dumps(text).encode() + b"\n\n" for text in texts)
    reader, found, rest = EventReader(), [], whole
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        found += reader.read(rest[:size])
        rest = rest[size:]
    assert found == texts


@given(st.integers(100, 599), st.text(), st.binary())
def test_any_answer_is_an_outcome(status: int, kind: str, body: bytes) -> None:
    outcome = outcome_of(status, kind, body)
    assert isinstance(outcome.text, str)
    assert outcome.failed == (status >= 400) or kind.startswith("application/json")


@pytest.mark.anyio
async def test_routes_of_plugins_that_are_not_imported_yet_are_tools() -> None:
    settings = {"mcp_expose": ["secrets.backend"], "plugins_enabled": ["secrets"]}
    async with open_host(plugin, settings=settings, installed=["secrets"], thorough=False) as app:
        listed = (await app.call("mcp.tools", server="app")).data
        assert [each["name"] for each in listed] == ["secrets_backend"]
        assert listed[0]["outputSchema"]["properties"] == {"name": {"type": "string"}}
