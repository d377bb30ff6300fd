"""Words of `npm install` for what it does and has done."""

from __future__ import annotations

from oro_container.core.packages.events import Event, Fetching, Resolving, RunningScript
from oro_container.core.packages.installed import Installed

__all__ = ("progress_of", "summary_of")


def progress_of(event: Event) -> str:
    """Return a line of progress; nothing for what is no progress."""
    match event:
        case Resolving(done, of):
            return f"resolving {done}/{of}"
        case Fetching(done, of, size):
            return f"fetching {done}/{of}, {size / 1e6:.1f} MB"
        case RunningScript(package, script):
            return f"{package} {script}"
        case _:
            return ""


def summary_of(installed: Installed) -> list[str]:
    """Return the lines that tell what was done."""
    added, removed, kept = len(installed.added), len(installed.removed), installed.kept
    parts = [f"{verb} {count}" for verb, count in (("added", added), ("removed", removed)) if count]
    first = f"{', '.join(parts)} package{'s' if added + removed != 1 else ''}" if parts else "up to date"
    lines = ["", f"{first} in {installed.done.seconds:.1f} s ({added + kept} in all, installed by oro-container)"]
    if installed.skipped_scripts:
        names = sorted({one.package for one in installed.skipped_scripts})
        lines.append(f"not run, as the policy allows no scripts: {len(names)} ({', '.join(names[:8])})")
    if installed.native:
        native = sorted(one.package for one in installed.native)[:8]
        lines.append(f"with native code, for this machine alone: {', '.join(native)}")
    return lines
