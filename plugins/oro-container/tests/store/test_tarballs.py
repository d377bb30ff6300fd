"""Any bytes give the files of a package or one error that names it; none of its paths leaves its folder."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.tarballs.limits import Limits
from oro_container.core.tarballs.package import read_package
from oro_container.core.tarballs.problem import BadTarball

from .registry import archive, member

P = "a@1.0.0"


def read(*chunks: bytes, limits: Limits | None = None) -> dict[str, tuple[bytes, int]]:
    return {path: (entry.data, entry.mode) for path, entry in read_package(P, chunks, limits).items()}


def test_the_first_folder_is_dropped_whatever_its_name() -> None:
    assert read(archive({"a/b.js": "x"}, top="something")) == {"a/b.js": (b"x", 0o644)}


@pytest.mark.parametrize(
    ("mode", "kept"), [(0o600, 0o644), (0o744, 0o744), (0o777, 0o755), (0o4755, 0o755), (0, 0o644)]
)
def test_modes_are_those_of_npm_without_set_id(mode: int, kept: int) -> None:
    assert read(archive({}, member("package/a", mode=mode)))["a"][1] == kept


@pytest.mark.parametrize("format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_long_and_foreign_names_are_read_in_each_format(format: int) -> None:
    long = "/".join(["folder-of-some-length"] * 6) + "/ü.js"
    assert set(read(archive({long: "1", "b": "2"}, format=format))) == {long, "b"}


def test_a_name_longer_than_an_old_header_holds() -> None:
    long = "x" * 300 + ".js"
    for format in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        assert set(read(archive({long: "1"}, format=format))) == {long}


def test_bytes_may_come_in_any_pieces() -> None:
    data = archive({"a": "1" * 5000, "b/c": "2" * 70000})
    whole = read(data)
    for size in (1, 7, 511, 513):
        assert read(*(data[at : at + size] for at in range(0, len(data), size))) == whole


def test_links_are_left_out_as_in_npm() -> None:
    odd = [
        member(f"package/{kind!r}", kind=kind, linkname="/etc/passwd") for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE)
    ]
    assert set(read(archive({"a": "1"}, *odd))) == {"a"}


@pytest.mark.parametrize(
    ("kind", "why"),
    [(tarfile.CHRTYPE, "character device"), (tarfile.BLKTYPE, "block device"), (tarfile.FIFOTYPE, "fifo")],
)
def test_devices_and_fifos_are_refused(kind: bytes, why: str) -> None:
    with pytest.raises(BadTarball, match=rf'"package/odd" of package {P}.*{why}'):
        read(archive({}, member("package/odd", kind=kind)))


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "package/../../x",
        "../x",
        "package/..",
        "C:/x",
        "package/a\\..\\..\\b",
        "\\x",
        "package/a/../../../b",
    ],
)
def test_paths_that_leave_the_folder_are_refused(name: str) -> None:
    with pytest.raises(BadTarball) as refused:
        read(archive({}, member(name, b"x")))
    assert refused.value.package == P
    assert refused.value.member == name


def test_of_two_members_of_a_path_the_later_holds() -> None:
    assert read(archive({"a": "1"}, member("package/a", b"2"), member("other//./a", b"3")))["a"][0] == b"3"


@pytest.mark.parametrize(
    "members",
    [
        [member("package/a", b"1"), member("package/a/b", b"2")],
        [member("package/a/b", b"2"), member("package/a", b"1")],
        [member("package/a", b"2"), member("package/a", kind=tarfile.DIRTYPE)],
    ],
)
def test_a_path_cannot_be_a_file_and_a_folder(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    with pytest.raises(BadTarball, match=r"folder|is a file"):
        read(archive({}, *members))


def test_gitignore_becomes_npmignore_unless_there_is_one() -> None:
    assert set(read(archive({".gitignore": "1", "b/.gitignore": "2"}))) == {".npmignore", "b/.npmignore"}
    assert read(archive({".npmignore": "1", ".gitignore": "2"})) == {".npmignore": (b"1", 0o644)}


def test_a_bomb_is_stopped_before_it_is_unpacked() -> None:
    bomb = archive({"zeros": b"\0" * (100 << 20)})
    with pytest.raises(BadTarball, match="250 times as large"):
        read(bomb)
    with pytest.raises(BadTarball, match="1,048,576 bytes"):
        read(archive({"a": b"x" * (2 << 20)}), limits=Limits(size=1 << 20))
    with pytest.raises(BadTarball, match="more than the 10 members"):
        read(archive({str(number): "" for number in range(20)}), limits=Limits(members=10))


def test_a_member_may_not_claim_more_than_there_is() -> None:
    info = tarfile.TarInfo("package/a")
    info.size = 1 << 40
    with pytest.raises(BadTarball, match="ends early"):
        read(gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + b"x" * 512))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"<html>not found</html>" * 40, "damaged"),
        (b"short", "ends early"),
        (gzip.compress(b"no archive" * 100), "damaged"),
        (archive({"a": "1" * 2000})[:-20], "end early"),
        (b"\x1f\x8b" + b"\xff" * 50, "gzip data are damaged"),
    ],
    ids=("empty", "page", "short", "no archive", "cut", "no gzip"),
)
def test_damaged_archives_are_named(data: bytes, why: str) -> None:
    with pytest.raises(BadTarball, match=f"package {P}: .*{why}"):
        read(data)


def test_a_wrong_sum_of_gzip_or_of_a_header_is_seen() -> None:
    data = bytearray(archive({"a": "1"}))
    data[-6] ^= 1
    with pytest.raises(BadTarball, match="gzip data are damaged"):
        read(bytes(data))
    plain = bytearray(gzip.decompress(archive({"a": "1"})))
    plain[0] ^= 1
    with pytest.raises(BadTarball, match="sum of a header"):
        read(bytes(plain))


def test_an_archive_without_gzip_or_with_several_gzip_members_is_read() -> None:
    plain = gzip.decompress(archive({"a": "1"}))
    assert set(read(plain)) == {"a"}
    assert set(read(gzip.compress(plain[:700]) + gzip.compress(plain[700:]) + b"garbage")) == {"a"}


@pytest.mark.parametrize("record", [b"path=x", b"8 path=x\n", b"5000 path=x\n", b"x path=y\n", b"11 nothing\n"])
def test_damaged_extended_headers_are_named(record: bytes) -> None:
    with pytest.raises(BadTarball, match=r"damaged|early"):
        read(archive({}, member("pax", record, kind=tarfile.XHDTYPE), member("package/a", b"1")))


def test_an_extended_header_may_not_be_large() -> None:
    with pytest.raises(BadTarball, match="1,048,576"):
        read(archive({}, member("pax", b" " * (2 << 20), kind=tarfile.XHDTYPE)))


def test_an_extended_path_is_checked_as_any() -> None:
    for path in ("package/../../x", "/x", "package/a\0b"):
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as tar:
            info = tarfile.TarInfo("package/a")
            info.pax_headers = {"path": path}
            tar.addfile(info)
        with pytest.raises(BadTarball, match=r'absolute|has ".."|zero byte'):
            read(made.getvalue())


@given(st.binary(max_size=3000))
def test_any_bytes_give_files_or_an_error(data: bytes) -> None:
    for chunks in ([data], [gzip.compress(data)]):
        try:
            read(*chunks)
        except BadTarball as error:
            assert P in str(error)  # noqa: PT017 - files are as good as an error


@given(st.data())
def test_a_changed_byte_gives_files_within_or_an_error(data: st.DataObject) -> None:
    plain = bytearray(gzip.decompress(archive({"a/b": "1", "c": "2" * 600})))
    for _ in range(data.draw(st.integers(1, 4))):
        plain[data.draw(st.integers(0, 2047))] = data.draw(st.integers(0, 255))
    try:
        files = read(zlib.compress(bytes(plain), wbits=31))
    except BadTarball:
        return
    for path in files:
        assert path
        assert not path.startswith("/")
        assert ".." not in path.split("/")
