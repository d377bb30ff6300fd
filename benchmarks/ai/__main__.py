"""Measure oro-ai beside llama-cpp-python and two servers, several rounds, each in a process of its own.

python -m benchmarks.ai --rounds 3 --only oro-ai --only raw
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from benchmarks import environment
from benchmarks.ai import figures, servers
from benchmarks.ai.environment import add_server, built_server, model
from benchmarks.rounds import Skipped

RESULTS = Path(__file__).parent / "results.json"
PATIENCE = 240.0
"""Seconds one round of one peer may take: with all cores, threads that wait for each other hardly get anywhere while a
machine does something else."""
PEERS = ("raw", "oro-ai", "llama_cpp.server", "llama-server")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a peer is run with."""

    model: Path
    threads: int
    whole: bool
    """Whether all there is to know of oro-ai is measured, or how fast it is alone."""
    requests: int


class RoundFailed(Skipped):
    """A peer did not finish its round; the text says why."""


@click.command(help=__doc__)
@click.option("--rounds", default=3, show_default=True, help="How often each peer runs.")
@click.option("--requests", default=500, show_default=True, help="Requests after which memory is looked at; 0 is none.")
@click.option("--threads", multiple=True, type=int, help="Of every peer; by default all cores but one, and all.")
@click.option("--only", multiple=True, type=click.Choice(PEERS), help="Run only these.")
def main(rounds: int, requests: int, threads: tuple[int, ...], only: tuple[str, ...]) -> None:
    """Measure, print, and write results.json."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    environment.ready()
    try:
        add_server()
        path = model()
    except Skipped as error:
        console.print(f"oro-ai is not measured: {error}", style="yellow")
        return
    cores = os.cpu_count() or 1
    counts = threads or tuple(sorted({max(cores - 1, 1), cores}))
    skipped: dict[str, str] = {}
    measured: dict[int, dict[str, list[Mapping[str, float]]]] = {count: {} for count in counts}
    for number in range(rounds):
        for count in counts:
            for peer in only or PEERS:
                if peer in skipped or _named(peer, count) in skipped:
                    continue
                console.print(f"round {number + 1} of {rounds}, threads: {count}, {peer}", style="dim")
                asked = Asked(path, count, whole=count == counts[0], requests=0 if number else requests)
                try:
                    measured[count].setdefault(peer, []).append(_round(peer, asked))
                except Skipped as error:
                    name = _named(peer, count) if isinstance(error, RoundFailed) else peer
                    skipped[name] = str(error)
                    console.print(f"{name} is not measured: {error}", style="yellow")
    found = {count: {peer: figures.medians(some) for peer, some in peers.items()} for count, peers in measured.items()}
    document = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cpus": cores,
        "medians": found,
        "skipped": skipped,
        "rounds": measured,
    }
    RESULTS.write_text(json.dumps(document, indent=2) + "\n")
    for count, medians in found.items():
        console.print(figures.table(medians, count))
    for count, medians in found.items():
        print(figures.markdown(medians, count), end="\n\n")
    console.print(f"written to {RESULTS.relative_to(environment.ROOT)}", style="dim")


def _named(peer: str, threads: int) -> str:
    return f"{peer}, threads: {threads}"


def _round(peer: str, asked: Asked) -> Mapping[str, float]:
    """Run one peer once.

    Raises:
        Skipped: it cannot be had here.
        RoundFailed: it did not finish.
    """
    path, threads = asked.model, asked.threads
    if peer == "raw":
        return _printed("benchmarks.ai.raw", str(path), str(threads))
    if peer == "oro-ai":
        requests = asked.requests if asked.whole else 0
        return _printed("benchmarks.ai.ours", str(path), str(threads), str(int(asked.whole)), str(requests))
    port = servers.free_port()
    if peer == "llama-server":
        command = servers.llama_server(built_server(), path, threads, port)
    else:
        command = servers.llama_cpp_server(environment.PYTHON, path, threads, port)
    try:
        return servers.measured(command, port, PATIENCE)
    except (RuntimeError, TimeoutError) as error:
        raise RoundFailed(str(error) or f"it did not finish within {PATIENCE:g} seconds") from error


def _printed(module: str, *arguments: str) -> Mapping[str, float]:
    command = [str(environment.PYTHON), "-m", module, *arguments]
    try:
        done = subprocess.run(
            command, cwd=environment.ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RoundFailed(f"it did not finish within {PATIENCE:g} seconds") from error
    if done.returncode:
        raise RoundFailed(f"it ended with status {done.returncode}:\n{done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
