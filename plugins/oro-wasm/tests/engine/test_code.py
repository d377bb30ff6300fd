"""Code is compiled once, and found by the hash of its bytes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import wasmtime
from hypothesis import given
from hypothesis import strategies as st
from oro_wasm.engine.cache import Cache
from oro_wasm.engine.code import Store
from oro_wasm.engine.digest import digest_of, is_component
from oro_wasm.errors import Changed, NotWebAssembly

MODULE = bytes(wasmtime.wat2wasm('(module (func (export "f") (result i32) (i32.const 7)))'))
COMPONENT = bytes(wasmtime.wat2wasm("(component)"))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def test_code_is_compiled_once(cache: Cache, tmp_path: Path) -> None:
    for data in (MODULE, COMPONENT):
        path = tmp_path / "guest.wasm"
        path.write_bytes(data)
        store = Store(cache)
        assert not store.load(path).cached
        assert store.load(path) is store.load(path, digest_of(data))
        assert Store(cache).load(path).cached
        copy = tmp_path / "copy.wasm"
        copy.write_bytes(data)
        assert Store(cache).load(copy).cached
        assert not Store(cache).load(path, fuel=True).cached  # is compiled in another way


def test_a_file_is_not_read_where_its_digest_is_known(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "guest.wasm"
    path.write_bytes(MODULE)
    Store(cache).load(path)
    path.unlink()
    assert Store(cache).load(path, digest_of(MODULE)).cached
    path.write_bytes(COMPONENT)
    with pytest.raises(Changed, match="the file has changed meanwhile"):
        Store(cache).load(path, digest_of(b"other"))


def test_code_that_the_engine_refuses_is_compiled_again(cache: Cache, tmp_path: Path) -> None:
    guest = tmp_path / "guest.wasm"
    guest.write_bytes(MODULE)
    Store(cache).load(guest)
    (path,) = cache.folder.iterdir()
    config = wasmtime.Config()
    config.wasm_memory64 = False
    config.cranelift_opt_level = "none"
    config.consume_fuel = True
    other = wasmtime.Module(wasmtime.Engine(config), MODULE)  # as of other settings, or of another processor
    cache.put(path.name, other.serialize())
    assert not Store(cache).load(guest).cached
    assert Store(cache).load(guest).cached


@pytest.mark.parametrize("data", [b"", b"\0asm", b"\0asm\1\0\0\0\xff", b"\0asm\x0d\0\1\0\xff", b"(module)"])
def test_bytes_that_are_no_webassembly_are_refused(data: bytes, cache: Cache, tmp_path: Path) -> None:
    guest = tmp_path / "guest.wasm"
    guest.write_bytes(data)
    with pytest.raises(NotWebAssembly, match=f"Cannot load {re.escape(str(guest))}: "):
        Store(cache).load(guest)
    assert cache.usage().entries == 0


def test_two_processes_may_compile_the_same(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "guest.wasm"
    path.write_bytes(MODULE)
    script = (
        "import sys; from pathlib import Path; from oro_wasm.engine.cache import Cache; "
        "from oro_wasm.engine.code import Store; Store(Cache(Path(sys.argv[1]))).load(Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", script, str(cache.folder), str(path)]
    running = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert cache.usage().entries == 1
    assert Store(cache).load(path).cached


@given(st.binary())
def test_the_kind_of_any_bytes_is_told(data: bytes) -> None:
    assert is_component(b"\0asm\x0d\0\1\0" + data)
    assert not is_component(b"\0asm\1\0\0\0" + data)
    assert not is_component(data[:7])
