"""The same page where oro-sw is not installed."""

from __future__ import annotations

from benchmarks.peers.workers import run

if __name__ == "__main__":
    run(("conduit",), "false")
