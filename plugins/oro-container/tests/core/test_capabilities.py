"""The table of capabilities, and its names where pages have types for them."""

from __future__ import annotations

import re
from pathlib import Path

import oro_container
from oro_container.core.capabilities import CAPABILITIES, capabilities_of

TYPES = Path(oro_container.__file__).parent / "js" / "container" / "types.js"


def test_each_has_one_name() -> None:
    names = [each.name for each in CAPABILITIES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-zA-Z]+", name) for name in names)


def test_engines_differ_as_the_table_says() -> None:
    for each in CAPABILITIES:
        assert (capabilities_of("host")[each.name], capabilities_of("page")[each.name]) == (each.host, each.page)
        assert each.host or each.page


def test_pages_have_types_for_all_of_it() -> None:
    found = re.search(r"@typedef \{object\} Capabilities.*?\*/", TYPES.read_text(), re.DOTALL)
    assert found is not None
    listed = re.findall(r"@property \{boolean\} (\w+) (.*)", found[0])
    assert listed == [(each.name, each.what) for each in CAPABILITIES]
