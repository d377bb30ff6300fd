"""A page that is left is not taken for the one asked for, and scripts do not wait for a page that is gone."""

from __future__ import annotations

import pytest
from oro_pywebview.scripts import Scripts
from oro_pywebview.window import Leaving

FIRST, OTHER, THIRD = "oro://org.example.test/first", "oro://org.example.test/other", "oro://org.example.test/third"


@pytest.mark.parametrize(
    ("document", "url", "over"),
    [
        (1, FIRST, False),  # it was loading, and its load event came late
        (2, OTHER, True),
        (2, THIRD, True),  # the page asked for led there
        (2, FIRST, False),  # it had not even begun when another was asked for
    ],
)
def test_the_page_that_is_left_is_not_the_one_asked_for(document: int, url: str, over: bool) -> None:
    assert Leaving(document=1, url=FIRST, target=OTHER).is_over(document, url) is over


def test_a_page_may_be_loaded_in_its_own_place() -> None:
    assert Leaving(document=1, url=FIRST, target=FIRST).is_over(2, FIRST)


def test_a_script_of_a_page_that_is_gone_has_no_value() -> None:
    scripts = Scripts()
    gone, sent, unsent = scripts.begin(), scripts.begin(), scripts.begin()
    gone.document, sent.document = 1, 2
    scripts.leave(2)
    assert gone.done.is_set()
    assert gone.value is None
    assert not sent.done.is_set()
    assert not unsent.done.is_set()
    scripts.answer(sent.id, 7, None)
    scripts.answer(gone.id, 8, None)
    assert sent.value == 7
    assert gone.value is None
