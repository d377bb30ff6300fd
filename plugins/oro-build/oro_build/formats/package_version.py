"""Versions of apps in the order of package managers."""

from __future__ import annotations

import re

from oro_build.errors import BuildError

__all__ = ("package_version",)

_BEFORE = re.compile(r"[-.]?(a|alpha|b|beta|rc|dev|pre|preview)(?=[-.\d]|$)", re.IGNORECASE)


def package_version(version: str) -> str:
    """Return a version so that dpkg and RPM sort previews before what they precede: `1.0-rc.1` becomes `1.0~rc.1`.

    Raises:
        BuildError: package managers take no such version.
    """
    found = _BEFORE.sub(lambda match: f"~{match[1]}", version, count=1).replace("-", "+")
    if not re.fullmatch(r"\d[A-Za-z0-9.+~]*", found):
        raise BuildError(
            f'Cannot make a package of version "{version}": it begins with a digit and has letters, digits, '
            'dots and hyphens; set version in [meta], as "1.0.0"'
        )
    return found
