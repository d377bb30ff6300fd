"""The first script of pages' workers: it gives them the `caches` of the app."""

from __future__ import annotations

from pathlib import Path

from oro_framework.literals import literal
from oro_framework.requests import Answer, App, Request, arrived

__all__ = ("with_caches",)

_SCRIPT = Path(__file__).resolve().parents[1] / "worker.js"
_MODULE = "/oro/service-worker.js"


async def with_caches(app: App, request: Request, origin: str) -> Answer:
    """Return the app's answer, the first script of workers, with what makes `caches` theirs."""
    found = await arrived(app(request))
    if found.head.status != 200 or not isinstance(found.body, bytes):
        return found
    script = f"{_SCRIPT.read_text('utf-8').strip()}({literal(origin + _MODULE)});"
    guarded = f"\ntry {{ {script}\n}} catch (error) {{ console.error(error) }}\n"
    headers = [pair for pair in found.head.headers if pair[0].lower() != "content-length"]
    return Answer(type(found.head)(found.head.status, tuple(headers)), found.body + guarded.encode())
