"""The functions of a component as routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Annotated, Any

from msgspec import Struct, to_builtins

from oro_framework.errors import Broken, InvalidArgument, Unsupported
from oro_framework.parameters import SPREAD
from oro_framework.types import Call, Route
from oro_wasm.components import values, wit
from oro_wasm.components.declared import Declared
from oro_wasm.components.hints import parameters_of, result_of
from oro_wasm.components.names import callable_name, camel
from oro_wasm.components.refusal import refusal
from oro_wasm.components.text import function_text, type_text

__all__ = ("ComponentError", "routes")

_SCALARS = (int, float, str, bytes, type(None))
Invoker = Callable[[Call, str, int, tuple[Any, ...]], Awaitable[Any]]
"""Calls a function of a component: the call, the route, the function's place, and its parameters."""


class ComponentError(Broken):
    """A function answered with its error: `err(…)` of its result; `payload` is what the error carries, as JSON."""

    code = "ERR_COMPONENT"


def routes(component: Declared, world: wit.World, invoke: Invoker) -> Iterator[Route]:
    """Yield a route for each function that a component exports.

    One that takes or returns a resource has a route that says why it cannot be called.

    Args:
        component: the component.
        world: its types.
        invoke: calls its functions.
    """
    for number, (interface, function) in enumerate(world.functions()):
        name = f"{component.name}.{callable_name(interface, function)}"
        yield Route(
            name=name,
            handler=_handler(name, number, function, invoke),
            permission=component.permission or None,
            deadline=0,  # `invoke` counts the time of a call itself, once the component is compiled
        )


def _handler(name: str, number: int, function: wit.Function, invoke: Invoker) -> Callable[..., Any]:
    if why := refusal(function):
        return _refusing(name, function, why)
    blob = [place for place, each in enumerate(function.params) if values.is_bytes(each.type)]
    answered = _answered(name, function)

    async def call_component(call: Call, parameters: Struct) -> Any:
        given = [getattr(parameters, f"p{place}") for place in range(len(function.params))]
        if len(blob) == 1 and given[blob[0]] is None:
            given[blob[0]] = _body(call, function.params[blob[0]].name)
        return answered(await invoke(call, name, number, tuple(map(_plain, given))))

    record: Any = Annotated[parameters_of(function), SPREAD]
    call_component.__annotations__ = {"call": Call, "parameters": record, "return": result_of(function)}
    call_component.__doc__ = _docs(function)
    return call_component


def _plain(value: Any) -> Any:
    """Return a value without records; its bytes stay as they are."""
    return value if isinstance(value, _SCALARS) else to_builtins(value, builtin_types=(bytes,))


def _refusing(name: str, function: wit.Function, why: str) -> Callable[..., Any]:
    def refuse(call: Call) -> None:
        raise Unsupported(f'Cannot call "{name}": {why}; export a function that takes and returns plain values')

    refuse.__doc__ = _docs(function)
    return refuse


def _body(call: Call, name: str) -> bytes:
    """Return the bytes that a page sent beside the parameters.

    Raises:
        InvalidArgument: it sent none.
    """
    if not call.body or (call.header("content-type") or "").startswith("application/json"):
        raise InvalidArgument(
            f"Cannot call \"{call.route}\": Expecting '{camel(name)}' in parameters, as Base64, or bytes in the body"
        )
    return call.body


def _answered(name: str, function: wit.Function) -> Callable[[Any], Any]:
    """Return what turns a function's result into a route's answer."""
    kind = function.result
    if isinstance(kind, wit.Result):
        ok, err = _answer_of(name, kind.ok), kind.err

        def unwrap(value: Mapping[str, Any]) -> Any:
            if value["tag"] == "ok":
                return ok(value.get("val"))
            raise _failed(name, err, value.get("val"))

        return unwrap
    return _answer_of(name, kind)


def _answer_of(name: str, kind: wit.Type | None) -> Callable[[Any], Any]:
    if kind is None or values.is_bytes(kind):
        return lambda value: value
    plain = values.is_plain(kind)

    def answer(value: Any) -> Any:
        told = value if plain else values.as_json(kind, value)
        # A record with such members would be taken for an envelope.
        return {"source": name, "data": told} if isinstance(told, dict) else told

    return answer


def _failed(name: str, kind: wit.Type | None, value: Any) -> ComponentError:
    if kind is None:
        return ComponentError(f'Cannot finish "{name}": the component answered with an error', payload=None)
    payload = values.as_json(kind, value)
    words = payload if isinstance(payload, str) else f"{type_text(kind)} {_short(payload)}"
    return ComponentError(f'Cannot finish "{name}": {words}', payload=payload)


def _short(payload: Any) -> str:
    text = repr(payload)
    return text if len(text) <= 200 else text[:197] + "..."


def _docs(function: wit.Function) -> str:
    told = f"WIT: `{function.name}: {function_text(function)}`"
    return f"{function.docs}\n\n{told}" if function.docs else told
