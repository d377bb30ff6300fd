"""Small programs as text, for tests of what runs programs: `wasmtime.wat2wasm` compiles them."""

from __future__ import annotations

__all__ = ("ECHO", "EXIT_7", "HELLO", "IMPORTS", "READ_IDLE", "SLEEP", "SPIN", "SPIN_AT_START", "TRAP")

IMPORTS = """
(import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
(import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
(import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
(memory (export "memory") 1)
"""
"""The functions of preview 1 that the programs below use, and a memory."""
HELLO = f"""(module {IMPORTS}
  (data (i32.const 0) "\\08\\00\\00\\00\\06\\00\\00\\00hello\\n")
  (func (export "_start") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))))"""
"""Writes `hello` and ends."""
ECHO = f"""(module {IMPORTS}
  (func (export "_start")
    (loop $next
      (i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (i32.const 1024))
      (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
      (if (i32.load (i32.const 8)) (then
        (i32.store (i32.const 4) (i32.load (i32.const 8)))
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)))
        (br $next))))))"""
"""Writes what it reads, until its input ends."""
SPIN = f'(module {IMPORTS} (func (export "_start") (loop (br 0))))'
"""Never ends."""
SPIN_AT_START = f'(module {IMPORTS} (func $s (loop (br 0))) (start $s) (func (export "_start")))'
"""Never ends, in the module's start function."""
READ_IDLE = f"""(module {IMPORTS}
  (data (i32.const 0) "\\40\\00\\00\\00\\10\\00\\00\\00")
  (func (export "_start") (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))))"""
"""Reads its standard input once."""
SLEEP = f"""(module {IMPORTS}
  (func (export "_start")
    (i32.store8 (i32.const 8) (i32.const 0)) (i32.store (i32.const 16) (i32.const 1))
    (i64.store (i32.const 24) (i64.const 100000000000))
    (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))))"""
"""Sleeps for 100 seconds."""
EXIT_7 = f'(module {IMPORTS} (func (export "_start") (call $exit (i32.const 7))))'
"""Exits with code 7."""
TRAP = f"""(module {IMPORTS}
  (func $inner unreachable) (func $outer (call $inner)) (func (export "_start") (call $outer)))"""
"""Traps in a function that two others called."""
