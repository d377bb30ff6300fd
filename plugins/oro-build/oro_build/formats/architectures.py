"""Names of processors: wheels', Debian's and those of RPM, Flatpak and AppImage."""

from __future__ import annotations

from oro_build.errors import BuildError

__all__ = ("debian_architecture", "machine")

_MACHINES = ("x86_64", "aarch64", "armv7l", "i686", "ppc64le", "s390x", "riscv64", "arm64", "amd64", "win32")
_DEBIAN = {
    "x86_64": "amd64",
    "aarch64": "arm64",
    "armv7l": "armhf",
    "i686": "i386",
    "ppc64le": "ppc64el",
    "s390x": "s390x",
    "riscv64": "riscv64",
}


def machine(platform: str) -> str:
    """Return the processor of a platform of wheels: `x86_64` of `linux_x86_64`.

    Raises:
        BuildError: it names none that is known.
    """
    for name in _MACHINES:
        if platform.endswith(name):
            return name
    raise BuildError(f'Cannot tell the processor of "{platform}": expected a platform as wheels name it')


def debian_architecture(platform: str) -> str:
    """Return Debian's name of a platform's processor; `all` for `any`, which runs on each.

    Raises:
        BuildError: Debian has no such processor.
    """
    if platform == "any":
        return "all"
    name = machine(platform)
    if not platform.startswith("linux") or name not in _DEBIAN:
        raise BuildError(f'Cannot make a .deb: the app was built for "{platform}", and Debian has no such machines')
    return _DEBIAN[name]
