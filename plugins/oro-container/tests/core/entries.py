"""Strategies for entries: lists of them that are the files of some folder, parents first."""

from __future__ import annotations

from hypothesis import strategies as st
from oro_container.core.entry import Entry, Kind

ODD = "ab.-_ ~\\:*?[]{}()!$&|;'\"`<>#%^+=@\n\t\x01\x7fäß\u0301\u202e\u2028中\ufeff\ufffd\U0001f600"
"""Characters that names seldom have, and may."""
NAMES = st.one_of(
    st.sampled_from(["a", "b", "c", "node_modules", ".env", "ä b", "a.js"]),
    st.text(ODD, min_size=1, max_size=5),
).filter(lambda name: name not in (".", ".."))
TARGETS = st.text(ODD + "/", min_size=1, max_size=8)
CONTENTS = st.one_of(st.binary(max_size=40), st.text(ODD, max_size=20).map(str.encode))


@st.composite
def entries(draw: st.DrawFn, *, modes: bool = False, names: st.SearchStrategy[str] = NAMES) -> list[Entry]:
    """Return files, folders and links of one folder."""
    paths: dict[str, Entry] = {}
    folders = [""]
    for _ in range(draw(st.integers(0, 8))):
        folder, name = draw(st.sampled_from(folders)), draw(names)
        path = f"{folder}/{name}" if folder else name
        if path not in paths:
            paths[path] = draw(entry(path, modes))
            if paths[path].kind == "directory":
                folders.append(path)
    return [paths[path] for path in sorted(paths, key=lambda path: path.split("/"))]


@st.composite
def entry(draw: st.DrawFn, path: str, modes: bool) -> Entry:
    """Return an entry of a path."""
    kind: Kind = draw(st.sampled_from(("file", "directory", "symlink")))
    if kind == "symlink":
        return Entry(path=path, kind=kind, target=draw(TARGETS), mode=0o777)
    default = 0o755 if kind == "directory" else 0o644
    mode = draw(st.integers(1, 0o7777)) if modes else default
    return Entry(path=path, kind=kind, data=draw(CONTENTS) if kind == "file" else b"", mode=mode)
