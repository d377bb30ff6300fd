"""Programs for WASI preview 1, as text: each does one thing, and exits with the error number of its last call."""

from __future__ import annotations

__all__ = (
    "ARGUMENTS",
    "CLOCK",
    "COPY",
    "ENVIRONMENT",
    "EXIT",
    "FILES",
    "FLOOD",
    "HELLO",
    "KIND",
    "POLL",
    "RANDOM",
    "READ",
    "SLEEP",
    "START",
    "SUMS",
    "TIME_LOOP",
    "WAITS",
)

_CALLS = {
    "args_get": "i32 i32",
    "args_sizes_get": "i32 i32",
    "environ_get": "i32 i32",
    "environ_sizes_get": "i32 i32",
    "clock_time_get": "i32 i64 i32",
    "random_get": "i32 i32",
    "fd_read": "i32 i32 i32 i32",
    "fd_write": "i32 i32 i32 i32",
    "fd_fdstat_get": "i32 i32",
    "path_open": "i32 i32 i32 i32 i32 i64 i64 i32 i32",
    "path_rename": "i32 i32 i32 i32 i32 i32",
    "path_link": "i32 i32 i32 i32 i32 i32 i32",
    "path_symlink": "i32 i32 i32 i32 i32",
    "path_unlink_file": "i32 i32 i32",
    "path_create_directory": "i32 i32 i32",
    "path_filestat_get": "i32 i32 i32 i32 i32",
    "poll_oneoff": "i32 i32 i32 i32",
}


def _program(*calls: str, code: str) -> str:
    """Return a module with these functions of WASI, `exit`, and functions for texts; `code` is the rest of it."""
    imports = "".join(
        f'(import "wasi_snapshot_preview1" "{name}" (func ${name} (param {_CALLS[name]}) (result i32)))'
        for name in dict.fromkeys((*calls, "fd_write"))
    )
    return f"""(module
      {imports}
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 4)
      ;; write bytes to a descriptor; exit with the error number if that fails
      (func $put (param $fd i32) (param $at i32) (param $size i32) (local $error i32)
        (i32.store (i32.const 0) (local.get $at)) (i32.store (i32.const 4) (local.get $size))
        (local.set $error (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
        (if (local.get $error) (then (call $exit (local.get $error)))))
      (func $length (param $at i32) (result i32) (local $end i32)
        (local.set $end (local.get $at))
        (block $done (loop $next
          (br_if $done (i32.eqz (i32.load8_u (local.get $end))))
          (local.set $end (i32.add (local.get $end) (i32.const 1)))
          (br $next)))
        (i32.sub (local.get $end) (local.get $at)))
      (func $line (param $text i32) (local $size i32)
        (local.set $size (call $length (local.get $text)))
        (i32.store8 (i32.add (local.get $text) (local.get $size)) (i32.const 10))
        (call $put (i32.const 1) (local.get $text) (i32.add (local.get $size) (i32.const 1))))
      {code})"""


def _listing(kind: str) -> str:
    """Return a program that prints each text of a list that it is given, on a line of its own."""
    return _program(
        f"{kind}_get",
        f"{kind}_sizes_get",
        code=f"""(func (export "_start") (local $left i32) (local $at i32)
          (drop (call ${kind}_sizes_get (i32.const 16) (i32.const 20)))
          (drop (call ${kind}_get (i32.const 1024) (i32.const 65536)))
          (local.set $left (i32.load (i32.const 16))) (local.set $at (i32.const 1024))
          (block $done (loop $next
            (br_if $done (i32.eqz (local.get $left)))
            (call $line (i32.load (local.get $at)))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (local.set $left (i32.sub (local.get $left) (i32.const 1)))
            (br $next))))""",
    )


_ARGUMENTS = """
  (func $arguments (drop (call $args_get (i32.const 1024) (i32.const 65536))))
  (func $text (param $number i32) (result i32)
    (i32.load (i32.add (i32.const 1024) (i32.mul (local.get $number) (i32.const 4)))))
  (func $size (param $number i32) (result i32) (call $length (call $text (local.get $number))))
  (func $digit (param $number i32) (result i32)
    (i32.sub (i32.load8_u (call $text (local.get $number))) (i32.const 48)))
  (func $number (param $number i32) (result i32) (local $at i32) (local $found i32)
    (local.set $at (call $text (local.get $number)))
    (block $done (loop $next
      (br_if $done (i32.eqz (i32.load8_u (local.get $at))))
      (local.set $found (i32.add (i32.mul (local.get $found) (i32.const 10))
        (i32.sub (i32.load8_u (local.get $at)) (i32.const 48))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next)))
    (local.get $found))
"""
"""Functions for a program's arguments: their texts and sizes, a digit, a whole number of several digits."""

HELLO = _program(
    code="""(data (i32.const 100) "hello\\n")
      (func (export "_start") (call $put (i32.const 1) (i32.const 100) (i32.const 6)))"""
)
"""Prints `hello`."""

ARGUMENTS = _listing("args")
ENVIRONMENT = _listing("environ")

EXIT = _program(
    "args_get", code=_ARGUMENTS + '(func (export "_start") (call $arguments) (call $exit (call $number (i32.const 1))))'
)
"""`EXIT CODE`."""

COPY = _program(
    "fd_read",
    code="""(func (export "_start") (local $error i32)
      (loop $next
        (i32.store (i32.const 16) (i32.const 1024)) (i32.store (i32.const 20) (i32.const 65536))
        (local.set $error (call $fd_read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
        (if (local.get $error) (then (call $exit (local.get $error))))
        (if (i32.load (i32.const 24)) (then
          (call $put (i32.const 1) (i32.const 1024) (i32.load (i32.const 24)))
          (br $next)))))""",
)
"""Writes what it reads, as it comes."""

FLOOD = _program(
    "args_get",
    code=_ARGUMENTS
    + """(func (export "_start") (local $left i32) (call $arguments)
      (local.set $left (i32.mul (call $number (i32.const 1)) (i32.const 16)))
      (block $done (loop $next
        (br_if $done (i32.eqz (local.get $left)))
        (call $put (i32.const 1) (i32.const 65536) (i32.const 65536))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $next))))""",
)
"""`FLOOD N` writes N MiB."""

FILES = _program(
    "args_get",
    "fd_read",
    "path_open",
    "path_rename",
    "path_link",
    "path_symlink",
    "path_unlink_file",
    "path_create_directory",
    "path_filestat_get",
    code=_ARGUMENTS
    + """
      (func $open (param $flags i32) (param $rights i64)
        (call $end (call $path_open (call $digit (i32.const 2)) (i32.const 1) (call $text (i32.const 3))
          (call $size (i32.const 3)) (local.get $flags) (local.get $rights) (i64.const 0) (i32.const 0)
          (i32.const 32))))
      (func $end (param $error i32) (if (local.get $error) (then (call $exit (local.get $error)))))
      (func $is (param $letter i32) (result i32)
        (i32.eq (i32.load8_u (call $text (i32.const 1))) (local.get $letter)))
      (func (export "_start")
        (call $arguments)
        (if (call $is (i32.const 114)) (then ;; read
          (call $open (i32.const 0) (i64.const 2))
          (i32.store (i32.const 16) (i32.const 131072)) (i32.store (i32.const 20) (i32.const 65536))
          (call $end (call $fd_read (i32.load (i32.const 32)) (i32.const 16) (i32.const 1) (i32.const 24)))
          (call $put (i32.const 1) (i32.const 131072) (i32.load (i32.const 24)))))
        (if (call $is (i32.const 119)) (then ;; write, into a new file or one that is there
          (call $open (i32.const 1) (i64.const 64))
          (call $put (i32.load (i32.const 32)) (call $text (i32.const 3)) (call $size (i32.const 3)))))
        (if (call $is (i32.const 116)) (then (call $open (i32.const 8) (i64.const 2)))) ;; truncate
        (if (call $is (i32.const 109)) (then ;; move
          (call $end (call $path_rename
            (call $digit (i32.const 2)) (call $text (i32.const 3)) (call $size (i32.const 3))
            (call $digit (i32.const 4)) (call $text (i32.const 5)) (call $size (i32.const 5))))))
        (if (call $is (i32.const 108)) (then ;; link
          (call $end (call $path_link
            (call $digit (i32.const 2)) (i32.const 0) (call $text (i32.const 3)) (call $size (i32.const 3))
            (call $digit (i32.const 4)) (call $text (i32.const 5)) (call $size (i32.const 5))))))
        (if (call $is (i32.const 115)) (then ;; symlink to a text
          (call $end (call $path_symlink
            (call $text (i32.const 3)) (call $size (i32.const 3))
            (call $digit (i32.const 2)) (call $text (i32.const 4)) (call $size (i32.const 4))))))
        (if (call $is (i32.const 117)) (then ;; unlink
          (call $end (call $path_unlink_file
            (call $digit (i32.const 2)) (call $text (i32.const 3)) (call $size (i32.const 3))))))
        (if (call $is (i32.const 100)) (then ;; directory
          (call $end (call $path_create_directory
            (call $digit (i32.const 2)) (call $text (i32.const 3)) (call $size (i32.const 3))))))
        (if (call $is (i32.const 102)) (then ;; find
          (call $end (call $path_filestat_get (call $digit (i32.const 2)) (i32.const 1) (call $text (i32.const 3))
            (call $size (i32.const 3)) (i32.const 200))))))
    """,
)
"""`read|write|truncate|unlink|directory|find FD PATH`, `move|link FD PATH FD PATH`, `symlink FD TEXT PATH`."""

CLOCK = _program(
    "clock_time_get",
    code="""(func (export "_start")
      (call $exit (call $clock_time_get (i32.const 0) (i64.const 1) (i32.const 16))))""",
)

RANDOM = _program(
    "random_get",
    code="""(func (export "_start") (local $error i32)
      (local.set $error (call $random_get (i32.const 16) (i32.const 16)))
      (if (local.get $error) (then (call $exit (local.get $error))))
      (call $exit (i64.eq (i64.load (i32.const 16)) (i64.load (i32.const 24)))))""",
)
"""Exits with 0 if two random numbers are not the same."""

KIND = _program(
    "fd_fdstat_get",
    code="""(func (export "_start") (local $fd i32)
      (loop $next
        (drop (call $fd_fdstat_get (local.get $fd) (i32.const 32)))
        (i32.store8 (i32.const 16) (i32.add (i32.const 48) (i32.load8_u (i32.const 32))))
        (call $put (i32.const 2) (i32.const 16) (i32.const 1))
        (local.set $fd (i32.add (local.get $fd) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $fd) (i32.const 3)))))""",
)
"""Prints to stderr the file types of its three descriptors, a digit each; 2 is a terminal."""

_READY = """(data (i32.const 100) "ready\\n")
  (func $ready (call $put (i32.const 1) (i32.const 100) (i32.const 6)))"""

SPIN = _program(code=_READY + '(func (export "_start") (call $ready) (loop (br 0)))')
START = _program(code=_READY + '(func $begin (call $ready) (loop (br 0))) (start $begin) (func (export "_start"))')
RANDOM_LOOP = _program(
    "random_get",
    code=_READY
    + """(func (export "_start") (call $ready)
      (loop (drop (call $random_get (i32.const 1024) (i32.const 200000))) (br 0)))""",
)
TIME_LOOP = _program(
    "clock_time_get",
    code=_READY
    + """(func (export "_start") (call $ready)
      (loop (drop (call $clock_time_get (i32.const 0) (i64.const 1) (i32.const 16))) (br 0)))""",
)
READ = _program(
    "fd_read",
    code=_READY
    + """(func (export "_start") (call $ready)
      (i32.store (i32.const 16) (i32.const 1024)) (i32.store (i32.const 20) (i32.const 16))
      (drop (call $fd_read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24))))""",
)
SLEEP = _program(
    "poll_oneoff",
    code=_READY
    + """(func (export "_start") (call $ready)
      (i32.store8 (i32.const 1032) (i32.const 0)) ;; a clock
      (i32.store (i32.const 1040) (i32.const 1)) ;; that cannot be set
      (i64.store (i32.const 1048) (i64.const 3600000000000))
      (drop (call $poll_oneoff (i32.const 1024) (i32.const 2048) (i32.const 1) (i32.const 4096))))""",
)
POLL = _program(
    "poll_oneoff",
    code=_READY
    + """(func (export "_start") (call $ready)
      (i32.store8 (i32.const 1032) (i32.const 1)) ;; a descriptor to read from
      (i32.store (i32.const 1040) (i32.const 0))
      (drop (call $poll_oneoff (i32.const 1024) (i32.const 2048) (i32.const 1) (i32.const 4096))))""",
)
WAITS = {
    "spinning": SPIN,
    "in its start function": START,
    "in a host call": RANDOM_LOOP,
    "reading": READ,
    "sleeping": SLEEP,
    "polling": POLL,
}
"""Programs that do not end by themselves, by what they do once they have printed `ready`."""

SUMS = """(module
  (memory (export "memory") 1)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "add64") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1)))
  (func (export "half") (param f32) (result f32) (f32.div (local.get 0) (f32.const 2)))
  (func (export "third") (param f64) (result f64) (f64.div (local.get 0) (f64.const 3)))
  (func (export "same") (param i32 i64 f32 f64) (result i32 i64 f32 f64)
    (local.get 0) (local.get 1) (local.get 2) (local.get 3))
  (func (export "nothing"))
  (func (export "vector") (result v128) (v128.const i64x2 0 0))
  (func (export "reference") (param funcref))
  (func $deep (export "deep") (result i32) (i32.add (call $deep) (i32.const 1)))
  (func $inner (unreachable))
  (func $outer (export "fail") (call $inner))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "spin") (loop (br 0)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "grow until it fails")
    (loop (br_if 0 (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) (unreachable)))"""
"""Functions of numbers, and some that do not end well."""
