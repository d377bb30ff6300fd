"""Errors of packages: each names the package, what is wrong with it, and what to do.

PackageError
├── BadMetadata      metadata or a file of packages is not what it should be
├── BadSpec          a dependency is asked for in a way that is not supported
├── NoSuchVersion    the registry has no version that is asked for
├── PeersConflict    two packages want different versions of a third beside them
├── WrongPlatform    a package does not run on this system
├── OutOfStep        the lockfile does not have what package.json asks for
└── TooMuch          resolving passes a limit, as it does for metadata made to never end
"""

from __future__ import annotations

__all__ = (
    "BadMetadata",
    "BadSpec",
    "NoSuchVersion",
    "OutOfStep",
    "PackageError",
    "PeersConflict",
    "TooMuch",
    "WrongPlatform",
)


class PackageError(Exception):
    """Packages cannot be had as they are asked for."""

    code = "EPACKAGE"

    def __init__(self, message: str, *, package: str = "") -> None:
        super().__init__(message)
        self.package = package
        """The name of the package that is to blame."""


class BadMetadata(PackageError):
    """Metadata or a file of packages is not what it should be."""

    code = "EINVALIDPACKAGE"


class BadSpec(PackageError):
    """A dependency is asked for in a way that is not supported."""

    code = "EUNSUPPORTEDSPEC"


class NoSuchVersion(PackageError):
    """The registry has no version that is asked for."""

    code = "ETARGET"


class PeersConflict(PackageError):
    """Two packages want different versions of a third beside them."""

    code = "ERESOLVE"


class WrongPlatform(PackageError):
    """A package does not run on this system."""

    code = "EBADPLATFORM"


class OutOfStep(PackageError):
    """The lockfile does not have what package.json asks for."""

    code = "EUSAGE"


class TooMuch(PackageError):
    """Resolving passes a limit."""

    code = "ETOOMUCH"
