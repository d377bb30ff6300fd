"""`oro ai worker`: compute layers of models for apps on other machines."""

from __future__ import annotations

import signal

import click

from oro_framework.commands import note
from oro_framework.errors import UsageError

__all__ = ("worker",)


@click.command(short_help="Compute layers of models for apps of other machines")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=50052, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@click.option(
    "--threads", default=0, metavar="N", help="Threads that compute, where there is no GPU; 0 is one per core."
)
def worker(host: str, port: int, threads: int) -> None:
    """Compute layers of models for the apps whose setting `ai_llm_rpc_workers` names this machine, until interrupted.

    The protocol is llama.cpp's. It neither encrypts what it sends nor asks for a password, and its authors say not to
    open it to a network that others use: let it listen where only your own machines reach it.
    """
    from oro_ai.llama.workers import serve_worker
    from oro_framework.processors import usable_processors

    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python would hear of it only when the engine is done
    note(f"A worker for models at {place}; Ctrl-C ends it")
    serve_worker(place, threads or usable_processors())
    raise UsageError(f"Cannot listen at {place}: it is in use, or no address of this machine")
