"""`State`, what a shell knows: variables, arguments, its folder, the status of the last command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ("State",)


@dataclass(slots=True, kw_only=True)
class State:
    """The state of a shell; a subshell has a copy."""

    name: str
    arguments: list[str]
    variables: dict[str, str]
    exported: set[str]
    cwd: str
    status: int = 0
    background: int | None = None
    """The process last started with `&`."""
    errexit: bool = False
    nounset: bool = False
    xtrace: bool = False
    pipefail: bool = False
    jobs: list[int] = field(default_factory=list)
    traps: dict[str, str] = field(default_factory=dict)
    """Scripts by the signals at which they run, and of `EXIT`; a subshell has none."""

    @classmethod
    def of(cls, name: str, arguments: Sequence[str], env: Mapping[str, str], cwd: str) -> State:
        """Return the state in which a shell begins."""
        variables = {**env, "PWD": cwd}
        return cls(name=name, arguments=list(arguments), variables=variables, exported={*env, "PWD"}, cwd=cwd)

    def copy(self) -> State:
        """Return the state of a subshell."""
        return State(
            name=self.name,
            arguments=list(self.arguments),
            variables=dict(self.variables),
            exported=set(self.exported),
            cwd=self.cwd,
            status=self.status,
            background=self.background,
            errexit=self.errexit,
            nounset=self.nounset,
            xtrace=self.xtrace,
            pipefail=self.pipefail,
        )

    def env(self) -> dict[str, str]:
        """Return the variables that programs get."""
        return {name: value for name, value in self.variables.items() if name in self.exported}
