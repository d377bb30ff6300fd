"""What is measured beside what, and how far ahead we mean to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ("COMPARISONS", "PROGRAMS", "Comparison", "Program")


@dataclass(frozen=True, slots=True)
class Program:
    """A program that measures one peer, and perhaps others beside it.

    What it reports under a name of its own, such as `websocket`, is a peer too.
    """

    module: str
    """Of benchmarks.peers."""
    engine: str = "gtk"


PROGRAMS: Mapping[str, Program] = {
    "oro": Program("oro"),
    "conduit": Program("conduit"),
    "modules": Program("modules"),
    "pywebview": Program("pywebview"),
    "pytauri": Program("pytauri"),
    "node": Program("node"),
    "conduit_qt": Program("conduit", "qt"),
    "modules_qt": Program("modules", "qt"),
    "pywebview_qt": Program("pywebview", "qt"),
    "workers": Program("workers"),
    "without_workers": Program("without_workers"),
    "chromium": Program("chromium"),
    "workers_qt": Program("workers", "qt"),
    "without_workers_qt": Program("without_workers", "qt"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One table: our figures, and the ratios to those of others.

    Args:
        aims: the most our figure may be as a part of the other's, by metric and peer.
        limits: the most our figure may be, by metric.
    """

    title: str
    ours: str
    others: tuple[str, ...]
    aims: Mapping[tuple[str, str], float]
    limits: Mapping[str, float]


NODE_AIMS = {
    ("read", "node"): 15.0,
    ("read_64", "node"): 15.0,
    ("readdir", "node"): 2.0,
    ("copy", "node"): 2.0,
    ("copy_through", "node"): 2.0,
}
"""Node reads in its own process: small reads cross into ours and back, bulk should not."""

ASYNC_AIMS = {(metric, peer): 1.2 for metric in ("sequential", "parallel") for peer in ("oro", "conduit", "conduit_qt")}
"""An async route costs the page what a plain one costs, and little more."""

COMPARISONS = (
    Comparison(
        "Over the scheme, WebKitGTK",
        "oro",
        ("pywebview", "pytauri"),
        {
            ("sequential", "pywebview"): 0.60,
            ("sequential", "pytauri"): 0.85,
            ("parallel", "pywebview"): 0.35,
            ("parallel", "pytauri"): 0.70,
            ("file", "pywebview"): 0.20,
            ("file", "pytauri"): 0.50,
            ("start", "pywebview"): 1.15,
        },
        {},
    ),
    Comparison("Async routes beside plain ones, over the scheme, WebKitGTK", "oro_async", ("oro",), ASYNC_AIMS, {}),
    Comparison(
        "Over Conduit, WebKitGTK",
        "conduit",
        ("pywebview", "pytauri", "websocket", "websockets", "node"),
        {
            ("sequential", "pywebview"): 0.35,
            ("sequential", "pytauri"): 0.40,
            ("sequential", "websocket"): 1.5,
            ("parallel", "pywebview"): 0.12,
            ("parallel", "pytauri"): 0.25,
            ("push", "pywebview"): 0.10,
            ("stream_up", "websockets"): 1 / 0.7,
            ("stream_down", "websockets"): 1 / 0.7,
        },
        {"stream_up": 100 / 150 * 1000, "stream_down": 100 / 150 * 1000, "stream_memory": 16},
    ),
    Comparison(
        "Over Conduit, QtWebEngine",
        "conduit_qt",
        ("pywebview_qt", "websocket_qt", "websockets_qt"),
        {("sequential", "pywebview_qt"): 0.25, ("parallel", "pywebview_qt"): 0.25, ("push", "pywebview_qt"): 0.10},
        {},
    ),
    Comparison("Async routes beside plain ones, Conduit, WebKitGTK", "conduit_async", ("conduit",), ASYNC_AIMS, {}),
    Comparison(
        "Async routes beside plain ones, Conduit, QtWebEngine", "conduit_async_qt", ("conduit_qt",), ASYNC_AIMS, {}
    ),
    Comparison("Node's modules, WebKitGTK", "modules", ("node",), NODE_AIMS, {}),
    Comparison("Node's modules, QtWebEngine", "modules_qt", ("node",), NODE_AIMS, {}),
    Comparison(
        "Service workers, WebKitGTK",
        "workers",
        ("without_workers", "chromium"),
        {("request", "without_workers"): 1.05, ("request_64", "without_workers"): 1.05},
        {"through_memory": 16, "changed_memory": 16},
    ),
    Comparison(
        "Service workers, QtWebEngine",
        "workers_qt",
        ("without_workers_qt", "chromium"),
        {("request", "without_workers_qt"): 1.05, ("request_64", "without_workers_qt"): 1.05},
        {"through_memory": 16, "changed_memory": 16},
    ),
)
