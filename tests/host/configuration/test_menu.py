"""Layouts of context menus: any text is one, or says what is wrong with it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.configuration.menu import MAX_ITEMS, MenuItem, context_menu, menu_bar, tray_menu

LINE = st.sampled_from(["---", "", "Copy: c", "Paste", ": v", "-----", "--", " Cut : x "]) | st.text(max_size=20)


@given(st.lists(LINE, max_size=20).map("\n".join))
def test_any_text_is_a_menu_or_a_value_error(text: str) -> None:
    try:
        items = context_menu(text)
    except ValueError:
        return
    assert not items[0].separates
    assert not items[-1].separates
    assert not any(first.separates and second.separates for first, second in itertools.pairwise(items))


def test_lines_are_items() -> None:
    text = "---\nCopy: c\n\n---\n----\n Time: 12:30 \nPlain\n---"
    assert context_menu(text) == (MenuItem("Copy", "c"), MenuItem(), MenuItem("Time", "12:30"), MenuItem("Plain"))


@pytest.mark.parametrize("text", ["", "---", ": key", "x" * 300, "\n".join(["a"] * (MAX_ITEMS + 1))])
def test_what_is_no_menu(text: str) -> None:
    with pytest.raises(ValueError, match="lines such as"):
        context_menu(text)


@given(st.lists(LINE | st.sampled_from(["Edit:", "Cut: x;", ";", "!Off: _", "S: s + Alt"]), max_size=20).map("\n".join))
def test_any_text_is_a_bar_or_a_value_error(text: str) -> None:
    for read in (menu_bar, tray_menu):
        try:
            sections = read(text)
        except ValueError:
            continue
        assert all(section.items and not section.items[0].separates for section in sections)
        assert all(section.title for section in sections) or (read is tray_menu and len(sections) == 1)


def test_sections_are_menus() -> None:
    app, edit = menu_bar("App:\n  About: _\n  ---\n  !Quit: q;\n\nEdit:\n  Save As: S\n  Find: f + Alt, Control;\n")
    assert (app.title, edit.title) == ("App", "Edit")
    assert [item.label for item in app.items] == ["About", "", "Quit"]
    assert [item.enabled for item in app.items] == [True, True, False]
    assert [item.chord and item.chord.expression for item in edit.items] == ["control + shift + s", "control + alt + f"]
    assert app.enabling(2, True).items[2].enabled


def test_a_tray_has_items_or_sections() -> None:
    assert [section.title for section in tray_menu("Show: s\nQuit: q")] == [""]
    assert [section.title for section in tray_menu("App:\n Quit: q;")] == ["App"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "menus such as"),
        ("Copy: c;", "begin with a title"),
        ("Edit:;", "1 to"),
        ("Edit:\nCut: x\nView:\nZoom: z;", '";"'),
        ("Edit:\nCut: x + Hyper;", "items such as"),
        ("Edit:\n!: x;", "items such as"),
    ],
)
def test_what_is_no_bar(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        menu_bar(text)
