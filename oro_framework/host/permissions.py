"""Who may do what. Sans-IO; the verdict depends on nothing but its arguments and the tables.

Order of opinions
1. Only the app's own origin is heard; any other, or none, is denied.
2. `permissions_allow_<name> = false` denies, `= true` allows.
3. `oro_check` verdicts of plugins: deny wins.
4. `[permissions] default = "deny"` denies what nobody granted; otherwise the permission's own default holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from oro_framework.errors import Denied
from oro_framework.types import Call, Permission, Verdict

__all__ = ("Decision", "Permissions")

Check = Callable[[Call, str], "tuple[Verdict, str] | None"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a call may go on, and why."""

    allowed: bool
    reason: str


class Permissions:
    """The table of permissions of one app.

    Args:
        origin: the app's own origin.
        declared: every permission by name.
        granted: `permissions_allow_<name>` of the configuration.
        default: `[permissions] default`: `"allow"` or `"deny"`.
        checks: the plugins' `oro_check`, with the plugin's name.
    """

    def __init__(
        self,
        origin: str,
        declared: Mapping[str, Permission],
        granted: Mapping[str, bool],
        default: str = "allow",
        checks: Iterable[tuple[str, Check]] = (),
    ) -> None:
        self._origin = origin
        self._declared = declared
        self._granted = granted
        self._default = default
        self._checks = tuple(checks)
        self._settled = {name: self._static(name) for name in {*declared, *granted}}

    def names(self) -> Mapping[str, Permission]:
        """Every declared permission by name."""
        return self._declared

    def guard(self, call: Call, permission: str) -> None:
        """Let a call go on or raise.

        Raises:
            Denied: names the permission, the origin and the line that would grant it.
        """
        if call.origin != self._origin:
            origin = call.origin or "an opaque or unknown origin"
            raise Denied(f'Cannot call "{call.route}": {origin} may not call the host, only {self._origin} may')
        if permission:
            decision = self.decide(call, permission)
            if not decision.allowed:
                raise Denied(
                    f'Cannot call "{call.route}": origin {call.origin} lacks permission {permission}: {decision.reason}'
                )

    def decide(self, call: Call, permission: str) -> Decision:
        """Weigh every opinion about one permission for one call."""
        settled = self._settled.get(permission) or self._static(permission)
        if not self._checks or (permission in self._granted and not settled.allowed):
            return settled
        allowed: Decision | None = None
        for plugin, check in self._checks:
            verdict = check(call, permission)
            if verdict is None:
                continue
            decision = Decision(verdict[0] is Verdict.ALLOW, f'plugin "{plugin}" says: {verdict[1]}')
            if not decision.allowed:
                return decision
            allowed = allowed or decision
        return settled if permission in self._granted else (allowed or settled)

    def query(self, permission: str) -> Decision:
        """Return the standing decision for a permission, plugins' verdicts aside."""
        return self._settled.get(permission) or self._static(permission)

    def _static(self, permission: str) -> Decision:
        line = f"permissions_allow_{permission}"
        if permission in self._granted:
            allowed = self._granted[permission]
            return Decision(allowed, f"{line} = {str(allowed).lower()}")
        if self._default == "deny":
            return Decision(False, f'[permissions] default = "deny"; {line} = true would grant it')
        declared = self._declared.get(permission)
        if declared is None or declared.default:
            return Decision(True, "it is granted by default")
        return Decision(False, f"it is not granted by default; {line} = true would grant it")
