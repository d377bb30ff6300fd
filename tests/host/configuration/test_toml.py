"""Any text gives a document or a ConfigError; every entry knows the line it was written on."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import ConfigError
from oro_framework.host.configuration.toml import Entry, decode, flatten, parse

SNIPPETS = st.sampled_from(
    [
        *(
            "a",
            "b-c",
            "=",
            " = ",
            ".",
            "\n",
            "[",
            "]",
            "[[",
            "]]",
            '"',
            "'",
            '"""',
            "#",
            "1",
            "0x",
            "1e9",
            "true",
            "{",
            "}",
        ),
        *(
            ",",
            "~/data",
            "/x",
            "127.0.0.1",
            "\\",
            "\\u",
            "inf",
            "nan",
            "2020-01-01",
            "\t",
            "\r\n",
            "\x00",
            "é",
            "🙂",
            "_",
        ),
    ]
)
NAMES = st.text("abcxyz0123456789-", min_size=1, max_size=6)
LEAVES = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.lists(st.integers(0, 9), max_size=3),
)
TREES = st.recursive(
    st.dictionaries(NAMES, LEAVES, max_size=4),
    lambda inner: st.dictionaries(NAMES, inner | LEAVES, max_size=4),
    max_leaves=12,
)


@given(st.one_of(st.text(max_size=200), st.lists(SNIPPETS, max_size=30).map("".join)))
def test_any_text_gives_a_document_or_a_config_error(text: str) -> None:
    try:
        document = parse(text)
        refused = ""
    except ConfigError as error:
        refused = error.message
    if refused:
        assert re.match(r"Cannot (parse|use|read) ", refused)
        assert not refused.endswith(".")
    else:
        assert all(isinstance(entry, Entry) for entry in document.entries.values())


@given(st.lists(SNIPPETS, max_size=30).map("".join))
def test_what_the_standard_library_reads_we_read_as_it_does(text: str) -> None:
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    flat: dict[str, Any] = {}
    for key, value in flatten(expected, ""):
        if key in flat:
            return
        flat[key] = value
    document = parse(text)
    assert document.notes == ()
    assert repr(sorted((k, e.value) for k, e in document.entries.items())) == repr(sorted(flat.items()))


@given(TREES)
def test_flattening_what_was_written_gives_the_leaves(tree: dict[str, Any]) -> None:
    entries = parse(tomlkit.dumps(tree)).entries
    assert {key: entry.value for key, entry in entries.items()} == dict(flatten(tree, ""))


@given(TREES)
def test_every_entry_names_the_line_its_key_is_on(tree: dict[str, Any]) -> None:
    text = "# comment\n\n" + tomlkit.dumps(tree)
    lines = text.split("\n")
    for key, entry in parse(text).entries.items():
        written = lines[int(entry.source.rpartition(":")[2]) - 1].split(" =")[0].strip()
        assert key.endswith(written.replace(".", "_")), f"{key} is not on {entry.source}"


def test_lines_are_right_across_arrays_texts_comments_and_tables() -> None:
    entries = parse(
        '# c\ntitle = "x"  # y\na.b.c = 1\n\n[window]\nlist = [\n  1,\n  2, # x\n]\ntext = """\nmulti\n"""\n'
        "inline = {x = 1, y.z = 2}\n[linux.window]\nwidth = 3\n[[things]]\nname = 1\n\n[[things]]\nname = 2\n"
        "[things.sub]\nq = 1\n[webview.one]\nr = 1\n[window.late]\ns = 1\n"
    ).entries
    assert {key: int(entry.source.rpartition(":")[2]) for key, entry in entries.items()} == {
        "title": 2,
        "a_b_c": 3,
        "window_list": 6,
        "window_text": 10,
        "window_inline_x": 13,
        "window_inline_y_z": 13,
        "linux_window_width": 15,
        "things_0_name": 17,
        "things_1_name": 20,
        "things_1_sub_q": 22,
        "webview_one_r": 24,
        "window_late_s": 26,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a = "x\nb = 1', "Cannot parse oro.toml:1:7: "),
        ("a = 1\na = 2", 'Cannot parse oro.toml:2:1: key "a" already exists'),
        ("a = 1\n[b\nc = 2", "Cannot parse oro.toml:2:3: "),
        ("a_b = 1\na.b = 2", 'Cannot use "a_b" at oro.toml:2: oro.toml:1 sets it already'),
        ("just words", "Cannot parse oro.toml:1:"),
        ("x = " + "[" * 5000, "Cannot parse oro.toml"),
        ("#" * (1 << 20) + "#", "Cannot read oro.toml: it has 1048577 characters, the limit is 1048576"),
    ],
)
def test_what_is_no_toml_names_its_place(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert caught.value.message.startswith(message)


def test_ini_like_lines_are_read_as_text_with_a_note() -> None:
    document = parse(
        "[http.ipc]\nenable = true            # default: false (disabled)\n"
        "host = 127.0.0.1         # default: 127.0.0.1\nport = 27718\npath = /ipc\nshared_key =     # optional\n"
        '[webview.navigator.mounts]\n~/data.d = /data\n$HOST_HOME/x = "/y"\n'
    )
    assert {key: entry.value for key, entry in document.entries.items()} == {
        "http_ipc_enable": True,
        "http_ipc_host": "127.0.0.1",
        "http_ipc_port": 27718,
        "http_ipc_path": "/ipc",
        "http_ipc_shared_key": "",
        "webview_navigator_mounts_~/data.d": "/data",
        "webview_navigator_mounts_$HOST_HOME/x": "/y",
    }
    assert document.notes[0] == 'oro.toml:3 is not TOML: read as host = "127.0.0.1"'
    assert len(document.notes) == 5
    assert document.entries["http_ipc_host"].text
    assert not document.entries["http_ipc_port"].text


def test_a_note_does_not_show_a_secret() -> None:
    (note,) = parse("shared_key = hunter2hunter2").notes
    assert "hunter2" not in note


def test_bytes_that_are_not_utf8_name_their_line() -> None:
    assert decode(b"\xef\xbb\xbfa = 1", "oro.toml") == "a = 1"
    with pytest.raises(ConfigError, match=r"^Cannot read oro.toml:2: byte 0xff is not UTF-8$"):
        decode(b"a = 1\n\xff", "oro.toml")
