"""Attempts follow each other in one order, none twice, until all have failed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.painting.attempts import Attempt, Attempts, following
from oro_framework.host.painting.graphics import Graphics
from oro_framework.host.painting.remedies import FLAGS, REMEDIES, Remedy, apply, remedies_for, remedy_named, strongest

MACHINES = st.builds(
    Graphics,
    drivers=st.lists(st.sampled_from(["i915", "amdgpu", "nvidia 580.95"]), unique=True).map(tuple),
    session=st.sampled_from(["Wayland", "X11", ""]),
)
BACKENDS = st.permutations(["gtk", "qt"]).flatmap(lambda names: st.sampled_from([names, names[:1]]))
ENVIRONMENTS = st.dictionaries(st.sampled_from([FLAGS, "QT_QUICK_BACKEND"]), st.sampled_from(["", "--other", "rhi"]))
ALL = [remedy for known in REMEDIES.values() for remedy in known]


@given(BACKENDS, MACHINES)
def test_each_attempt_is_made_once_and_those_of_the_first_backend_come_first(
    backends: list[str], machine: Graphics
) -> None:
    failed: list[Attempt] = []
    while (attempt := following(failed, backends, lambda name: remedies_for(name, machine))) is not None:
        assert attempt not in failed
        failed.append(attempt)
    names = [attempt.backend for attempt in failed]
    assert names == sorted(names, key=backends.index)
    assert [attempt.remedy for attempt in failed if not attempt.remedy] == [""] * len(backends)
    assert len(failed) == sum(1 + len(remedies_for(name, machine)) for name in backends)


@given(st.lists(st.builds(Attempt, st.sampled_from(["gtk", "qt"]), st.text())), st.builds(Attempt, st.text()))
def test_attempts_survive_the_way_to_the_next_start(failed: list[Attempt], current: Attempt) -> None:
    attempts = Attempts(failed, current)
    assert Attempts.from_text(attempts.to_text()) == attempts


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"failed": []}'])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Attempts.from_text(text)


@given(st.sampled_from(ALL), ENVIRONMENTS)
def test_a_remedy_is_applied_once_and_keeps_flags(remedy: Remedy, environ: dict[str, str]) -> None:
    before = dict(environ)
    assert remedy.changes(environ)
    apply(remedy, environ)
    after = dict(environ)
    assert not remedy.changes(environ)
    apply(remedy, environ)
    assert environ == after
    assert set(before.get(FLAGS, "").split()) <= set(environ.get(FLAGS, "").split())
    assert environ.keys() - before.keys() <= remedy.variables.keys()


def test_what_helps_nvidia_in_wayland_is_tried_there_alone() -> None:
    name = "no-explicit-sync"
    assert remedies_for("gtk", Graphics(("nvidia 580.95",), "Wayland"))[0].name == name
    for other in (Graphics(("nvidia 580.95",), "X11"), Graphics(("nouveau",), "Wayland"), Graphics((), "")):
        assert name not in [each.name for each in remedies_for("gtk", other)]


def test_the_strongest_remedy_is_the_last_and_names_are_found() -> None:
    for backend, known in REMEDIES.items():
        assert strongest(backend) is known[-1]
        assert all(remedy_named(backend, remedy.name) is remedy for remedy in known)
        assert len({remedy.name for remedy in known}) == len(known)
    assert strongest("headless") is None
    assert remedy_named("gtk", "no-gpu") is None


def test_an_attempt_reads_as_what_the_engine_does() -> None:
    assert str(Attempt("gtk")) == "backend gtk"
    assert str(Attempt("qt", "no-gpu")) == "backend qt, no-gpu: QtWebEngine paints pages without the graphics card"
