"""A FastAPI app under `/api/` of the page's own origin. Nothing listens on the network.

The app is an ordinary one: `uvicorn app:api` serves it as well.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated

import anyio
from fastapi import FastAPI, HTTPException, Path
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from oro_framework import Host, hookimpl
from oro_framework.types import Mount


class Note(BaseModel):
    """What a person wrote down."""

    text: Annotated[str, Field(min_length=1, max_length=500)]


class KeptNote(Note):
    """A note with its number."""

    id: int


class Notes:
    """All notes, and whoever wants to know when they change."""

    def __init__(self) -> None:
        self.kept = {
            1: KeptNote(id=1, text="Mounted apps keep their lifespan"),
            2: KeptNote(id=2, text="Streams stay streams"),
        }
        self.changed = anyio.Event()

    def touch(self) -> None:
        """Wake everyone who waits for a change."""
        self.changed.set()
        self.changed = anyio.Event()


notes: Notes


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    global notes
    notes = Notes()
    yield


api = FastAPI(title="Notes", lifespan=lifespan)


@api.get("/notes")
async def list_notes() -> list[KeptNote]:
    return list(notes.kept.values())


@api.post("/notes", status_code=201)
async def add_note(note: Note) -> KeptNote:
    kept = KeptNote(id=max(notes.kept, default=0) + 1, text=note.text)
    notes.kept[kept.id] = kept
    notes.touch()
    return kept


@api.delete("/notes/{id}", status_code=204)
async def remove_note(id: Annotated[int, Path(ge=1)]) -> None:
    if notes.kept.pop(id, None) is None:
        raise HTTPException(404, f"There is no note {id}")
    notes.touch()


@api.get("/changes")
async def changes() -> StreamingResponse:
    """Send the notes now and after every change, as server-sent events."""

    async def events() -> AsyncIterator[str]:
        while True:
            changed = notes.changed
            yield f"data: {json.dumps([note.model_dump() for note in notes.kept.values()])}\n\n"
            await changed.wait()

    return StreamingResponse(events(), media_type="text/event-stream")


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    return [Mount(path="/api", app=api)]
