"""The components of an app: where they are, what they are granted, and how their instances live.

They are found in three places, and all are configured by `[wasm.components.NAME]` of `oro.toml`:

1. `extensions/NAME.wasm` below the app's resources, where it is a component and not a module;
2. a table with a `path`;
3. plugins with the hook `oro_wasm_components`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from oro_framework.errors import ConfigError
from oro_wasm.engine.digest import is_component
from oro_wasm.guests.start import Directory, Grants, Limits

__all__ = ("FOLDER", "Component", "Declared", "Lifetime", "Table", "declared", "tables")

FOLDER = "extensions"
"""The folder of an app's components, below its resources."""
Lifetime = Literal["app", "window", "call"]
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_READ_ONLY = ":ro"


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[wasm.components.NAME]`."""

    path: str = ""
    """The component's file, from the app's resources on."""
    wit: str = ""
    """The file or folder of its WIT, whose comments are its reference; `NAME.wit` beside it when empty."""
    permission: str = "wasm"
    """The permission that pages need to call it."""
    instance: Lifetime = "app"
    """One instance for the app, for each window, or for each call."""
    directories: tuple[str, ...] = ()
    """Folders, as `HOST[::GUEST][:ro]`, from the app's resources on; those of the machine are absolute."""
    env: dict[str, str] = {}
    clocks: bool = True
    random: bool = True
    network: bool = False
    memory: Annotated[int, Meta(gt=0)] = 1 << 32
    """Bytes its memory may grow to."""
    fuel: Annotated[int, Meta(gt=0)] | None = None
    """Instructions that a call may take."""
    timeout: Annotated[float, Meta(gt=0)] | None = None
    """Seconds that a function may take, however long its process takes to start; `ipc_deadline` for all when unset."""
    enabled: bool = True


class Component(Struct, frozen=True, kw_only=True):
    """A component that a plugin brings, as its hook `oro_wasm_components` declares it."""

    name: str
    """The first part of its routes: small letters, digits and hyphens."""
    path: Path
    wit: Path | None = None
    """The file or folder of its WIT; `NAME.wit` beside it when None."""


class Declared(Struct, frozen=True, kw_only=True):
    """A component of an app."""

    name: str
    path: Path
    wit: Path
    permission: str
    instance: Lifetime
    grants: Grants
    limits: Limits
    where: str
    """The folder, table or plugin that it comes from, for messages."""


def tables(given: Mapping[str, Any]) -> dict[str, Table]:
    """Return the tables of the configuration.

    Args:
        given: values by flat key, `NAME_path`, `NAME_env_HOME` and so on.

    Raises:
        ConfigError: a name cannot be one, or a value is of another type.
    """
    plain: dict[str, dict[str, Any]] = {}
    for key, value in given.items():
        name, _, rest = key.partition("_")
        table = plain.setdefault(_checked(name), {})
        member, _, variable = rest.partition("_")
        if member == "env" and variable:
            table.setdefault("env", {})[variable] = value
        else:
            table[rest] = value
    return {name: _table(name, table) for name, table in plain.items()}


def declared(root: Path, configured: Mapping[str, Table], brought: Iterable[Component] = ()) -> list[Declared]:
    """Return the components of an app, by name; those switched off are left out.

    Args:
        root: the folder of the app's resources.
        configured: the tables of its configuration.
        brought: by plugins.

    Raises:
        ConfigError: a table is of a component that is not there, or a name stands for two.
    """
    found: dict[str, Component] = {}
    places: dict[str, str] = {}
    for where, each in _found(root, configured, brought):
        if each.name in found:
            raise ConfigError(
                f'Cannot use component "{each.name}" of {where}: {places[each.name]} has one of that name; rename one'
            )
        found[each.name], places[each.name] = each, where
    for name in configured.keys() - found.keys():
        raise ConfigError(
            f'Cannot use [wasm.components.{name}]: there is no "{FOLDER}/{name}.wasm" that is a component; '
            "give the file as path, or remove the table"
        )
    made = [_declared(root, each, configured.get(name, Table()), places[name]) for name, each in found.items()]
    return [each for each in sorted(made, key=lambda each: each.name) if configured.get(each.name, Table()).enabled]


def _found(
    root: Path, configured: Mapping[str, Table], brought: Iterable[Component]
) -> Iterable[tuple[str, Component]]:
    for path in sorted((root / FOLDER).glob("*.wasm")):
        name = path.stem.replace("_", "-").lower()
        if not configured.get(name, Table()).path and _is_component(path):
            yield str(path), Component(name=_checked(name), path=path)
    for name, table in configured.items():
        if table.path:
            yield f"[wasm.components.{name}]", Component(name=name, path=root / table.path)
    for each in brought:
        yield str(each.path), replace(each, name=_checked(each.name))


def _is_component(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return is_component(file.read(8))
    except OSError:
        return False


def _declared(root: Path, found: Component, table: Table, where: str) -> Declared:
    wit = found.wit or found.path.with_suffix(".wit")
    grants = Grants(
        directories=tuple(_directory(root, each) for each in table.directories),
        env=table.env,
        clocks=table.clocks,
        random=table.random,
        network=table.network,
    )
    return Declared(
        name=found.name,
        path=found.path,
        wit=root / table.wit if table.wit else wit,
        permission=table.permission,
        instance=table.instance,
        grants=grants,
        limits=Limits(memory=table.memory, fuel=table.fuel, timeout=table.timeout),
        where=where,
    )


def _directory(root: Path, text: str) -> Directory:
    named = text.removesuffix(_READ_ONLY)
    host, _, guest = named.partition("::")
    return Directory(host=str((root / host).absolute()), guest=guest or host, writable=named == text)


def _checked(name: str) -> str:
    if _NAME.fullmatch(name):
        return name
    raise ConfigError(
        f'Cannot use component "{name}": its name begins its routes, so it is small letters, digits and hyphens'
    )


def _table(name: str, plain: Mapping[str, Any]) -> Table:
    try:
        return msgspec.convert(plain, Table, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"Cannot use [wasm.components.{name}]: {error}") from None
