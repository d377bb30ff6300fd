"""A project of Litestar, with a dependency, a guard, events and a WebSocket on asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from litestar import Litestar, MediaType, get, post, websocket_listener
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import ServerSentEvent


@dataclass
class Weather:
    """The weather of a town."""

    town: str
    degrees: int


class Towns:
    """The towns that are known."""

    def __init__(self) -> None:
        self.degrees = {"Lisbon": 21}
        self.changed = asyncio.Event()


towns = Towns()


async def provided() -> Towns:
    """Provide the towns."""
    await asyncio.sleep(0)
    return towns


@get("/towns/{town:str}")
async def read(town: FromPath[str], towns: Towns) -> Weather:
    """Return the weather of a town."""
    if town not in towns.degrees:
        raise NotFoundException(f"no town {town}")
    return Weather(town, towns.degrees[town])


@post("/towns")
async def write(data: Weather, towns: Towns) -> Weather:
    """Keep the weather of a town."""
    towns.degrees[data.town] = data.degrees
    towns.changed.set()
    return data


@get("/changes")
async def changes(towns: Towns) -> ServerSentEvent:
    """Tell of the next change."""

    async def events() -> AsyncIterator[str]:
        yield "waiting"
        await towns.changed.wait()
        yield "changed"

    return ServerSentEvent(events())


@get("/thread", sync_to_thread=True, media_type=MediaType.TEXT)
def thread() -> str:
    """Answer from a worker thread."""
    return "from a thread"


@websocket_listener("/echo")
async def echo(data: str) -> str:
    """Send back what comes, louder."""
    await asyncio.sleep(0)
    return data.upper()


app = Litestar([read, write, changes, thread, echo], dependencies={"towns": Provide(provided)}, logging_config=None)
