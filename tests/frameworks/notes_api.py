"""A project of FastAPI: notes in SQLite by SQLAlchemy's asyncio, and a chat by WebSocket."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI, WebSocket, WebSocketDisconnect
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The tables."""


class Note(Base):
    """A note that is kept."""

    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class NewNote(BaseModel):
    """A note as a page sends it."""

    text: str


sessions: async_sessionmaker[AsyncSession] = async_sessionmaker(expire_on_commit=False)
done: list[str] = []


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
    """Have a database and a task of asyncio's for as long as the app runs."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{os.environ['FRAMEWORKS_DATA']}/notes.sqlite3")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions.configure(bind=engine)
    beat = asyncio.create_task(asyncio.Event().wait(), name="beat")
    yield {"beat": beat.get_name()}
    beat.cancel()
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


async def session() -> AsyncIterator[AsyncSession]:
    """Open a session for one request."""
    async with sessions() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]


@app.get("/notes")
async def list_notes(session: Session) -> list[str]:
    """Return the texts."""
    return list(await session.scalars(select(Note.text).order_by(Note.id)))


@app.post("/notes", status_code=201)
async def add_note(note: NewNote, session: Session, tasks: BackgroundTasks) -> dict[str, int]:
    """Keep a note."""
    kept = Note(text=note.text)
    session.add(kept)
    await session.commit()
    tasks.add_task(remember, note.text)
    return {"id": kept.id}


async def remember(text: str) -> None:
    """Work on after the answer."""
    await asyncio.sleep(0)
    done.append(text)


@app.get("/done")
async def what_is_done() -> list[str]:
    """Return what was done after answers."""
    return done


@app.get("/slow")
async def slow() -> str:
    """Wait in asyncio."""
    await asyncio.sleep(0.01)
    return "slept"


@app.get("/plain")
def plain() -> str:
    """Answer from a worker thread."""
    return "from a thread"


rooms: set[WebSocket] = set()


@app.websocket("/chat/{name}")
async def chat(socket: WebSocket, name: str) -> None:
    """Tell all of a room what one says."""
    wanted = socket.scope["subprotocols"]
    await socket.accept(subprotocol=wanted[0] if wanted else None)
    rooms.add(socket)
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                break
            if (data := message.get("bytes")) is not None:
                await socket.send_bytes(data[::-1])
            elif message["text"] == "bye":
                await socket.close(4001, f"goodbye {name}")
                break
            else:
                for each in tuple(rooms):
                    await each.send_text(f"{name}: {message['text']}")
    except WebSocketDisconnect:
        pass
    finally:
        rooms.discard(socket)


@app.websocket("/refused")
async def refused(socket: WebSocket) -> None:
    """Refuse everyone."""
    await socket.close(4003)


@app.get("/rooms")
async def count_rooms() -> int:
    """Return how many talk."""
    return len(rooms)
