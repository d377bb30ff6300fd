"""Every document asks for every target by every way, in every engine; the table says what is to come of it."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from oro_framework.testing import Engines, engines
from tests.isolation.documents import DOCUMENTS, Document
from tests.isolation.loaders import RECORDED, loaders, may_be_told
from tests.isolation.outcome import Outcome, measure
from tests.isolation.plan import cells
from tests.isolation.table import verdict
from tests.isolation.ways import WAYS

pytestmark = [pytest.mark.webview, pytest.mark.slow]

Run = Callable[[str], Outcome]
TRUE_OF_OWN = frozenset({"marked", "own", "untold"})
"""An engine may say any of these of an own document or worker, one now and another later."""
TRUE_OF_STRANGERS = frozenset({"foreign", "opaque"})
"""The same for documents and workers of other origins."""


@pytest.fixture(scope="module")
def run(oro_engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run the app once in an engine, whichever tests ask for it, also when the run fails."""

    @functools.cache
    def once(engine: str) -> Outcome | AssertionError:
        try:
            return measure(oro_engines, engine, tmp_path_factory.mktemp(f"isolation-{engine}"))
        except AssertionError as error:
            return error

    def outcome(engine: str) -> Outcome:
        found = once(engine)
        if isinstance(found, AssertionError):
            raise found
        return found

    return outcome


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
@pytest.mark.parametrize("engine", engines())
def test_a_document_reaches_what_the_table_says(engine: str, document: Document, run: Run) -> None:
    outcome = run(engine)
    assert (document.name in outcome.asked) == document.runs, f"{engine}: whether a {document.says} comes to be"
    if not document.runs:
        return
    assert document.name in outcome.told, f"{engine}: {document.says} did not end"
    assert "error" not in outcome.told[document.name], outcome.told[document.name]
    wrong = []
    for way, target in cells(document):
        expected = verdict(document, way, target, RECORDED[engine])
        reached = outcome.reached(document, way, target)
        got = outcome.got(document, way, target)
        if (expected == "refused" and (reached or got == "read")) or (expected == "reached" and not reached):
            wrong.append(
                f"{engine}: {document.says} asks for {target.says} by {way.name}: expected {expected}, "
                f"reached {reached}, got {got}; the engine sent {outcome.sent(document, way, target) or 'nothing'}"
            )
    assert not wrong, f"{len(wrong)} cells\n" + "\n".join(wrong)


@pytest.mark.parametrize("engine", engines())
def test_an_engine_tells_of_senders_what_is_written_down(engine: str, run: Run) -> None:
    """It may always tell what is true: an own document is so whether or not the engine names it, as for media."""
    recorded = RECORDED[engine]
    changed = [
        f"{way} of an {kind}: {sorted(said)}, written down: {sorted(recorded.get(way, {}).get(kind, ()))}"
        for way, told in loaders(run(engine)).items()
        for kind, said in told.items()
        if not said <= may_be_told(recorded, way, kind) | (TRUE_OF_OWN if kind.startswith("own") else TRUE_OF_STRANGERS)
    ]
    assert not changed, "python -m tests.isolation.loaders measures anew\n" + "\n".join(changed)


@pytest.mark.parametrize("engine", engines())
def test_every_way_is_one_that_documents_have(engine: str, run: Run) -> None:
    known = set(run(engine).told["top"]["ways"])
    asked = {way.name.partition("-")[2] if way.led else way.name for way in WAYS}
    assert asked == known
