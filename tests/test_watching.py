"""What the watching library reports becomes one change for each path that is not clutter; nothing is missed."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.watching import Changed, changed_in, watching

NAMES = st.sampled_from(["a.html", "b.js", "c/d.css", "noise~"])
ADDED, MODIFIED, DELETED = 1, 2, 3


@given(st.lists(st.tuples(st.sampled_from([ADDED, MODIFIED, DELETED]), NAMES)))
def test_each_path_is_told_once_and_clutter_never(raw: list[tuple[int, str]]) -> None:
    found = changed_in("/app", [(what, f"/app/{name}") for what, name in raw], lambda path: path.endswith("~"))
    assert [changed.path for changed in found] == sorted({name for _, name in raw if name != "noise~"})


@pytest.mark.parametrize(
    ("kinds", "happened"),
    [
        ([ADDED], "added"),
        ([ADDED, MODIFIED], "added"),
        ([MODIFIED], "modified"),
        ([DELETED], "deleted"),
        ([DELETED, ADDED], "modified"),
    ],
)
def test_what_is_told_is_what_is_so_now(kinds: list[int], happened: str) -> None:
    assert changed_in("/app", [(kind, "/app/x") for kind in kinds], lambda path: False) == [Changed("x", happened)]  # type: ignore[arg-type]


@pytest.mark.anyio
async def test_what_happens_once_it_watches_is_told_but_not_of_hidden_folders_and_caches(tmp_path: Path) -> None:
    for name in (".git", "__pycache__", "pages"):
        (tmp_path / name).mkdir()
    with anyio.fail_after(60):
        async with watching(tmp_path) as changes:
            (tmp_path / ".git" / "index").write_text("x")
            (tmp_path / "__pycache__" / "app.pyc").write_text("x")
            (tmp_path / "pages" / "index.html").write_text("x")
            told = await changes()
            assert {changed.path for changed in told} == {"pages/index.html"}
            (tmp_path / "pages" / "index.html").unlink()
            assert [*await changes()] == [Changed("pages/index.html", "deleted")]
