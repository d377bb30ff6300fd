"""`oro jobs run`: runs a job in the terminal."""

from __future__ import annotations

from typing import Any

import click

__all__ = ("command",)


@click.group(name="jobs", short_help="Run jobs in the terminal")
def command() -> None:
    """Run the functions of an app that are jobs."""


@command.command()
@click.argument("function", metavar="MODULE:FUNCTION")
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]...")
def run(function: str, parameters: tuple[str, ...]) -> None:
    """Run a function here, with a progress bar, and print what it returns.

    MODULE is that of an installed package, or a file, as in `app.py:resize`. A VALUE is JSON, or else text.
    """
    from oro_framework.errors import UsageError
    from oro_jobs.bar import run_with_bar
    from oro_jobs.functions import converted

    module, colon, name = function.rpartition(":")
    if not colon:
        raise UsageError(f'Cannot run "{function}": name a module and a function, as in app.py:resize')
    found = _found(module, name)
    given = dict(_read(each) for each in parameters)
    result = run_with_bar(found, (), converted(name, found, given))
    if result is not None:
        click.echo(_text(result))


def _found(module: str, name: str) -> Any:
    import re
    import sys
    from pathlib import Path

    from oro_framework.errors import NotFound
    from oro_jobs.work import find

    file = ""
    if module.endswith(".py"):
        path = Path(module).resolve()
        if not path.is_file():
            raise NotFound(f'Cannot run "{module}:{name}": there is no such file')
        sys.path.insert(0, str(path.parent))
        module, file = f"oro_app_{re.sub(r'[^A-Za-z0-9]', '_', path.stem)}", str(path)
    else:
        sys.path.insert(0, "")
    try:
        found = find(module, name, file)
    except (ImportError, AttributeError) as error:
        raise NotFound(f'Cannot run "{module}:{name}": {error}') from error
    if not callable(found):
        raise NotFound(f'Cannot run "{module}:{name}": it is no function')
    return found


def _read(given: str) -> tuple[str, Any]:
    import msgspec

    from oro_framework.errors import UsageError

    name, equals, value = given.partition("=")
    if not equals:
        raise UsageError(f'Cannot read "{given}": parameters are NAME=VALUE')
    try:
        return name, msgspec.json.decode(value)
    except msgspec.DecodeError:
        return name, value


def _text(result: Any) -> str:
    import msgspec

    try:
        return msgspec.json.format(msgspec.json.encode(result)).decode()
    except (TypeError, ValueError):
        return repr(result)
