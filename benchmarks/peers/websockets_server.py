"""A bare server of `websockets`, which has its masking in C; prints its port.

| path | does |
|---|---|
| `/echo` | sends back what comes |
| `/sink` | takes bytes, and answers how many there were to a text |
| `/source` | sends as many bytes as a text says |
"""

from __future__ import annotations

import asyncio

from websockets.asyncio.server import ServerConnection, serve

CHUNK = bytes(64 << 10)


async def handle(connection: ServerConnection) -> None:
    assert connection.request is not None
    await {"/echo": echo, "/sink": sink, "/source": source}[connection.request.path](connection)


async def echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(message)


async def sink(connection: ServerConnection) -> None:
    total = 0
    async for message in connection:
        if isinstance(message, str):
            await connection.send(str(total))
        else:
            total += len(message)


async def source(connection: ServerConnection) -> None:
    async for message in connection:
        for _ in range(int(message) // len(CHUNK)):
            await connection.send(CHUNK)


async def main() -> None:
    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main())
