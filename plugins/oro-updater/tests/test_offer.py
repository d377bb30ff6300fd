"""The version that an installation is offered, by channel, percentage and platform, and the archives it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from oro_updater.offer import Archive, Offer, best, share_of, way_to

from .author import APP, PLATFORM, SAME, Author, WebServer, person

EVERYONE = {"stable": 100}
IDS = [f"{number:032x}" for number in range(2000)]
VERSIONS = st.sampled_from(["0.9", "1.0", "1.0.1", "1.1.0-rc.1", "1.1", "1.10", "2.0"])


def archive(version: str, channels: Mapping[str, int] = EVERYONE, **changes: Any) -> Archive:
    """Return an archive, whole unless it has a base."""
    length = changes.pop("length", 100)
    kind = "patch" if "base" in changes else "whole"
    about = {"app": APP, "platform": PLATFORM, "kind": kind, "manifest": "m", "size": 1, **changes}
    offer = Offer(version=version, channels=channels, **about)
    return Archive(offer=offer, path=f"{version}{offer.base}", length=length, hashes={"sha256": "0" * 64})


def offered(
    *archives: Archive, version: str = "1.0", channel: str = "stable", id: str = IDS[0], failed: Sequence[str] = ()
) -> str:
    """Return the version that an installation is offered, or nothing."""
    found = best(archives, app=APP, platform=PLATFORM, channel=channel, version=version, id=id, failed=failed)
    return "" if found is None else found.offer.version


@given(st.lists(VERSIONS), VERSIONS)
def test_the_newest_is_offered_and_never_an_older_one(published: list[str], present: str) -> None:
    order = ["0.9", "1.0", "1.0.1", "1.1.0-rc.1", "1.1", "1.10", "2.0"]
    newest = max(published, key=order.index, default=present)
    wanted = newest if order.index(newest) > order.index(present) else ""
    assert offered(*map(archive, published), version=present) == wanted


def test_a_channel_is_followed() -> None:
    both = (archive("1.1"), archive("2.0", {"beta": 100}))
    assert offered(*both) == "1.1"
    assert offered(*both, channel="beta") == "2.0"
    assert offered(*both, channel="nightly") == ""


@pytest.mark.parametrize(
    "other",
    [
        archive("2.0", app="org.example.coffee"),
        archive("2.0", platform="win_amd64"),
        archive("2.0", base="1.0"),
        archive("tea"),
        archive("2.0", {"stable": 0}),
        archive("2.0", {}),
    ],
)
def test_what_is_for_others_is_not_offered(other: Archive) -> None:
    assert offered(other) == ""


def test_a_version_that_failed_here_is_not_offered_again() -> None:
    both = (archive("1.1"), archive("2.0"))
    assert offered(*both, failed=["2.0"]) == "1.1"
    assert offered(*both, failed=["2.0", "1.1"]) == ""


@pytest.mark.parametrize("percent", [0, 1, 10, 50, 99, 100])
def test_a_percentage_is_that_part_of_the_installations(percent: int) -> None:
    some = archive("2.0", {"stable": percent})
    part = sum(offered(some, id=id) == "2.0" for id in IDS) / len(IDS) * 100
    assert part == percent if percent in (0, 100) else abs(part - percent) < 3


def test_who_is_among_the_first_stays_among_them_and_each_version_has_others() -> None:
    first, more = ({id for id in IDS if offered(archive("2.0", {"stable": n}), id=id)} for n in (10, 50))
    assert first < more
    next_ones = {id for id in IDS if offered(archive("2.1", {"stable": 10}), id=id)}
    assert len(first & next_ones) < len(first) / 2
    assert all(0 <= share_of(id, "2.0") < 100 for id in IDS)


def test_the_smallest_way_is_taken_that_makes_what_is_offered() -> None:
    wanted = archive("2.0")
    fits = archive("2.0", base="1.0", length=10)
    others = [
        archive("2.0", base="0.9", length=5),
        archive("2.0", base="1.0", length=500),
        replace(fits, length=5, offer=replace(fits.offer, manifest="that of one withdrawn")),
        replace(fits, length=5, offer=replace(fits.offer, platform="win_amd64")),
        archive("2.1", base="1.0", length=5),
    ]
    assert way_to(wanted, [wanted, *others, fits], "1.0") is fits
    assert way_to(wanted, [wanted, *others], "1.0") is wanted


def test_a_patch_is_published_where_it_is_smaller(author: Author) -> None:
    other = bytes(reversed(SAME))
    assert not author.publish("2.0", author.build("2.0", {"data/same.bin": other})).patches
    made = author.publish("2.1", author.build("2.1", {"data/same.bin": other + b"!"}))
    assert set(made.patches) == {"2.0"}
    assert made.patches["2.0"] < made.whole / 10


@pytest.mark.anyio
async def test_a_part_of_the_installations_is_offered_it_first(
    author: Author, server: WebServer, tmp_path: Path
) -> None:
    author.publish("2.0", channels={"stable": 0, "beta": 100})
    updates = person(author, server.url, tmp_path)
    assert await updates.check() is None
    [path] = [one.path for one in author.repository.archives() if one.offer.channels.get("beta")]
    [offer] = [one.offer for one in author.repository.archives() if one.path == path]
    name = (tmp_path / "data" / "installation").read_text()
    share = int(share_of(name, "2.0"))
    for percent in (share, share + 1):
        author.repository.change({path: replace(offer, channels={"stable": percent})})
        found = await updates.check()
        assert (found is not None) == (percent > share)
    assert (tmp_path / "data" / "installation").read_text() == name, "an installation keeps its name"
    assert not any(name in path for path, _ in server.asked), "it is told to no server"
