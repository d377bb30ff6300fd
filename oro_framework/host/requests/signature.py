"""A route's parameters, read from its type hints once and applied to every call. The module does no I/O.

An app has hundreds of routes and calls only a few, so hints may be read as late as a route is first called or listed.

Parameters come as text from the query, or as JSON values from a JSON body. Numbers and booleans are
read from text; lists, objects and unions of them are read as JSON text. An empty value counts as
absent, except for text parameters that have a default, or a rule that takes empty text. `oro_framework.parameters` has
the values that plain types refuse as well, and the types that refuse more.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import FieldInfo

from oro_framework.errors import DeclarationError, InvalidArgument
from oro_framework.parameters import TEXT, Reading, Rule, Spread, checked, from_json

__all__ = ("Hints", "Param", "Signature", "type_text")

_REQUIRED: Any = inspect.Parameter.empty
_STARRED = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
_SCALARS = (str, int, float, bool, type(None))


class Param(Struct, frozen=True):
    """One parameter of a route."""

    name: str
    type: Any
    default: Any
    text: bool
    """Whether a text value is taken unchanged."""
    scalar: bool
    """Whether a text value is read as a number or boolean, rather than as JSON."""
    rule: Rule = TEXT
    """The rule that a text value must satisfy."""
    reading: Reading | None = None
    """A further conversion, applied once the value has the type."""

    @property
    def required(self) -> bool:
        return self.default is _REQUIRED

    def convert(self, route: str, value: Any) -> Any:
        """Return `value` as this parameter's type.

        Raises:
            InvalidArgument: the value cannot be read as that type.
        """
        try:
            taken = checked(self._read(value), self.rule)
        except ValueError as error:
            # Of a number or a text the type says all; of a list or an object, the error says what is wrong in it.
            why = f": {error}" if type(error) is ValueError or not (self.text or self.scalar) else ""
            raise InvalidArgument(
                f'Cannot call "{route}": parameter "{self.name}" must be {type_text(self.type)}, '
                f"got {_shown(value)}{why}"
            ) from error
        return taken if self.reading is None else self._read_on(route, taken, self.reading)

    def _read_on(self, route: str, value: Any, reading: Reading) -> Any:
        try:
            return reading.read(value)
        except ValueError as error:
            raise InvalidArgument(
                f'Cannot call "{route}": parameter "{self.name}" must be {error}, got {_shown(value)}'
            ) from error

    def _read(self, value: Any) -> Any:
        if isinstance(value, str):
            if self.text:
                return value
            if not self.scalar:
                return from_json(value, self.type)
        return msgspec.convert(value, self.type, strict=False)


class Record(Struct, frozen=True):
    """A handler's parameter that is built from several parameters of the route.

    Args:
        name: the name of the handler's parameter.
        kind: the class of the record, called with the fields that were sent.
        fields: the field for each of the route's parameters, by the parameter's name.
    """

    name: str
    kind: type[Struct]
    fields: Mapping[str, str]

    def gather(self, bound: dict[str, Any]) -> None:
        """Replace the fields in `bound` with the record built from them."""
        found = {field: bound.pop(name) for name, field in self.fields.items() if name in bound}
        bound[self.name] = self.kind(**found)


class Hints(Struct, frozen=True):
    """The parameters and the result type of one route, read from its hints."""

    params: tuple[Param, ...]
    returns: Any
    records: tuple[Record, ...] = ()

    @classmethod
    def of(cls, route: str, function: Callable[..., Any]) -> Hints:
        """Read a bound handler's hints.

        Raises:
            DeclarationError: the handler has no `call` parameter, a parameter without a hint, one that no page can
                send, or a hint whose name does not exist.
        """
        where = location(function)
        try:
            hints = get_type_hints(function, include_extras=True)
        except Exception as error:
            raise DeclarationError(f'Cannot read the hints of route "{route}" at {where}: {error}') from error
        params = list(inspect.signature(function).parameters.values())
        if not params or params[0].name != "call":
            raise DeclarationError(f'Cannot map route "{route}" at {where}: its first parameter must be "call: Call"')
        built: list[Param] = []
        records: list[Record] = []
        for item in params[1:]:
            hint = _hint(route, where, item, hints)
            if Spread in map(type, get_args(hint)):
                kind = _bare(hint)
                fields = msgspec.structs.fields(kind)
                built += [_param(field.encode_name, field.type, _default(field)) for field in fields]
                records.append(Record(item.name, kind, {field.encode_name: field.name for field in fields}))
            else:
                built.append(_param(item.name, hint, item.default))
        return cls(tuple(built), hints.get("return", Any), tuple(records))


class Signature:
    """The parameters of one route, in order."""

    __slots__ = ("_function", "_hints", "_route", "is_async")

    def __init__(self, route: str, function: Callable[..., Any]) -> None:
        self._route = route
        self._function = function
        self._hints: Hints | None = None
        self.is_async = inspect.iscoroutinefunction(function)

    @classmethod
    def of(cls, route: str, function: Callable[..., Any]) -> Signature:
        """Read a bound handler's hints.

        Raises:
            DeclarationError: see `Hints.of`.
        """
        signature = cls(route, function)
        signature.hints()
        return signature

    @classmethod
    def later(cls, route: str, function: Callable[..., Any]) -> Signature:
        """Return a signature that reads a bound handler's hints when they are first needed.

        A hint whose name does not exist is reported only then.

        Raises:
            DeclarationError: the handler has no `call` parameter, a parameter without a hint, or one that no page can
                send.
        """
        return cls(route, function) if _well_formed(function) else cls.of(route, function)

    def hints(self) -> Hints:
        """Return the hints, reading them the first time.

        Raises:
            DeclarationError: see `Hints.of`.
        """
        if self._hints is None:
            self._hints = Hints.of(self._route, self._function)
        return self._hints

    @property
    def params(self) -> tuple[Param, ...]:
        return self.hints().params

    @property
    def returns(self) -> Any:
        return self.hints().returns

    def bind(self, route: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keyword arguments for the handler.

        Raises:
            InvalidArgument: a parameter is missing, empty or has the wrong type.
        """
        hints = self._hints or self.hints()
        bound: dict[str, Any] = {}
        for param in hints.params:
            value = values.get(param.name)
            # Only texts are compared: an array compares each of its elements.
            empty = isinstance(value, str) and not value
            if value is None or (empty and (param.required or not param.text) and not param.rule.empty):
                if param.default is _REQUIRED:
                    raise InvalidArgument(
                        f"Cannot call \"{route}\": Expecting '{param.name}' in parameters: "
                        f"{type_text(param.type)} is required, got {_shown(value)}"
                    )
                continue
            bound[param.name] = param.convert(route, value)
        for record in hints.records:
            record.gather(bound)
        return bound


def location(function: Callable[..., Any]) -> str:
    """Return `file:line` of a function, for error messages."""
    code = getattr(inspect.unwrap(getattr(function, "__func__", function)), "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code else repr(function)


def _well_formed(function: Callable[..., Any]) -> bool:
    """Return whether the first parameter is `call` and all others have hints, judged by the code object alone."""
    inner = getattr(function, "__func__", function)
    code = getattr(inner, "__code__", None)
    if code is None or hasattr(inner, "__wrapped__") or code.co_flags & _STARRED:
        return False
    first = 0 if inner is function else 1
    names = code.co_varnames[first : code.co_argcount + code.co_kwonlyargcount]
    return (
        names[:1] == ("call",)
        and code.co_posonlyargcount <= first + 1
        and all(name in inner.__annotations__ for name in names[1:])
    )


def type_text(hint: Any) -> str:
    """Return the text of a type hint, for error messages and reference pages."""
    if hint is type(None):
        return "None"
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated_text(*args)
    if origin is Literal:
        return "one of " + ", ".join(repr(value) for value in args)
    if origin in (Union, UnionType):
        return " | ".join(type_text(arg) for arg in args)
    if origin is not None and args:
        return f"{type_text(origin)}[{', '.join(type_text(arg) for arg in args)}]"
    return getattr(hint, "__name__", str(hint))


def _hint(route: str, where: str, item: inspect.Parameter, hints: Mapping[str, Any]) -> Any:
    if item.kind not in (item.POSITIONAL_OR_KEYWORD, item.KEYWORD_ONLY):
        raise DeclarationError(f'Cannot map route "{route}" at {where}: "*{item.name}" has no name a page could send')
    if item.name not in hints:
        raise DeclarationError(f'Cannot map route "{route}" at {where}: parameter "{item.name}" has no type hint')
    return hints[item.name]


def _param(name: str, hint: Any, default: Any) -> Param:
    reading = next((note for note in get_args(hint)[1:] if isinstance(note, Reading)), None)
    hint = hint if reading is None else reading.accepts
    members = [_bare(member) for member in _members(hint)]
    text = str in members and reading is None
    scalar = all(member in _SCALARS or get_origin(member) is Literal for member in members)
    return Param(name, hint, default, text, scalar, _rule(hint), reading)


def _default(field: FieldInfo) -> Any:
    """Return the default of a record's field; the record applies it when the page sends no value."""
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    return _REQUIRED if field.default is NODEFAULT else field.default


def _members(hint: Any) -> tuple[Any, ...]:
    """Return the types a value may have: the members of a union, or the hint alone."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _rule(hint: Any) -> Rule:
    """Return the rule in a hint's annotations, or the rule for plain text."""
    said = (note for member in _members(hint) if get_origin(member) is Annotated for note in get_args(member)[1:])
    return next((note for note in said if isinstance(note, Rule)), TEXT)


def _annotated_text(inner: Any, *notes: Any) -> str:
    text = type_text(inner)
    for note in notes:
        if isinstance(note, Rule):
            text = note.words
        elif isinstance(note, Meta):
            text += "".join(f" {sign} {end:g}" for sign, end in _ends(note) if end is not None)
    return text


def _ends(range: Meta) -> tuple[tuple[str, float | None], ...]:
    return (">=", range.ge), (">", range.gt), ("<=", range.le), ("<", range.lt)


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
