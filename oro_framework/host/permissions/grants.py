"""Decides whether a call has a permission, from its arguments and the configuration alone. Sans-IO.

Order of decisions
1. Only the app's own origin may hold permissions, those that `permissions_origins_<name>` names, and programs that were
   admitted, within the rights they were given.
2. `permissions_allow_<name> = false` denies.
3. `permissions_windows_<name>` denies in every window it does not name.
4. `oro_check` verdicts of plugins: deny wins, and allow answers what would be asked.
5. `permissions_allow_<name> = true` allows, `= "ask"` leaves it to the person.
6. `[permissions] default` denies a permission that is not configured, or leaves it to the person; with `"allow"`, and
   for harmless permissions, the permission's own default holds.

A permission left to the person has the state of their last answer, or is undecided.

A page in a view inside a window is a guest, whatever its origin is: it holds no permission but those in the rights of
its view, and these only for the origin that the app showed there. `permissions_allow_<name>` and plugins then decide as
above, and where they say nothing the person is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from msgspec import Struct, field

from oro_framework.errors import Denied
from oro_framework.host.configuration import settings as names
from oro_framework.types import Call, Permission, Settings, Verdict

__all__ = (
    "Decision",
    "Grants",
    "Guest",
    "Permissions",
    "Record",
    "State",
    "Undecided",
    "Verdicts",
    "grants_of",
    "is_piece",
    "piece_of",
    "scope_record",
)

OWN = "x-oro-own"
"""The header of calls that scripts of the framework make of their own accord."""
State = Literal["granted", "denied", "prompt"]
Verdicts = Callable[[Call, str], Iterable[tuple[str, tuple[Verdict, str]]]]
"""(call, permission) → the verdicts of plugins, each with the plugin's name and its reason."""
Rights = Callable[[Call, str], str]
"""(call, permission) → why a program may not make the call, or an empty text."""
Remembered = Callable[[str, str], "bool | None"]
"""Returns the person's answer for an origin and a permission."""

_VERDICTS: Mapping[State, str] = {"granted": "allow", "denied": "deny", "prompt": "ask"}


class Decision(Struct, frozen=True):
    """A decision about a call, with its reason and its source."""

    state: State
    reason: str
    by: str = "default"
    """The source: `host`, `configuration`, `default`, `person` or `plugin <name>`."""

    @property
    def allowed(self) -> bool:
        return self.state == "granted"


class Guest(Struct, frozen=True):
    """A page in a view inside a window."""

    origin: str | None
    """The origin that the app showed in the view."""
    rights: frozenset[str]
    """Permissions that it may ask for."""


class Record(Struct, frozen=True, kw_only=True):
    """A decision, as the audit log keeps it."""

    origin: str | None
    window: int | None
    """Index of the window whose page called; None for programs outside the app and calls of no window."""
    permission: str
    target: str
    """The route, or the target that a scope was asked for."""
    verdict: str
    """`allow`, `deny`, or `ask`."""
    by: str
    reason: str
    scope: str = ""
    """The setting that narrows the permission, where it decided."""
    own: bool = False
    """Whether a script of the framework called of its own accord, which says so in the header `x-oro-own`."""


class Grants(Struct, frozen=True, kw_only=True):
    """The configuration of permissions, by name."""

    allow: Mapping[str, bool | str] = field(default_factory=dict)
    """True, False or `ask`."""
    windows: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Indices of the windows whose pages may hold the permission."""
    origins: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Origins that may hold the permission besides the app's own."""
    default: str = "allow"
    """`allow`, `deny` or `ask`."""


def grants_of(settings: Settings) -> Grants:
    """Read the configuration of permissions."""
    return Grants(
        allow=settings.family(names.PERMISSIONS_ALLOW.key),
        windows=settings.family(names.PERMISSIONS_WINDOWS.key),
        origins=settings.family(names.PERMISSIONS_ORIGINS.key),
        default=settings[names.PERMISSIONS_DEFAULT],
    )


def piece_of(permission: str, id: str) -> str:
    """Return the name of a piece of a permission, such as a device, under which its grant is kept."""
    return f"{permission}:{id}"


def is_piece(permission: str) -> bool:
    """Return whether a name is that of a piece of a permission."""
    return ":" in permission


def scope_record(origin: str, setting: str, target: str, allowed: bool) -> Record:
    """Return the record of a decision by the scope `permissions_<permission>_<what>`."""
    permission = setting.removeprefix("permissions_").rpartition("_")[0]
    said = "allows" if allowed else "does not allow"
    return Record(
        origin=origin,
        window=None,
        permission=permission,
        scope=setting,
        target=target,
        verdict="allow" if allowed else "deny",
        by="scope",
        reason=f"{setting} {said} it",
    )


class Undecided(Denied):
    """The person has to be asked first; a caller that cannot ask treats it as `Denied`."""


class Permissions:
    """The table of permissions of one app.

    Args:
        origin: the app's own origin.
        declared: every permission by name.
        grants: the configuration.
        verdicts: asks the plugins' `oro_check`; None where there is none.
        remembered: the person's earlier answers.
    """

    def __init__(
        self,
        origin: str,
        declared: Mapping[str, Permission],
        grants: Grants | None = None,
        verdicts: Verdicts | None = None,
        remembered: Remembered | None = None,
    ) -> None:
        self._origin = origin
        self._declared = declared
        self._grants = grants or Grants()
        self._verdicts = verdicts
        self._remembered = remembered or (lambda _origin, _permission: None)
        self.foreign = frozenset(origin for named in self._grants.origins.values() for origin in named)
        """Origins that may hold some permission besides the app's own."""
        self._settled = {name: self._static(name) for name in {*declared, *self._grants.allow}}
        self.programs: dict[str, Rights] = {}
        """The rights of programs beside the app, by the origin of their calls."""
        self.profile_of: Callable[[int], str] = _own
        """Returns the name of a window's profile, empty for the app's own."""
        self.guest_of: Callable[[int], Guest | None] = _no_guest
        """Returns the guest in a view, by the index of that; None for windows."""
        self.listeners: list[Callable[[Record], None]] = []
        """Told of every decision about a call, on the thread it was made on; none may raise or block."""

    def names(self) -> Mapping[str, Permission]:
        """Every declared permission by name."""
        return self._declared

    def may_hold_any(self, origin: str | None) -> bool:
        """Return whether an origin may hold any permission."""
        return origin == self._origin or origin in self.foreign or origin in self.programs

    def guard(self, call: Call, permission: str) -> None:
        """Raise unless a call may go on.

        Raises:
            Undecided: the person has to be asked first.
            Denied: the message names the permission, the origin and the line that would grant it.
        """
        if call.origin in self.programs:
            self._guard_program(call, permission, str(call.origin))
        elif permission and self._guest(_index(call)) is not None:
            pass  # what it may is decided below
        elif call.origin != self._origin and not (permission and self.may_hold_any(call.origin)):
            origin = call.origin or "an opaque or unknown origin"
            reason = f"{origin} may not call the host, only {self._origin} may"
            self.record(call, permission, Decision("denied", reason, "host"))
            raise Denied(f'Cannot call "{call.route}": {reason}')
        if permission:
            decision = self.decide(call, permission)
            if self.listeners:
                self.record(call, permission, decision)
            if decision.state != "granted":
                kind = Undecided if decision.state == "prompt" else Denied
                raise kind(
                    f'Cannot call "{call.route}": origin {call.origin} lacks permission {permission}: {decision.reason}'
                )

    def _guard_program(self, call: Call, permission: str, program: str) -> None:
        if reason := self.programs[program](call, permission):
            self.record(call, permission, Decision("denied", reason, "host"))
            raise Denied(f'Cannot call "{call.route}": {reason}')

    def decide(self, call: Call, permission: str) -> Decision:
        """Decide about one permission for one call of an origin that may hold it, or of a guest."""
        if (guest := self._guest(_index(call))) is not None:
            return self._of_guest(guest, call.origin, permission, call)
        if (rights := self.programs.get(str(call.origin))) is not None:
            if reason := rights(call, permission):
                return Decision("denied", reason, "host")
        elif call.origin != self._origin and call.origin not in self._grants.origins.get(permission, ()):
            return Decision("denied", f"permissions_origins_{permission} does not name it", "configuration")
        settled = self._settled.get(permission) or self._static(permission)
        granted = self._grants.allow.get(permission)
        if granted is False:
            return settled
        if (decision := self._narrowed(_index(call), permission)) is not None:
            return decision
        if self._verdicts is not None and (verdict := _weighed(self._verdicts(call, permission))) is not None:
            return settled if verdict.allowed and granted is True else verdict
        return settled if settled.state != "prompt" else self._asked(str(call.origin), permission, settled)

    def query(self, permission: str, origin: str | None = None, window: int | None = None) -> Decision:
        """Return the present decision for a permission, without verdicts of plugins.

        Args:
            origin: the app's own when None.
            window: the index of a window; any window when None.
        """
        origin = self._origin if origin is None else origin
        if (guest := self._guest(window)) is not None:
            return self._of_guest(guest, origin, permission)
        if origin != self._origin and origin not in self._grants.origins.get(permission, ()):
            return Decision("denied", f"{origin} may not have it, only {self._origin} may", "host")
        settled = self._settled.get(permission) or self._static(permission)
        if settled.state != "denied" and window is not None and (narrowed := self._narrowed(window, permission)):
            return narrowed
        return settled if settled.state != "prompt" else self._asked(origin, permission, settled)

    def _guest(self, window: int | None) -> Guest | None:
        return None if window is None else self.guest_of(window)

    def _of_guest(self, guest: Guest, origin: str | None, permission: str, call: Call | None = None) -> Decision:
        """Decide about one permission for a page in a view."""
        if origin is None or origin != guest.origin:
            return Decision("denied", f"in this view only {guest.origin or 'no origin'} may ask for anything", "host")
        if permission not in guest.rights:
            return Decision("denied", "the rights of its view do not name it", "host")
        if self._grants.allow.get(permission) is False or self._grants.default == "deny":
            settled = self._settled.get(permission) or self._static(permission)
            if settled.state == "denied":
                return settled
        if call is not None and self._verdicts is not None:
            verdict = _weighed(self._verdicts(call, permission))
            if verdict is not None and not verdict.allowed:
                return verdict
        if self._grants.allow.get(permission) is True:
            return Decision("granted", f"permissions_allow_{permission} = true", "configuration")
        if permission == "user_media":
            return Decision("granted", "camera and microphone are asked for by their own names", "host")
        undecided = Decision("prompt", "a site in a view may ask for it, and nobody has answered yet", "host")
        return self._asked(origin, permission, undecided)

    def tell(self, record: Record) -> None:
        """Tell the listeners of a decision that was made elsewhere, such as by a scope."""
        for listener in self.listeners:
            listener(record)

    def record(self, call: Call, permission: str, decision: Decision) -> None:
        """Tell the listeners of a decision about a call."""
        self.tell(
            Record(
                origin=call.origin, window=_index(call), permission=permission, target=call.route,
                verdict=_VERDICTS[decision.state], by=decision.by, reason=decision.reason,
                own=call.route.startswith("internal.") or any(name == OWN for name, _ in call.headers),
            )
        )  # fmt: skip

    def _narrowed(self, window: int | None, permission: str) -> Decision | None:
        declared = self._declared.get(permission)
        if declared is not None and declared.own_profile and window is not None and (name := self.profile_of(window)):
            return Decision("denied", f'it is for windows of the app\'s own profile, and this is of "{name}"', "host")
        windows = self._grants.windows.get(permission)
        if windows is None or window in windows:
            return None
        named = ", ".join(map(str, sorted(windows))) or "none"
        return Decision("denied", f"permissions_windows_{permission} allows only windows: {named}", "configuration")

    def _asked(self, origin: str, permission: str, settled: Decision) -> Decision:
        answer = self._remembered(origin, permission)
        if answer is None:
            return settled
        return Decision("granted" if answer else "denied", f"the person said {'yes' if answer else 'no'}", "person")

    def _static(self, permission: str) -> Decision:
        if is_piece(permission):
            return Decision("prompt", "the person has not chosen it")
        line = f"permissions_allow_{permission}"
        granted = self._grants.allow.get(permission)
        if granted == "ask":
            return Decision("prompt", f'{line} = "ask" and nobody has answered yet', "configuration")
        if granted is not None:
            return Decision("granted" if granted else "denied", f"{line} = {str(granted).lower()}", "configuration")
        default, declared = self._grants.default, self._declared.get(permission)
        if default == "deny":
            return Decision("denied", f'[permissions] default = "deny"; {line} = true would grant it', "configuration")
        if default == "ask" and not (declared is not None and declared.harmless):
            return Decision("prompt", '[permissions] default = "ask" and nobody has answered yet', "configuration")
        if declared is None or declared.default:
            return Decision("granted", "it is granted by default")
        return Decision("denied", f"it is not granted by default; {line} = true would grant it")


def _own(_window: int) -> str:
    """Return the name of the app's own profile."""
    return ""


def _no_guest(_window: int) -> Guest | None:
    """Return that no page is a guest."""
    return None


def _weighed(verdicts: Iterable[tuple[str, tuple[Verdict, str]]]) -> Decision | None:
    """Return what plugins decide together: the first that denies wins, then the first that allows."""
    allowed: Decision | None = None
    for plugin, (verdict, why) in verdicts:
        reason = f'plugin "{plugin}" says: {why}'
        if verdict is not Verdict.ALLOW:
            return Decision("denied", reason, f"plugin {plugin}")
        allowed = allowed or Decision("granted", reason, f"plugin {plugin}")
    return allowed


def _index(call: Call) -> int | None:
    """Return the index of the window whose page calls; None for a program outside the app."""
    return None if call.window is None or call.outside else call.window.index
