"""Run a script in a page, for its JSON value or the error it threw. GUI thread.

The page's own `eval` is not used, since a content security policy may forbid it. A script is tried as an
expression; when it is none, it is run as statements. Syntax errors are told by the console alone.
"""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Callable
from typing import Any

__all__ = ("Evaluator",)

Done = Callable[[Any, str | None], None]

_EXPRESSION = (
    "(()=>{try{return JSON.stringify({value:(\n%s\n)})}catch(error){return JSON.stringify({error:String(error)})}})()"
)
_STATEMENTS = "try{\n%s\n}catch(error){'%s'+error}"
"""The value of the last statement is the script's; PySide6 hands over text, numbers and truth values only."""


class Evaluator:
    """Evaluates scripts in one page.

    Args:
        run: runs a script in the page and calls back with what Qt makes of its value.
    """

    def __init__(self, run: Callable[[str, Callable[[Any], None]], None]) -> None:
        self._run = run
        self._faults: dict[str, str] = {}

    def evaluate(self, script: str, done: Done) -> None:
        """Run `script`; `done(value, error)` gets the JSON of its last expression."""
        source = f"oro-evaluate-{secrets.token_hex(8)}"
        named = f"//# sourceURL={source}\n"

        def as_expression(answer: Any) -> None:
            if isinstance(answer, str) and answer:
                self._faults.pop(source, None)
                found = json.loads(answer)
                done(found.get("value"), found.get("error"))
            else:
                self._faults[source] = ""
                self._run(named + _STATEMENTS % (script, source), as_statements)

        def as_statements(answer: Any) -> None:
            fault = self._faults.pop(source, "")
            if isinstance(answer, str) and answer.startswith(source):
                fault = answer.removeprefix(source)
            done(*((None, fault) if fault else (None if answer == "" else _plain(answer), None)))

        self._faults[source] = ""
        self._run(named + _EXPRESSION % script, as_expression)

    def took(self, source: str, text: str) -> bool:
        """Take a console message if it tells of a script being evaluated."""
        if source not in self._faults:
            return False
        self._faults[source] = text.removeprefix("Uncaught ")
        return True


def _plain(value: Any) -> Any:
    """Return a value as JSON would: whole numbers are int, what has no JSON is None."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            if not math.isfinite(value):
                return None
            return int(value) if value.is_integer() else value
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return None
