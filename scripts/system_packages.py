"""System packages of Debian and its relatives: what we need, what is missing, how to get it.

Names separated by `|` are one package under the names different releases gave it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable

WEBKITGTK = ["gir1.2-gtk-3.0", "gir1.2-webkit2-4.1", "librsvg2-common"]  # the last for icons that are SVG
PYGOBJECT = ["gcc", "libc6-dev", "libcairo2-dev", "libgirepository-2.0-dev|libgirepository1.0-dev", "pkg-config"]
MEDIA = ["gstreamer1.0-libav", "gstreamer1.0-plugins-base", "gstreamer1.0-plugins-good"]
QT = [
    "libasound2t64|libasound2",
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgbm1",
    "libgl1",
    "libglib2.0-0t64|libglib2.0-0",
    "libnspr4",
    "libnss3",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "libxcb-render0",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxcomposite1",
    "libxdamage1",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
    "libxkbfile1",
    "libxrandr2",
    "libxtst6",
]
DISPLAY = ["xauth", "xvfb", "fonts-dejavu-core"]
NODE = ["nodejs", "npm"]
PEERS = ["binutils", "chromium", "cmake", "curl", "g++", "ninja-build"]
PEERS += ["chromium-driver", "webkit2gtk-driver|webkitgtk-webdriver"]
PEERS += ["cargo", "libstd-rust-dev-wasm32", "lld"]
PEERS += ["dbus", "dunst", "gnome-keyring", "libglib2.0-bin", "xclip", "xdg-utils"]
PEERS += ["gsettings-desktop-schemas", "xdg-desktop-portal", "xdg-desktop-portal-gtk"]
PEERS += ["ayatana-indicator-application", "gir1.2-ayatanaappindicator3-0.1", "openbox"]
PEERS += ["trayer|stalonetray", "weston", "xdotool"]
PEERS += ["appstream", "desktop-file-utils", "gpg", "lintian", "nsis", "rpm", "squashfs-tools"]
"""Packages that only tests need: other clients, servers and services, and the compiler of slow packages."""
SERVERS = ["cups-client", "cups-daemon", "mariadb-server", "openssh-server", "postgresql", "redis-server"]
"""Servers that npm packages and printing are tested with. Debian starts what it installs, so only CI installs them."""


def python_packages() -> list[str]:
    """Return what this interpreter needs of the system to make environments and to compile."""
    wanted = []
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        wanted.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv|python3-venv")
    if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")):
        wanted.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-dev|python3-dev")
    return wanted


def node_packages() -> list[str]:
    """Return what bundles and checks the JavaScript, unless some npm is there already."""
    return [] if shutil.which("npm") and shutil.which("node") else NODE


def known() -> bool:
    """Tell whether this system has apt."""
    return shutil.which("apt-get") is not None and shutil.which("dpkg-query") is not None


def missing(wanted: Iterable[str]) -> list[str]:
    """Return those of `wanted` of which no name is installed."""
    names = [name for entry in wanted for name in entry.split("|")]
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package}\\n", *names]
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    installed = {line.split()[1] for line in answer.splitlines() if line.startswith("installed ")}
    return [entry for entry in wanted if not installed.intersection(entry.split("|"))]


def superuser() -> list[str] | None:
    """Return what to put before a command that needs root, or None when there is no way without asking."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def install(wanted: Iterable[str]) -> bool:
    """Install what is missing with apt, if that needs no question; else print the command.

    Returns:
        Whether everything wanted is there now.
    """
    lacking = missing(wanted)
    if not lacking:
        return True
    prefix = superuser()
    if prefix is None:
        _advise(lacking)
        return False
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    apt = [*prefix, *environment, "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    if not _run([*apt, "update"]):
        _advise(lacking)
        return False
    offered = [entry for entry in lacking if any(map(_available, entry.split("|")))]
    if unknown := [entry for entry in lacking if entry not in offered]:
        print(f"install: this release has no package {', '.join(unknown)}; what needs it stays away", flush=True)
    print(f"install: apt-get install {' '.join(_chosen(offered))}", flush=True)
    if not _run([*apt, "install", "--no-install-recommends", *_chosen(offered)]):
        _advise(offered)
        return False
    return not unknown


def _advise(lacking: list[str]) -> None:
    names = " ".join(_chosen(lacking))
    print(
        f"install: these system packages are missing; install them with\n\n    sudo apt install {names}\n", flush=True
    )


def _run(command: list[str]) -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False).returncode == 0


def _chosen(entries: Iterable[str]) -> list[str]:
    """Return, for each entry, the first of its names that apt can install here."""
    return [next((name for name in entry.split("|") if _available(name)), entry.split("|")[-1]) for entry in entries]


def _available(name: str) -> bool:
    """Tell whether apt has a version of the package; a name that is only provided by others does not count."""
    answer = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=False).stdout
    return "Candidate: " in answer and "Candidate: (none)" not in answer
