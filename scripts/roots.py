"""A root file system made of layers, in which commands run: `Root`."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import carried

__all__ = ("ENVIRONMENT", "NEEDED", "Root", "RootError", "check_tools")

NEEDED = {"debootstrap": "debootstrap", "unshare": "util-linux", "setpriv": "util-linux", "ip": "iproute2"}
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
ENTER = """
set -e
root=$1 lower=$2 upper=$3 work=$4 folder=$5 mounts=$6; shift 6
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$upper,workdir=$work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
for place in dev/shm tmp run; do mount -t tmpfs -o mode=1777 tmpfs "$root/$place"; done
mkdir -p "$root/run/lock"
while IFS="$(printf '\\t')" read -r mode source place; do
    if [ -d "$source" ]; then mkdir -p "$root$place"
    else mkdir -p "$(dirname "$root$place")"; [ -e "$root$place" ] || : > "$root$place"; fi
    mount --bind "$source" "$root$place"
    if [ "$mode" = ro ]; then mount -o remount,bind,ro "$root$place"; fi
done < "$mounts"
if [ -n "$ORO_WITHOUT_NETWORK" ]; then ip link set lo up; fi
unset ORO_WITHOUT_NETWORK
cd "$root"
pivot_root . .
umount --lazy .
set +e
/bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" "$@"
exit $?
"""
"""Run by the first process of the new namespaces. It stays, since signals do not end a first process, and reaps.

The root takes the place of this machine's, as the kernel gives no user namespaces to programs under `chroot`.
"""


class RootError(Exception):
    """A root cannot be made here, or nothing can be run in it."""


@dataclass(frozen=True)
class Root:
    """A system of its own, in which one command runs at a time.

    A command has namespaces of its own for mounts and processes, so nothing is left running or mounted afterwards,
    however it ends.

    Attributes:
        layers: the folders below, the topmost first; they stay as they are.
        scratch: the folder for what lives as long as a command does.
        keep: the folder for what commands write, which later commands find again; without one it is thrown away.
        mounts: files and folders of this machine, with their paths in the root, where they can be written to.
        folder: where commands start.
        network: whether commands have one, besides the loopback interface.
        carries: whether pip and npm are set up as on this machine.
    """

    layers: Sequence[Path]
    scratch: Path
    keep: Path | None = None
    mounts: Mapping[Path, str] = field(default_factory=dict)
    folder: str = "/root"
    network: bool = True
    carries: bool = True

    @property
    def upper(self) -> Path:
        """The folder of the files that commands wrote; there is one only where they are kept."""
        assert self.keep is not None
        return self.keep / "upper"

    def above(self, keep: Path) -> Root:
        """Return a root that begins as this one is now, and keeps in a folder of its own what commands write."""
        return replace(self, layers=[self.upper, *self.layers], keep=keep)

    @contextmanager
    def begin(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, *, piped: bool = False
    ) -> Iterator[subprocess.Popen[str]]:
        """Start a command, and end it with all that it started when it is left.

        Args:
            command: the program and its arguments.
            environment: more variables.
            piped: whether it reads nothing, and what it says on both ways comes as one; else it has this program's.
        """
        self.scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.scratch, prefix="scratch-") as scratch:
            line = self._line(command, Path(scratch))
            variables = ENVIRONMENT | (carried.environment() if self.carries else {}) | dict(environment or {})
            variables |= {"ORO_WITHOUT_NETWORK": "" if self.network else "1"}
            nothing, pipe, one = (subprocess.DEVNULL, subprocess.PIPE, subprocess.STDOUT) if piped else (None,) * 3
            with subprocess.Popen(line, env=variables, text=True, stdin=nothing, stdout=pipe, stderr=one) as process:
                try:
                    yield process
                finally:
                    process.kill()

    def run(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
        """Run a command to its end and return its exit status."""
        with self.begin(command, environment) as process:
            return process.wait()

    def _line(self, command: Sequence[str], scratch: Path) -> list[str]:
        root, table = scratch / "root", scratch / "mounts"
        layer = self.keep.resolve() if self.keep else scratch / "layer"
        for made in (root, layer / "upper", layer / "work"):
            made.mkdir(parents=True, exist_ok=True)
        read_only = (carried.files() if self.carries else {}) | _names(self.network)
        rows = [("ro", *row) for row in read_only.items()] + [("rw", *row) for row in self.mounts.items()]
        table.write_text("".join(f"{mode}\t{here}\t{there}\n" for mode, here, there in rows))
        lower = ":".join(map(str, self.layers))
        places = [root, lower, layer / "upper", layer / "work", self.folder, table]
        line = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child"]
        line += [] if self.network else ["--net"]
        return [*line, "sh", "-c", ENTER, "sh", *map(str, places), *command]


def check_tools() -> None:
    """Raise RootError when this machine cannot make or enter roots."""
    if os.geteuid() != 0:
        raise RootError("Cannot make a root file system: debootstrap and mounts need root; run it with sudo")
    for program, package in NEEDED.items():
        if shutil.which(program) is None:
            raise RootError(f"Cannot make a root file system: there is no {program}; apt install {package}")


def _names(network: bool) -> dict[Path, str]:
    """Return the files by which names of machines are found."""
    paths = [Path("/etc/hosts"), *([Path("/etc/resolv.conf")] if network else [])]
    return {path.resolve(): str(path) for path in paths if path.exists()}
