"""Every answer of an isolated app says so, of whatever shape it is."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.redirect import isolation_of
from oro_framework.host.requests.isolation import ISOLATION, IsolatedReply, isolated
from oro_framework.host.requests.reply import FileSlice, Head

NAMES = [name for name, _ in ISOLATION]
HEADERS = st.lists(st.tuples(st.sampled_from([*NAMES, *map(str.upper, NAMES), "etag", "vary"]), st.text()), max_size=6)


class Reply:
    """Keeps the heads it is given."""

    def __init__(self) -> None:
        self.heads: list[Head] = []

    def respond(self, head: Head, body: bytes) -> None:
        self.heads.append(head)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        self.heads.append(head)

    def stream(self, head: Head) -> Any:
        self.heads.append(head)
        return self


@given(HEADERS)
def test_a_head_gets_what_it_lacks_and_keeps_what_it_has(own: list[tuple[str, str]]) -> None:
    found = isolated(Head(200, tuple(own))).headers
    assert list(found[: len(own)]) == own
    assert {name.lower() for name, _ in found} >= set(NAMES)
    assert {name for name, _ in found[len(own) :]} & {name.lower() for name, _ in own} == set()


def test_answers_of_every_shape_are_isolated() -> None:
    reply = Reply()
    wrapped = IsolatedReply(reply)
    head = Head(404, (("content-type", "text/plain"),))
    wrapped.respond(head, b"")
    wrapped.respond_file(head, FileSlice(os.dup(0), 0, 0))
    writer: object = wrapped.stream(head)
    assert writer is reply
    assert reply.heads == [Head(404, (*head.headers, *ISOLATION))] * 3


def test_a_document_in_the_place_of_a_redirect_has_the_same() -> None:
    away = Head(302, (("location", "/"),))
    assert isolation_of(isolated(away)) == tuple(ISOLATION)
    assert isolation_of(away) == ()
