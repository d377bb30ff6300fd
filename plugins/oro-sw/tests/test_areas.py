"""What workers keep by key: a change is made whole or not at all, and an area never has too much."""

from __future__ import annotations

import oro_sw.registrations.areas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_sw.registrations.areas import Area, AreaFull

KEYS = st.sampled_from(["a", "b", "c", "__proto__"])
CHANGES = st.lists(st.dictionaries(KEYS, st.sampled_from([None, "", "one", "longer"]), max_size=3), max_size=12)


@given(CHANGES)
def test_a_change_is_made_whole_or_not_at_all(steps: list[dict[str, str | None]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oro_sw.registrations.areas, "MAX_ENTRIES", 2)
        patch.setattr(oro_sw.registrations.areas, "MAX_BYTES", 16)
        area, expected = Area(), dict[str, str]()
        for changes in steps:
            changed = {key: value for key, value in {**expected, **changes}.items() if value is not None}
            fits = len(changed) <= 2 and sum(map(len, (*changed, *changed.values()))) <= 16
            try:
                area.change(changes)
            except AreaFull:
                assert not fits
            else:
                assert fits
                expected = changed
            assert area.entries == expected
