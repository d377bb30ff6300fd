"""The figures of oro-wasm: the program each is compared to, and the most it should be."""

from __future__ import annotations

from benchmarks.aims import Aim

__all__ = ("AIMS",)

AIMS = (
    Aim("`oro wasm exec hello.wasm` beside `node -e 0`, from the shell to the end (ms)", "exec", "node", 2.0),
    Aim("the same, processor time (ms)", "exec_cpu", "node_cpu"),
    Aim("hello.wasm started in a runner, to its end (ms)", "runner", limit=1.0),
    Aim("the same by `Guests.run` in a running app, its output collected (ms)", "run", limit=1.0),
    Aim("a function of a module by `Guests.call` in a running app (ms)", "call", limit=1.0),
    Aim("fannkuch beside `gcc -O2` (ms)", "fannkuch", "fannkuch_gcc", 1.15),
    Aim("matmul beside `gcc -O2` (ms)", "matmul", "matmul_gcc", 1.15),
    Aim("hash beside `gcc -O2` (ms)", "hash", "hash_gcc", 1.15),
    Aim("a component's function beside an ordinary route, called by a page (µs)", "component", "route", 1.25),
    Aim("the same over Conduit (µs)", "component_conduit", "route_conduit", 1.25),
    Aim("C saved, to the page that has the new module (ms)", "save", limit=500.0),
    Aim("what oro-wasm adds to an app that does not use it, processor time (ms)", "unused", limit=5.0),
)
