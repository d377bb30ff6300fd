"""Errors of archives; each names the package, and the member where there is one."""

from __future__ import annotations

__all__ = ("BadSum", "BadTarball")


class BadTarball(ValueError):
    """An archive is damaged, or holds what a package must not hold.

    Args:
        package: its name and version.
        why: completes the sentence.
        member: the path of the member in the archive.
    """

    def __init__(self, package: str, why: str, member: str = "") -> None:
        what = f'"{member[:200]}" of package' if member else "package"
        super().__init__(f"Cannot unpack {what} {package[:300]}: {why}")
        self.package = package
        self.member = member


class BadSum(ValueError):
    """Bytes are not those that were promised.

    Args:
        package: its name and version.
        wanted: the sum that was promised.
        found: the sum of what came.
    """

    def __init__(self, package: str, wanted: str, found: str) -> None:
        super().__init__(
            f"Cannot use package {package[:300]}: its archive has another sum than was promised, {found} instead of "
            f"{wanted[:400]}; remove its entry from the lockfile if the package was published again on purpose"
        )
        self.package = package
        self.wanted = wanted
        self.found = found
