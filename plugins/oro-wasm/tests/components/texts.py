"""Components as text, for tests of what calls them."""

from __future__ import annotations

__all__ = ("CALC", "GREEDY", "MODULE", "NUMBERS")

CALC = """(component
  (core module $m
    (memory (export "memory") 1)
    (global $free (mut i32) (i32.const 1024))
    (global $count (mut i32) (i32.const 0))
    (data (i32.const 64) "too large")
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
      (global.set $free (i32.add (local.get $at) (local.get 3)))
      (local.get $at))
    (func (export "after") (param i32) (global.set $free (i32.const 1024)))
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "count") (result i32)
      (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count))
    (func (export "check") (param i32) (result i32)
      (if (i32.gt_u (local.get 0) (i32.const 9))
        (then
          (i32.store8 (i32.const 16) (i32.const 1))
          (i32.store (i32.const 20) (i32.const 64)) (i32.store (i32.const 24) (i32.const 9)))
        (else (i32.store8 (i32.const 16) (i32.const 0)) (i32.store (i32.const 20) (local.get 0))))
      (i32.const 16))
    (func (export "same") (param i32 i32) (result i32)
      (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16))
    (func (export "shift") (param f64 i32 i32 i32) (result i32)
      (f64.store (i32.const 16) (f64.mul (local.get 0) (f64.const 2)))
      (i32.store (i32.const 24) (local.get 1)) (i32.store (i32.const 28) (local.get 2))
      (i32.store8 (i32.const 32) (local.get 3))
      (i32.const 16))
    (func (export "spin") (loop (br 0)))
    (func $inner_part unreachable)
    (func $fail_now (export "fail") (call $inner_part))
    (func (export "grow") (result i32) (memory.grow (i32.const 1000))))
  (core instance $c (instantiate $m))
  (alias core export $c "memory" (core memory $memory))
  (alias core export $c "realloc" (core func $realloc))
  (alias core export $c "after" (core func $after))
  (func $add (param "a" u32) (param "the-other" u32) (result u32) (canon lift (core func $c "add")))
  (export "add" (func $add))
  (func $count (result u32) (canon lift (core func $c "count")))
  (export "count" (func $count))
  (func $check (param "n" u32) (result (result u32 (error string)))
    (canon lift (core func $c "check") (memory $memory)))
  (export "check" (func $check))
  (func $same (param "data" (list u8)) (result (list u8))
    (canon lift (core func $c "same") (memory $memory) (realloc $realloc) (post-return $after)))
  (export "same-bytes" (func $same))
  (func $text (param "text" string) (result string)
    (canon lift (core func $c "same") (memory $memory) (realloc $realloc) (post-return $after)))
  (export "same-text" (func $text))
  (func $spin (canon lift (core func $c "spin")))
  (export "spin" (func $spin))
  (func $fail (canon lift (core func $c "fail")))
  (export "fail" (func $fail))
  (func $grow (result s32) (canon lift (core func $c "grow")))
  (export "grow" (func $grow))
  (component $shapes
    (import "shift" (func $shift' (param "value" (tuple f64 string u8)) (result (tuple f64 string u8))))
    (export "shift" (func $shift')))
  (func $shift (param "value" (tuple f64 string u8)) (result (tuple f64 string u8))
    (canon lift (core func $c "shift") (memory $memory) (realloc $realloc) (post-return $after)))
  (instance $i (instantiate $shapes (with "shift" (func $shift))))
  (export "demo:calc/plain-shapes@1.0.0" (instance $i)))"""
"""Functions that add, count, fail and never end; an interface with one more."""
GREEDY = """(component
  (import "wasi:clocks/wall-clock@0.2.0" (instance $clock
    (type $datetime-body (record (field "seconds" u64) (field "nanoseconds" u32)))
    (export "datetime" (type $datetime (eq $datetime-body)))
    (export "now" (func (result $datetime)))))
  (core module $memory (memory (export "memory") 1))
  (core instance $held (instantiate $memory))
  (alias core export $held "memory" (core memory $memory'))
  (core func $now (canon lower (func $clock "now") (memory $memory')))
  (core module $m
    (import "clock" "now" (func $now (param i32)))
    (import "held" "memory" (memory 1))
    (func (export "seconds") (result i64) (call $now (i32.const 16)) (i64.load (i32.const 16))))
  (core instance $c (instantiate $m
    (with "clock" (instance (export "now" (func $now)))) (with "held" (instance $held))))
  (func $seconds (result u64) (canon lift (core func $c "seconds")))
  (export "seconds" (func $seconds)))"""
"""Tells the time."""
MODULE = '(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))'
"""A module, not a component."""
NUMBERS = """(component
  (core module $m
    (func (export "s64") (param i64) (result i64) (local.get 0))
    (func (export "f64") (param f64) (result f64) (local.get 0)))
  (core instance $c (instantiate $m))
  (func $s64 (param "n" s64) (result s64) (canon lift (core func $c "s64")))
  (export "same-s64" (func $s64))
  (func $u64 (param "n" u64) (result u64) (canon lift (core func $c "s64")))
  (export "same-u64" (func $u64))
  (func $f64 (param "n" f64) (result f64) (canon lift (core func $c "f64")))
  (export "same-f64" (func $f64)))"""
"""Answers with the number it is given."""
