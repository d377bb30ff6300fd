"""The plugins that an app uses, as its `oro.toml` says: `[plugins] enabled` and `disabled`. Sans-IO.

The text keeps its comments, its order and its lines.
"""

from __future__ import annotations

from typing import Any

from oro_framework.errors import UsageError

__all__ = ("with_plugin",)

EVERY = "all"


def with_plugin(text: str, name: str, *, enabled: bool) -> str:
    """Return the text of an `oro.toml` in which a plugin is enabled or disabled.

    Raises:
        UsageError: the lists are written in a way that is not changed here.
    """
    import tomlkit

    document = tomlkit.parse(text)
    for key in ("plugins_enabled", "plugins_disabled"):
        if key in document:
            table, _, rest = key.partition("_")
            raise UsageError(f'Cannot change "{key}": write it as [{table}] {rest} = […], then try again')
    if "plugins" not in document:
        if enabled:
            return text  # all installed plugins are, unless it says otherwise
        document["plugins"] = tomlkit.table()
    table = document["plugins"]
    _take(table, "disabled", name, present=not enabled and not _is_list(table, "enabled"))
    if _is_list(table, "enabled"):
        _take(table, "enabled", name, present=enabled)
    return tomlkit.dumps(document)


def _is_list(table: Any, key: str) -> bool:
    """Return whether a key holds names, and not "all" or nothing."""
    value = table.get(key)
    if isinstance(value, str) and value != EVERY:
        raise UsageError(f'Cannot change "plugins.{key}": write it as an array, ["one", "two"], then try again')
    return isinstance(value, list) and EVERY not in value


def _take(table: Any, key: str, name: str, *, present: bool) -> None:
    """Have a name in a list, or not."""
    import tomlkit

    if isinstance(table.get(key), str):
        raise UsageError(f'Cannot change "plugins.{key}": write it as an array, ["one", "two"], then try again')
    if key not in table and present:
        table[key] = tomlkit.array()
    if key not in table:
        return
    names = table[key]
    if present and name not in names:
        names.append(name)
    elif not present and name in names:
        names.remove(name)
