"""`Wanted`: what a client asks of a new session. Sans-IO.

Rules
1. `oro:options` names the app: `app`, and then `args`, `env` and `backend`. It may stand in `alwaysMatch`, or in one of
   `firstMatch`, of which the first that fits is taken.
2. `browserName` is `oro`, or is not there.
3. What else is asked goes to the driver of the engine, but for `webSocketUrl`: neither driver has BiDi here, and
   a capability that is not met is left out of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct, field

from oro_framework.webdriver.errors import WebDriverError

__all__ = ("OPTIONS", "Options", "Wanted", "read_wanted")

OPTIONS = "oro:options"
_OWN = frozenset({OPTIONS, "browserName", "browserVersion", "webSocketUrl"})
_BEHAVIOURS = frozenset({"dismiss", "accept", "dismiss and notify", "accept and notify", "ignore"})
_BEHAVIOUR = "unhandledPromptBehavior"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The value of `oro:options`."""

    app: str
    """A folder, an `oro.toml`, a page, a Python file, or a program made by `oro build`."""
    args: Sequence[str] = ()
    """Arguments for the app."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables added to its environment."""
    backend: str | None = None
    """The engine; the first that works when None."""
    headless: bool = False
    """Show no window."""


class Wanted(Struct, frozen=True):
    """The app, and what is left to the driver of its engine."""

    options: Options
    capabilities: Mapping[str, Any]

    @property
    def behaviour(self) -> str:
        """How a dialog that is open is met when another command comes."""
        return str(self.capabilities.get(_BEHAVIOUR, "dismiss and notify"))


def read_wanted(body: Any) -> Wanted:
    """Read the body of `New Session`.

    Raises:
        WebDriverError: it is not as the specification has it, or it does not name an app.
    """
    capabilities = body.get("capabilities") if isinstance(body, dict) else None
    if not isinstance(capabilities, dict):
        raise WebDriverError("invalid argument", "Cannot start a session: its body lacks `capabilities`")
    always, first = capabilities.get("alwaysMatch", {}), capabilities.get("firstMatch") or [{}]
    if not (isinstance(always, dict) and isinstance(first, list) and all(isinstance(each, dict) for each in first)):
        raise WebDriverError("invalid argument", "Cannot start a session: alwaysMatch is an object, firstMatch a list")
    matches = [{**always, **each} for each in first]
    fitting = [each for each in matches if each.get("browserName", "oro") == "oro"]
    named = [each for each in fitting if OPTIONS in each]
    if not fitting:
        raise WebDriverError("session not created", 'Cannot start a session: `browserName` has to be "oro" or left out')
    if not named:
        raise WebDriverError("session not created", f'Cannot start a session: name an app by "{OPTIONS}": {{"app": …}}')
    return _wanted(named[0])


def _wanted(match: Mapping[str, Any]) -> Wanted:
    try:
        options = msgspec.convert(match[OPTIONS], Options)
    except msgspec.ValidationError as error:
        raise WebDriverError("invalid argument", f'Cannot start a session: "{OPTIONS}": {error}') from None
    behaviour = match.get(_BEHAVIOUR)
    if behaviour is not None and (not isinstance(behaviour, str) or behaviour not in _BEHAVIOURS):
        known = ", ".join(sorted(_BEHAVIOURS))
        raise WebDriverError("invalid argument", f"Cannot start a session: {_BEHAVIOUR} is one of {known}")
    return Wanted(options, {name: value for name, value in match.items() if name not in _OWN})
