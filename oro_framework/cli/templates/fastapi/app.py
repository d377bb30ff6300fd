"""The body of the app: an ordinary FastAPI app, which `uvicorn app:api` serves as well."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated

import anyio
from fastapi import FastAPI, HTTPException, Path
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from oro_framework import hookimpl
from oro_framework.types import Mount


class Note(BaseModel):
    """A text that a person wrote down."""

    text: Annotated[str, Field(min_length=1, max_length=500)]


class KeptNote(Note):
    """A note with its number."""

    id: int


class Notes:
    """The notes of one run, and the event that tells of a change."""

    def __init__(self) -> None:
        self.kept = {1: KeptNote(id=1, text="FastAPI answers, and nothing listens on the network")}
        self.changed = anyio.Event()

    def touch(self) -> None:
        """Tell of a change."""
        self.changed.set()
        self.changed = anyio.Event()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Have notes for as long as the app runs."""
    app.state.notes = Notes()
    yield


api = FastAPI(title="__TITLE__", lifespan=lifespan)


def notes() -> Notes:
    """Return the notes of this run."""
    found: Notes = api.state.notes
    return found


@api.get("/notes")
async def list_notes() -> list[KeptNote]:
    """Return all notes."""
    return list(notes().kept.values())


@api.post("/notes", status_code=201)
async def add_note(note: Note) -> KeptNote:
    """Keep a note."""
    kept = KeptNote(id=max(notes().kept, default=0) + 1, text=note.text)
    notes().kept[kept.id] = kept
    notes().touch()
    return kept


@api.delete("/notes/{id}", status_code=204)
async def remove_note(id: Annotated[int, Path(ge=1)]) -> None:
    """Forget a note."""
    if notes().kept.pop(id, None) is None:
        raise HTTPException(404, f"There is no note {id}")
    notes().touch()


@api.get("/changes")
async def changes() -> StreamingResponse:
    """Send the notes now and after every change, as server-sent events."""

    async def events() -> AsyncIterator[str]:
        while True:
            changed = notes().changed
            yield f"data: {json.dumps([note.model_dump() for note in notes().kept.values()])}\n\n"
            await changed.wait()

    return StreamingResponse(events(), media_type="text/event-stream")


@hookimpl
def oro_mounts() -> Sequence[Mount]:
    """Have the host answer `/api` of the page's own origin by it."""
    return [Mount(path="/api", app=api, public=False)]
