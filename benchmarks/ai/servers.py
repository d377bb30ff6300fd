"""Servers beside ours, each a process that listens on loopback."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import anyio
import httpx

from benchmarks.ai.asking import PROMPTS, ask, speeds

__all__ = ("llama_cpp_server", "llama_server", "measured")

READY = 120.0
"""Seconds a server may take to load its model."""


def llama_cpp_server(python: Path, model: Path, threads: int, port: int) -> list[str]:
    """Return the command of llama-cpp-python's server.

    Its default is to end what it generates when another request comes, which is no way to serve four clients.
    """
    sizes = ["--n_ctx", "2048", "--n_threads", str(threads), "--n_threads_batch", str(threads), "--flash_attn", "true"]
    rest = ["--interrupt_requests", "false", "--host", "127.0.0.1", "--port", str(port)]
    return [str(python), "-m", "benchmarks.ai.bare_server", "--model", str(model), *sizes, *rest]


def llama_server(program: Path, model: Path, threads: int, port: int) -> list[str]:
    """Return the command of llama.cpp's own server, with four slots."""
    sizes = ["--ctx-size", "8192", "--parallel", "4", "--threads", str(threads), "--threads-batch", str(threads)]
    return [str(program), "--model", str(model), *sizes, "--host", "127.0.0.1", "--port", str(port), "--no-webui"]


def measured(command: Sequence[str], port: int, patience: float) -> Mapping[str, float]:
    """Start a server, ask it alone and by four clients at once, end it, and return what was measured.

    Args:
        command: what starts it.
        port: where it listens.
        patience: seconds it may take.

    Raises:
        TimeoutError: it took longer.
        RuntimeError: it did not begin to serve; the message has the end of what it wrote.
    """
    with _running(command, port) as process:
        return anyio.run(_asked, f"http://127.0.0.1:{port}/v1/", process, patience, backend="trio")


async def _asked(base: str, process: int, patience: float) -> Mapping[str, float]:
    # A server may close a connection nobody uses just when it is used again.
    limits = httpx.Limits(max_keepalive_connections=0)
    with anyio.fail_after(patience):
        async with httpx.AsyncClient(base_url=base, timeout=None, limits=limits) as client:
            await ask(client, PROMPTS[0], tokens=16)
            return await speeds(client, process)


def free_port() -> int:
    """Return a port nobody listens at."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@contextmanager
def _running(command: Sequence[str], port: int) -> Iterator[int]:
    """Run a server for the length of the block and give the id of its process."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        try:
            if not _serves(f"http://127.0.0.1:{port}/v1/", process):
                log.seek(0)
                raise RuntimeError(f"{command[0]} does not serve:\n{log.read()[-2000:]}")
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _serves(base: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait until a server completes prompts; False when it has ended, or takes too long."""
    deadline = time.monotonic() + READY
    while process.poll() is None and time.monotonic() < deadline:
        try:
            answer = httpx.post(base + "completions", json={"prompt": "a", "max_tokens": 1}, timeout=READY)
        except httpx.TransportError:
            time.sleep(0.1)
            continue
        if answer.status_code == 200:
            return True
        time.sleep(0.1)  # it still loads its model
    return False
