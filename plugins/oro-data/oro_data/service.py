"""The service by which values that JSON cannot carry cross to pages and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from anyio import to_thread
from msgspec import Raw

from oro_data import settings
from oro_data.codec import Codecs, class_names
from oro_data.codecs import codecs_of
from oro_data.encoder import Encoder
from oro_data.frame import Part, decoded
from oro_data.stream import STREAM_TYPE, is_stream, records
from oro_framework.errors import InvalidArgument
from oro_framework.service import Service
from oro_framework.types import ByteStream, Call, Response

__all__ = ("Data",)

HEADERS = (("content-type", "application/vnd.oro.data"), ("cache-control", "no-store"))


class Data(Service):
    """Carries arrays, tables, images and figures; the host asks it for results that are no JSON, and for frames."""

    name = "data"
    on_demand = True

    @cached_property
    def codecs(self) -> Codecs:
        """Those of plugins, then those of oro-data."""
        return codecs_of(self.host)

    async def answer(self, route: str, value: Any) -> Response | ByteStream | Raw:
        """Return the frame of a route's result, made in a thread; of an iterator, a stream of frames.

        JSON comes back for a result whose values JSON has after all, such as single numbers of numpy.

        Raises:
            TooLarge: an array, table or image has more bytes than `data_max_bytes`.
            Unserialisable: it holds a value that has no codec, or one that its codec cannot carry.
        """
        encode = partial(Encoder(self.codecs, self.host.settings[settings.MAX_BYTES]).encode, route)
        if is_stream(value):
            return ByteStream(records(value, encode), content_type=STREAM_TYPE)
        frame = await to_thread.run_sync(encode, value)
        return frame if isinstance(frame, Raw) else Response(body=b"".join(frame), headers=HEADERS)

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
