"""The command line of a built app: everything is the app's own but options that begin with `--oro-`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from oro_framework.errors import UsageError

__all__ = ("HELP", "Arguments", "read_arguments")

HELP = """\
{title} {version}, made with oro-framework

  {name} [ARGUMENTS]...       the arguments are for the app
  --oro-version               print its version
  --oro-headless              show no window; without --oro-backend or --oro-test, run no engine either
  --oro-backend NAME          use another engine
  --oro-set KEY=VALUE         override a setting; may be repeated
  --oro-test FILE             run a JavaScript test in the first window
  --oro-safe-mode             leave out plugins that are not part of oro-framework
  --oro-safe-graphics         paint pages without the graphics card
  --oro-debug                 developer tools, the whole log, tracebacks
  --oro-check                 load everything and end
  --oro-command NAME ...      run a command of one of its plugins, as mcp; what follows is for it
  --                          ends these options
"""


class Arguments(Struct, frozen=True, kw_only=True):
    """The options of one start, and the arguments for the app."""

    version: bool = False
    help: bool = False
    check: bool = False
    headless: bool = False
    debug: bool = False
    safe_mode: bool = False
    safe_graphics: bool = False
    backend: str | None = None
    test: Path | None = None
    automation: str | None = None
    command: str | None = None
    assignments: Sequence[str] = ()
    rest: Sequence[str] = ()


_FLAGS = {"version", "help", "check", "headless", "debug", "safe-mode", "safe-graphics"}
_VALUES = {"automation", "backend", "command", "set", "test"}


def read_arguments(given: Sequence[str]) -> Arguments:
    """Read what comes before the first argument of the app.

    Raises:
        UsageError: an option is not known, or lacks its value.
    """
    found: dict[str, str | bool] = {}
    assignments: list[str] = []
    waiting = list(given)
    while waiting and waiting[0].startswith("--oro-"):
        name, equals, value = waiting.pop(0).removeprefix("--oro-").partition("=")
        if name in _FLAGS and not equals:
            found[name.replace("-", "_")] = True
            continue
        if name not in _VALUES:
            raise UsageError(f"Cannot start with --oro-{name}: there is no such option; see --oro-help")
        if not equals and not waiting:
            raise UsageError(f"Cannot start with --oro-{name}: its value lacks")
        value = value if equals else waiting.pop(0)
        if name == "set":
            assignments.append(value)
        else:
            found[name] = value
    if waiting[:1] == ["--"]:
        del waiting[0]
    test = found.pop("test", None)
    return Arguments(
        **found,  # type: ignore[arg-type]
        test=Path(str(test)) if test else None,
        assignments=assignments,
        rest=waiting,
    )
