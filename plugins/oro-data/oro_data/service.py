"""The service by which values that JSON cannot carry cross to pages and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from anyio import to_thread

from oro_data import settings
from oro_data.arrays import Arrays
from oro_data.codec import Codecs, class_names
from oro_data.frame import Part, decoded, encoded
from oro_data.pictures import Figures, Images
from oro_data.tables import Tables
from oro_framework.errors import InvalidArgument, TooLarge, Unserialisable
from oro_framework.service import Service
from oro_framework.types import Call, Response

__all__ = ("Data",)

HEADERS = (("content-type", "application/vnd.oro.data"), ("cache-control", "no-store"))


class Data(Service):
    """Carries arrays, tables, images and figures; the host asks it for results that are no JSON, and for frames."""

    name = "data"
    on_demand = True

    @cached_property
    def codecs(self) -> Codecs:
        """Those of plugins, then those of oro-data."""
        brought = [codec for answer in self.host.ask_plugins("oro_data_codecs") for codec in answer]
        return Codecs([*brought, Arrays(), Tables(), Images(), Figures()])

    async def answer(self, route: str, value: Any) -> Response:
        """Return the frame of a route's result, made in a thread.

        Raises:
            TooLarge: it has more bytes than `data_max_bytes`.
            Unserialisable: it holds a value that has no codec, or one that its codec cannot carry.
        """
        return await to_thread.run_sync(partial(self._answer, route, value, self.codecs))

    def _answer(self, route: str, value: Any, codecs: Codecs) -> Response:
        limit = self.host.settings[settings.MAX_BYTES]

        def part_of(inner: Any) -> Part:
            part = codecs.encode(inner)
            if (size := len(part.data)) > limit:
                told = ", ".join(f"{key} {said}" for key, said in part.meta.items())
                raise TooLarge(
                    f'Cannot answer "{route}": its {part.kind} ({told}) has {size} bytes, the limit is {limit}; '
                    f"answer a slice of it, or raise data_max_bytes"
                )
            return part

        try:
            return Response(body=b"".join(encoded(value, part_of)), headers=HEADERS)
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            raise Unserialisable(f'Cannot answer "{route}": {error}') from error

    async def params(self, call: Call, hints: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the parameters in the frame of a call, read in a thread.

        Raises:
            InvalidArgument: it is no frame, or a parameter cannot be read as its type.
        """
        return await to_thread.run_sync(partial(self._params, call, hints, self.codecs))

    def _params(self, call: Call, hints: Mapping[str, Any], codecs: Codecs) -> Mapping[str, Any]:
        try:
            # Parts are read once it is known whose they are.
            found = decoded(call.body, lambda part: part)
        except ValueError as error:
            raise InvalidArgument(f'Cannot call "{call.route}": its body is no frame: {error}') from error
        if not isinstance(found, dict):
            raise InvalidArgument(f'Cannot call "{call.route}": its frame holds no parameters but {found!r:.80}')
        return {name: _read(call.route, name, value, hints.get(name), codecs) for name, value in found.items()}


def _read(route: str, name: str, value: Any, hint: Any, codecs: Codecs) -> Any:
    names = [each for cls in _classes(hint) for each in class_names(cls)[:1]]
    try:
        return _replaced(value, lambda part: codecs.decode(part, names))
    except ValueError as error:
        raise InvalidArgument(f'Cannot call "{route}": parameter "{name}": {error}') from error


def _replaced(value: Any, value_of: Callable[[Part], Any]) -> Any:
    if isinstance(value, Part):
        return value_of(value)
    if isinstance(value, list):
        return [_replaced(each, value_of) for each in value]
    if isinstance(value, dict):
        return {key: _replaced(each, value_of) for key, each in value.items()}
    return value


def _classes(hint: Any) -> list[type]:
    """Return the classes that a hint names."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _classes(get_args(hint)[0])
    if origin in (Union, UnionType):
        return [cls for member in get_args(hint) for cls in _classes(member)]
    found = hint if origin is None else origin
    return [found] if isinstance(found, type) and found is not type(None) else []
