"""`python -m tests.soak`: an app under mixed load in real engines, its figures by the minute; fails when they rise.

python -m tests.soak --seconds 600 --windows 64x20 --engine qt
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from oro_framework.testing.engines import engines
from tests.soak.flat import LEAST, Sample, rising
from tests.soak.run import run

HEADER = "{:>6} {:<8} {:>8} {:>8} {:>5} {:>8} {:>6} {:>6} {:>8}".format(
    "s", "phase", "RSS MiB", "engine", "fds", "threads", "tasks", "procs", "calls/s"
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="of load, shared by the engines")
    parser.add_argument("--windows", default="64x20", help="NxR: N windows opened and closed R times, in each engine")
    parser.add_argument("--reloads", type=int, default=5, help="reloads with 2,000 calls in flight, in each engine")
    parser.add_argument("--apart", type=float, default=5, help="seconds that each kind of load runs by itself before")
    parser.add_argument("--engine", action="append", choices=("gtk", "qt"), help="all that are there when not given")
    options = parser.parse_args(arguments)
    chosen = options.engine or engines()
    failures = []
    for engine in chosen:
        seconds = options.seconds / len(chosen)
        print(f"\n{engine}: {options.windows} windows, {options.reloads} reloads, then {seconds:g} s of load")
        print(HEADER, flush=True)
        failures += [f"{engine}: {text}" for text in soak(engine, options, seconds)]
    print("\n" + ("\n".join(failures) or "Everything stayed flat."))
    return 1 if failures else 0


def soak(engine: str, options: argparse.Namespace, seconds: float) -> list[str]:
    """Run the app in one engine; return what went wrong or rose."""
    shown = 0.0
    last: Sample | None = None

    def show(figures: Mapping[str, Any]) -> None:
        nonlocal shown, last
        if "rss" not in figures:
            return
        sample = sample_of(figures)
        if figures["phase"] != "load" or sample.seconds - shown >= min(60.0, seconds / 10):
            rate = (sample.calls - last.calls) / (sample.seconds - last.seconds) if last else 0.0
            print(
                f"{sample.seconds:6.0f} {figures['phase']:<8} {sample.rss:8.1f} {sample.engine:8.1f} {sample.fds:5d} "
                f"{sample.threads:8d} {sample.tasks:6d} {sample.processes:6d} {rate:8.0f}",
                flush=True,
            )
            shown, last = sample.seconds, sample

    outcome = run(
        engine,
        {"soak_seconds": seconds, "soak_windows": options.windows, "soak_reloads": options.reloads,
         "soak_apart": options.apart, "soak_every": max(1.0, seconds / 120)},
        timeout=seconds + 1800,
        heard=show,
    )  # fmt: skip
    failed = list(outcome.failed)
    for phase in ("windows", "load"):
        samples = [sample_of(figures) for figures in outcome.figures if figures["phase"] == phase]
        if len(samples) >= LEAST:
            failed += [f"{phase}: {text}" for text in rising(samples)]
    if outcome.code and not failed:
        failed.append(f"exit code {outcome.code}\n{outcome.output[-2000:]}")
    return failed


def sample_of(figures: Mapping[str, Any]) -> Sample:
    """Return a sample of what the app said."""
    return Sample(**{name: figures[name] for name in Sample.__slots__})


if __name__ == "__main__":
    sys.exit(main())
