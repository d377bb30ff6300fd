"""What a `container.toml` says, and what is wrong with one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.images.errors import BadManifest
from oro_container.core.images.manifest import Limits, Manifest, Wanted, parse_manifest
from oro_container.core.images.writing import manifest_text
from oro_container.core.policy import LEVELS

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
names = st.from_regex(r"[a-z0-9]([a-z0-9._-]{0,8}[a-z0-9])?", fullmatch=True)
numbers = st.none() | st.integers(1, 1 << 50)
lists = st.lists(texts, max_size=3).map(tuple)
manifests = st.builds(
    Manifest,
    name=names,
    version=st.sampled_from(["0", "1.0.0", "2-rc.1+5"]),
    entry=lists,
    serve=st.sampled_from(["port", "frames", "cgi"]),
    workdir=st.sampled_from(["/home/project", "/", "/a/b"]),
    ports=st.lists(st.integers(1, 65535), max_size=3).map(tuple),
    layers=st.lists(st.sampled_from(["base", "a/b"]), max_size=2).map(tuple),
    env=st.dictionaries(st.from_regex(r"[A-Z_][A-Z0-9_]{0,5}", fullmatch=True), texts, max_size=3),
    limits=st.builds(
        Limits,
        memory=numbers,
        disk=numbers,
        files=numbers,
        processes=numbers,
        cpus=numbers.map(lambda each: each and float(each)),
        cpu_seconds=numbers,
    ),
    policy=st.builds(
        Wanted,
        hosts=lists,
        programs=lists,
        env=lists,
        listen=st.booleans(),
        scripts=st.booleans(),
        level=st.sampled_from(LEVELS),
    ),
)


@given(manifests)
def test_a_manifest_that_is_written_reads_the_same(manifest: Manifest) -> None:
    assert parse_manifest(manifest_text(manifest)) == manifest


@given(st.text())
def test_any_text_is_a_manifest_or_says_what_is_wrong(text: str) -> None:
    with pytest.raises(BadManifest, match=r"^Cannot read container\.toml: "):
        parse_manifest(text)  # no text at random has a name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '`name` is missing; add name = "…"'),
        ('name = "A b"', '`name` is "A b", expected small letters'),
        ('name = "a"\nport = [1]', 'no key `port`; did you mean "ports"?'),
        ('name = "a"\nports = [0]', "`ports` is [0], expected a list of numbers from 1 to 65535"),
        ('name = "a"\nports = [true]', "`ports` is [True]"),
        ('name = "a"\nserve = "frame"', 'did you mean "frames"?'),
        ('name = "a"\nworkdir = "a"', "`workdir`"),
        ('name = "a"\nlayers = ["../b"]', "no path below the image"),
        ('name = "a"\n[limits]\nmemory = "much"', "`limits.memory`"),
        ('name = "a"\n[limits]\nmemroy = 1', 'no key `limits.memroy`; did you mean "memory"?'),
        ('name = "a"\n[policy]\nlevel = "landlok"', 'did you mean "landlock"?'),
        ('name = "a"\n[policy]\nfolders = []', "an image cannot ask for folders of the machine"),
        ('name = "a"\n[env]\n"a b" = "c"', "`env.a b`"),
        ('name = "a"\nenv = 1', "expected a table: [env]"),
        ("name = ", "Cannot read container.toml: "),
    ],
)
def test_an_error_names_the_key_and_what_was_meant(text: str, expected: str) -> None:
    with pytest.raises(BadManifest) as raised:
        parse_manifest(text)
    assert expected in str(raised.value)


def test_sizes_are_numbers_or_texts_with_units() -> None:
    limits = parse_manifest('name = "a"\n[limits]\nmemory = "512M"\ndisk = 7\nseconds = 1.5').limits
    assert limits == Limits(memory=512 << 20, disk=7, seconds=1.5)
