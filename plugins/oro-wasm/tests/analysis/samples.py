"""Modules and components to analyse: as text, and put together from bytes."""

from __future__ import annotations

import wasmtime

MODULE = """
(module
  (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32)))
  (memory (export "memory") 2 16)
  (table (export "table") 3 9 funcref)
  (global (export "counter") (mut i64) (i64.const -5))
  (global (export "pi") f64 (f64.const 3.14))
  (tag (export "failed") (param i32))
  (elem (i32.const 0) func $add $begin)
  (data (i32.const 0) "hello")
  (data (i32.const 9) "world")
  (func $add (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
  (func $pair (export "pair") (param f32) (result f32 f64) local.get 0 f64.const 1)
  (func $begin (export "_start"))
  (start $begin))
"""
COMPONENT = """
(component $greeter
  (import "demo:log/sink@1.2.0" (instance $sink
    (type $line (record (field "level" u8) (field "text" string)))
    (export "entry" (type $entry (eq $line)))
    (export "file" (type $file (sub resource)))
    (export "[constructor]file" (func (param "path" string) (result (own $file))))
    (export "[method]file.put" (func (param "self" (borrow $file)) (param "entry" $entry)))
    (export "[static]file.all" (func (result (list (own $file)))))))
  (alias export $sink "entry" (type $entry))
  (core module $inner
    (memory (export "memory") 1)
    (func (export "double") (param i32) (result i32) local.get 0 i32.const 2 i32.mul))
  (core instance $i (instantiate $inner))
  (func $double (param "n" u32) (result u32) (canon lift (core func $i "double")))
  (component $shim
    (import "import-func-double" (func $f (param "n" u32) (result u32)))
    (type $color (enum "red" "green"))
    (export $colored "color" (type $color))
    (export "double" (func $f)))
  (instance $api (instantiate $shim (with "import-func-double" (func $double))))
  (export "double" (func $double))
  (export "demo:math/api@0.1.0" (instance $api)))
"""
HEADER = b"\0asm\1\0\0\0"
COMPONENT_HEADER = b"\0asm\x0d\0\1\0"


def wasm(text: str) -> bytes:
    """Return the bytes of a module or component."""
    return bytes(wasmtime.wat2wasm(text))


def unsigned(number: int) -> bytes:
    """Return a variable-length number."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*found, number))


def name(text: str | bytes) -> bytes:
    """Return a name."""
    data = text.encode() if isinstance(text, str) else text
    return unsigned(len(data)) + data


def section(id: int, contents: bytes) -> bytes:
    """Return a section."""
    return bytes([id]) + name(contents)


def vector(*entries: bytes) -> bytes:
    """Return a vector."""
    return unsigned(len(entries)) + b"".join(entries)


def custom(title: str, contents: bytes) -> bytes:
    """Return a custom section."""
    return section(0, name(title) + contents)
