"""`Setup`, the surroundings of an installation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from oro_container.core.packages.platform import Platform
from oro_container.core.packages.scripts import RunScript
from oro_container.packages.network import Network
from oro_container.packages.reaching import Leads
from oro_container.packages.repositories import RunProgram
from oro_container.packages.store import Store

__all__ = ("Setup",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The surroundings of an installation."""

    store: Store
    platform: Platform = field(default_factory=Platform)
    network: Network = field(default_factory=Network)
    npmrc: str = ""
    """The text of an `.npmrc` below that of the project."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """The variables that `.npmrc` files may name, and `NODE_ENV`."""
    admits: Callable[[str], bool] = lambda url: True
    """Tells whether a project may have the host ask an address."""
    leads: Leads = lambda host, port, address: True
    """Tells whether a host that is asked may have an address."""
    run_script: RunScript | None = None
    """Runs scripts of packages; None if they are not allowed."""
    run_program: RunProgram | None = None
    """Runs git, and npm for what git has; None if git must not be used."""
