"""Documents: who they are, what controls them, and when they are gone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from oro_sw.registrations.control import MAX_DOCUMENTS, Documents
from oro_sw.registrations.states import Registration, Source

ORIGIN = "oro://org.example.app"
TOP, FRAME, OTHER = f"{ORIGIN}/top.html", f"{ORIGIN}/frame.html", f"{ORIGIN}/other.html"
CONTROLLER = Registration("1", f"{ORIGIN}/", Source(f"{ORIGIN}/sw.js"))


def test_a_top_document_ends_what_was_before_it_and_keeps_its_frames() -> None:
    documents = Documents()
    documents.navigated("w", OTHER, CONTROLLER)
    top = documents.navigated("w", TOP, CONTROLLER)
    frame = documents.navigated("w", FRAME, None)
    documents.replaced("w", TOP)
    assert list(documents) == [top, frame]
    assert (top.top, top.realm) == (True, "w")
    assert documents.entered("w", FRAME, "f") is frame
    assert documents.entered("w", FRAME, "f") is frame, "a frame says it twice"
    assert documents.entered("w", FRAME, "g") is not frame, "another frame of the same URL"
    assert documents.left("w", "f")
    assert not documents.left("w", "f")
    assert not documents.left("w", "w"), "a top document goes with its window"
    documents.closed("w")
    assert list(documents) == []


def test_a_reload_is_another_document() -> None:
    documents = Documents()
    first = documents.top("w", TOP)
    again = documents.navigated("w", TOP, CONTROLLER)
    documents.replaced("w", TOP)
    assert list(documents) == [again]
    assert again.id != first.id
    assert documents.controller("w", TOP) is CONTROLLER
    documents.dropped(CONTROLLER)
    assert documents.clients(CONTROLLER) == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["navigated", "entered", "left", "replaced", "top"]), st.sampled_from([TOP, FRAME, OTHER])
    ),
    max_size=40,
)


@given(STEPS)
def test_a_window_has_one_document_by_each_name(steps: list[tuple[str, str]]) -> None:
    documents = Documents()
    for number, (step, url) in enumerate(steps):
        if step == "navigated":
            documents.navigated("w", url, CONTROLLER)
        elif step == "entered":
            documents.entered("w", url, f"f{number % 3}")
        elif step == "left":
            documents.left("w", f"f{number % 3}")
        elif step == "replaced":
            documents.replaced("w", url)
            assert sum(bool(each.top) for each in documents) <= 1
        else:
            assert documents.top("w", url).top
    found = list(documents)
    frames = [each.realm for each in found if each.top is False]
    assert len(set(frames)) == len(frames)
    assert len({each.id for each in found}) == len(found) <= MAX_DOCUMENTS
