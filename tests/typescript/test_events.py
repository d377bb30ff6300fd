"""What pages are told unasked, as TypeScript."""

from __future__ import annotations

import pytest

from oro_framework.errors import DeclarationError
from oro_framework.types import PageEvent
from oro_framework.typescript.events import events_text
from oro_framework.typescript.hints import Hints


def test_events_and_pushes_are_members_sorted_by_name() -> None:
    declared = [
        ("b", PageEvent(name="moved", detail=int, summary="It moved.")),
        ("a", PageEvent(name="came", detail=list[str])),
        ("a", PageEvent(name="moved", detail=None, push=True)),
    ]
    assert events_text(declared, Hints()) == [
        "interface OroEvents {",
        '  "came": string[]',
        "  /** It moved. */",
        '  "moved": number',
        "}",
        "",
        "interface OroPushes {",
        '  "moved": { data: null, body: null }',
        "}",
        "",
        "interface WindowEventMap {",
        '  "came": CustomEvent<OroEvents["came"]>',
        '  "moved": CustomEvent<OroEvents["moved"]>',
        "}",
    ]


def test_what_two_plugins_declare_is_an_error_that_names_both() -> None:
    declared = [(plugin, PageEvent(name="moved", detail=int)) for plugin in ("a", "b")]
    with pytest.raises(DeclarationError, match='"moved" for plugin "b": plugin "a" has declared it'):
        events_text(declared, Hints())
