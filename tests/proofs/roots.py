"""Roots of Debian's own: folders with a whole system, in which programs see neither this checkout nor its Python.

A root is a stack of layers, each a folder of files, of which programs change the first alone. What is mounted is
mounted in a namespace of the program's own, so nothing stays behind when it ends. Only root may do that.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

__all__ = ("Root", "base", "can_make_roots")

RELEASE = "bookworm"
"""Debian 12, the oldest release that apps are built on."""
PATIENCE = 900
_ENTER = """
set -e
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$UPPER,workdir=$WORK" "$PLACE"
mount --rbind /dev "$PLACE/dev"
mount -t proc proc "$PLACE/proc"
mount --rbind /sys "$PLACE/sys"
mount -t tmpfs tmpfs "$PLACE/tmp"
mkdir -p "$PLACE/tmp/.X11-unix"
if [ -d /tmp/.X11-unix ]; then mount --bind /tmp/.X11-unix "$PLACE/tmp/.X11-unix"; fi
if [ "$NETWORK" = no ]; then ip link set lo up; fi
exec chroot "$PLACE" /usr/bin/env -i "$@"
"""
_VARIABLES = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
_NO_VARIABLES: Mapping[str, str] = {}


def can_make_roots() -> str:
    """Return why this machine cannot make roots; nothing where it can."""
    if os.geteuid() != 0:
        return "only root may mount what a root consists of"
    lacking = [name for name in ("debootstrap", "unshare", "chroot", "ip") if shutil.which(name) is None]
    return f"the machine lacks {', '.join(lacking)}" if lacking else ""


@dataclass(frozen=True)
class Root:
    """A system of its own, in which one program runs at a time.

    Attributes:
        layers: the folders below, the topmost first; they stay as they are.
        changed: the folder that takes what programs change.
        network: whether programs reach more than loopback, which is theirs alone otherwise.
    """

    layers: Sequence[Path]
    changed: Path
    network: bool = False

    def above(self, changed: Path) -> Root:
        """Return a root that begins as this one is now, and keeps its changes in a folder of its own."""
        changed.mkdir(parents=True, exist_ok=True)
        return Root([self.changed, *self.layers], changed)

    def online(self) -> Root:
        """Return this root with a network."""
        return replace(self, network=True)

    def begin(self, *command: str, variables: Mapping[str, str] = _NO_VARIABLES) -> subprocess.Popen[str]:
        """Start a program in it; what it says on both ways comes as one."""
        words = self._words(command, variables)
        outer = self._outer()
        return subprocess.Popen(
            words, env=outer, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *command: str, variables: Mapping[str, str] = _NO_VARIABLES) -> str:
        """Run a program in it to its end, and return what it said.

        Raises:
            AssertionError: it failed; has what it said.
        """
        done = self.ended(*command, variables=variables)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
        return done.stdout

    def ended(self, *command: str, variables: Mapping[str, str] = _NO_VARIABLES) -> subprocess.CompletedProcess[str]:
        """Run a program in it to its end, whatever that is."""
        with self.begin(*command, variables=variables) as process:
            try:
                said, _ = process.communicate(timeout=PATIENCE)
            finally:
                process.kill()
        return subprocess.CompletedProcess(command, process.returncode, said)

    def install(self, *packages: str) -> None:
        """Install packages of Debian, and nothing that they merely recommend."""
        self.online().run("apt-get", "install", "--yes", "--no-install-recommends", *packages)

    def take(self, path: Path, place: str) -> Path:
        """Copy a file or a folder into it."""
        target = self.changed / place.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, target, symlinks=True, dirs_exist_ok=True)
        else:
            shutil.copy2(path, target)
        return target

    def files(self) -> set[str]:
        """Return the paths of all its files and folders."""
        return set(self.run("find", "/", "-xdev", "-not", "-path", "/tmp/*").splitlines())

    def _words(self, command: Sequence[str], variables: Mapping[str, str]) -> list[str]:
        given = {**_VARIABLES, **variables}
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
        if not self.network:
            apart.append("--net")
        return [*apart, "sh", "-c", _ENTER, "sh", *(f"{name}={value}" for name, value in given.items()), *command]

    def _outer(self) -> Mapping[str, str]:
        work, place = (self.changed.with_name(f"{self.changed.name}.{name}") for name in ("work", "place"))
        work.mkdir(exist_ok=True)
        place.mkdir(exist_ok=True)
        return {
            **os.environ,
            "LOWER": ":".join(map(str, self.layers)),
            "UPPER": str(self.changed),
            "WORK": str(work),
            "PLACE": str(place),
            "NETWORK": "yes" if self.network else "no",
        }


def base(folder: Path) -> Path:
    """Make the smallest system of the release in a folder, unless it is there; return its layer."""
    layer = folder / RELEASE
    if (layer / "made").exists():
        return layer
    shutil.rmtree(layer, ignore_errors=True)
    command = ["debootstrap", "--variant=minbase", "--include=ca-certificates", RELEASE, str(layer), _mirror()]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)
    (layer / "etc" / "dpkg" / "dpkg.cfg.d" / "quick").write_text("force-unsafe-io\n")
    for name in ("resolv.conf", "hosts"):
        shutil.copy(Path("/etc", name), layer / "etc" / name)
    (layer / "made").touch()
    return layer


def _mirror() -> str:
    """Return the address of the archive that this machine has its own packages from."""
    command = ["apt-get", "indextargets", "--format", "$(SITE) $(ORIGIN)", "Created-By: Packages"]
    for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines():
        site, _, origin = line.partition(" ")
        if origin == "Debian":
            return site
    return "http://deb.debian.org/debian"
