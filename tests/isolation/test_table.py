"""The table itself: what its rules promise, for every engine's loaders."""

from __future__ import annotations

import pytest

from tests.isolation.documents import DOCUMENTS, Document
from tests.isolation.loaders import RECORDED
from tests.isolation.table import SAFE, verdict
from tests.isolation.targets import TARGETS, Target
from tests.isolation.ways import WAYS, Way

ENGINES = ("gtk", "qt")
CELLS = [(document, way, target) for document in DOCUMENTS for way in WAYS for target in TARGETS]


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_but_own_documents_and_workers_reaches_a_route(engine: str) -> None:
    for document, way, target in _of_rules("call", "scripts"):
        if document.kind != "own" or way.led:
            assert verdict(document, way, target, RECORDED[engine]) == "refused", (document, way, target)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_changes_something_is_refused_to_others(engine: str) -> None:
    for document, way, target in _of_rules("shared"):
        if way.method not in SAFE and document.kind != "own":
            assert verdict(document, way, target, RECORDED[engine]) == "refused", (document, way, target)


@pytest.mark.parametrize("engine", ENGINES)
def test_own_scripts_reach_what_is_theirs(engine: str) -> None:
    top = next(document for document in DOCUMENTS if document.name == "top")
    fetch = next(way for way in WAYS if way.name == "fetch")
    verdicts = {target.name: verdict(top, fetch, target, RECORDED[engine]) for target in TARGETS}
    for name in ("route", "route-task", "mount", "mount-scripts", "mount-oro", "folder", "scheme", "asset"):
        assert verdicts[name] == "reached", name


def test_names_are_told_apart() -> None:
    for names in ([one.name for one in DOCUMENTS], [one.name for one in WAYS], [one.name for one in TARGETS]):
        assert len(names) == len(set(names))
        assert not [name for name in names if "~" in name]


def _of_rules(*rules: str) -> list[tuple[Document, Way, Target]]:
    return [cell for cell in CELLS if cell[2].rule in rules]
