"""Processes, signals, terminals, streams and ports of a kernel, without any worker."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.file_error import FileError
from oro_container.core.layers import FileSystem
from oro_container.core.ports.table import PortEvent, PortTable, PortTaken
from oro_container.core.processes.table import INIT, NoProcess, ProcessTable, TooManyProcesses
from oro_container.core.streams.pipe import BrokenPipe, Pipe
from oro_container.core.terminals.discipline import Discipline
from oro_container.core.terminals.modes import Size

from .machine import World


def started(world: World, text: str = "console.log(1)") -> int:
    """Start a program in a worker that is none."""
    world.service.call("write", {"path": "main.js", "data": text.encode()})
    pid: int = world.spawn("node", "main.js")
    return pid


def said(world: World, pid: int, message: dict[str, Any]) -> None:
    """Have a program say something."""
    world.service.kernel.receive(pid, message)
    world.settle()


def test_output_waits_for_a_page_that_does_not_read() -> None:
    world = World()
    pid = world.spawn("sh", "-c", "seq 100000; echo end")
    world.settle(reads=False)
    assert len(world.outputs[pid]) == 64 * 1024
    assert pid not in world.statuses
    world.service.call("credit", {"pid": pid, "bytes": 64 * 1024})
    output, status = world.finish(pid)
    assert (output.split()[-1], output.count("\n"), status) == ("end", 100001, 0)


def test_outputs_of_descendants_are_one_stream_that_ends_with_the_last() -> None:
    world = World()
    pid = world.spawn("sh", "-c", "(sleep 5; echo late) & echo early")
    world.settle()
    assert world.statuses[pid] == 0
    world.pass_time()
    assert world.outputs[pid] == b"early\nlate\n"
    assert not world.service.call("processes", {})


def test_input_that_ends_is_read_to_its_end() -> None:
    world = World()
    pid = world.spawn("wc", "-c")
    world.type(pid, b"12345")
    world.type(pid, b"678")
    world.service.call("end_input", {"pid": pid})
    assert world.finish(pid) == ("8\n", 0)


def test_a_terminal_echoes_edits_and_interrupts() -> None:
    world = World()
    pid = world.spawn("sh", terminal={"cols": 40, "rows": 10})
    world.settle()
    world.type(pid, b"echo helli\x7fo\r")
    assert world.outputs[pid] == b"~/project $ echo helli\b \bo\r\nhello\r\n~/project $ "
    world.outputs[pid] = b""
    world.type(pid, b"sleep 100\r")
    world.type(pid, b"\x03")
    assert world.outputs[pid] == b"sleep 100\r\n^C\r\n~/project $ "
    world.outputs[pid] = b""
    world.type(pid, b"typed but no\x03cat\ra\x04\x04\x04")
    assert world.outputs[pid] == b"typed but no^C\r\ncat\r\na~/project $ a~/project $ exit\r\n"
    assert world.finish(pid)[1] == 0


def test_a_stopped_job_goes_on() -> None:
    world = World()
    pid = world.spawn("sh", terminal={"cols": 40, "rows": 10})
    world.settle()
    world.type(pid, b"sleep 50\r")
    world.type(pid, b"\x1a")
    assert b"[1] stopped  sleep 50" in world.outputs[pid]
    assert {process["state"] for process in world.service.call("processes", {})} == {"running", "stopped"}
    world.type(pid, b"fg\r")
    world.pass_time()
    world.type(pid, b"echo back\rexit 2\r")
    assert world.finish(pid)[1] == 2


def test_programs_in_workers_have_streams_by_credits() -> None:
    world = World()
    pid = started(world)
    begin = world.surroundings.started[pid]
    assert (begin["program"], begin["argv"], begin["cwd"]) == ("javascript", ["node", "main.js"], "/home/project")
    assert ["put", "/home/project/main.js", "file", b"console.log(1)", 0o644, 1_000_000_000] in begin["files"]
    said(world, pid, {"kind": "write", "fd": 1, "data": b"hello"})
    assert (pid, {"kind": "credit", "fd": 1, "bytes": 5}) in world.surroundings.sent
    world.type(pid, b"typed")
    assert (pid, {"kind": "data", "fd": 0, "data": b"typed"}) in world.surroundings.sent
    said(world, pid, {"kind": "write", "fd": 1, "data": b" there"})
    said(world, pid, {"kind": "exit", "code": 3})
    assert (world.outputs[pid], world.statuses[pid], world.surroundings.ended) == (b"hello there", 3, [pid])


def test_a_program_that_sends_more_than_its_credits_is_ended() -> None:
    world = World()
    pid = started(world)
    said(world, pid, {"kind": "write", "fd": 1, "data": b"x" * 70000})
    assert world.statuses[pid] == 137


def test_programs_are_told_of_files_but_not_of_their_own() -> None:
    world = World()
    one, two = started(world), started(world)
    world.settle()
    world.surroundings.sent.clear()
    said(
        world,
        one,
        {"kind": "files", "edits": [["write", "/home/project/a", b"1", 0o644], ["unlink", "/home/project/none"]]},
    )
    assert world.service.call("read", {"path": "a"}) == b"1"
    told = [(pid, message) for pid, message in world.surroundings.sent if message["kind"] in ("files", "refused")]
    assert [pid for pid, message in told if message["kind"] == "files"] == [two]
    assert [(pid, message["code"]) for pid, message in told if message["kind"] == "refused"] == [(one, "ENOENT")]


def test_files_come_before_what_is_written_after_them() -> None:
    world = World()
    world.service.call("write", {"path": "main.js", "data": b""})
    pid = world.spawn("sh", "-c", "(echo 1 > a; echo done) | node main.js")
    world.settle()
    reader = next(iter(world.surroundings.started))
    kinds = [message["kind"] for each, message in world.surroundings.sent if each == reader]
    begun_with = {edit[1] for edit in world.surroundings.started[reader]["files"]}
    assert "/home/project/a" in begun_with or kinds.index("files") < kinds.index("data")
    said(world, reader, {"kind": "exit", "code": 0})
    assert world.finish(pid) == ("", 0)


def replica(entries: list[list[Any]]) -> dict[str, Any]:
    """Return the files of a program by path after it was told of these."""
    held: dict[str, Any] = {}
    for name, path, *more in entries:
        if name == "gone":
            held = {each: value for each, value in held.items() if each != path and not each.startswith(f"{path}/")}
        elif path.rpartition("/")[0] in ("", *held):
            held[path] = (more[0], bytes(more[1]) if more[0] == "file" else more[1])
    return held


def there(files: FileSystem) -> dict[str, Any]:
    """Return what there is by path, as `replica` has it."""
    return {
        f"/{each.path}": (each.kind, {"file": each.data, "symlink": each.target, "directory": None}[each.kind])
        for each in files.export()
    }


STEPS = st.tuples(
    st.sampled_from(["write", "mkdir", "rm", "rename", "symlink", "tell"]),
    *[st.sampled_from(["/a", "/b", "/a/b", "/b/a", "/a/b/c"])] * 2,
)


@given(st.lists(STEPS, max_size=25))
def test_any_changes_leave_programs_with_the_files_there_are(steps: list[tuple[str, str, str]]) -> None:
    world = World()
    pid = started(world)
    files = world.service.files
    for number, (step, path, other) in enumerate(steps):
        try:
            if step == "write":
                files.write(path, b"%d" % number)
            elif step == "mkdir":
                files.mkdir(path)
            elif step == "rm":
                files.rm(path, recursive=True)
            elif step == "rename":
                files.rename(path, other)
            elif step == "symlink":
                files.symlink(other, path)
        except FileError:
            continue
        if step == "tell":
            started(world)
            world.settle()
    last = started(world)
    world.settle()
    told = [
        edit for each, message in world.surroundings.sent if message["kind"] == "files" for edit in message["edits"]
    ]
    now = there(files)
    assert replica([*world.surroundings.started[last]["files"]]) == now
    del now["/home/project/main.js"]
    found = replica([*world.surroundings.started[pid]["files"], *told])
    del found["/home/project/main.js"]
    assert found == now


def test_ports_close_with_their_process_and_are_told_of() -> None:
    world = World()
    pid = started(world)
    said(world, pid, {"kind": "call", "id": 1, "method": "listen", "params": {"port": 3000}})
    other = started(world)
    said(world, other, {"kind": "call", "id": 1, "method": "listen", "params": {"port": 3000}})
    answers = {each: message for each, message in world.surroundings.sent if message["kind"] == "answer"}
    assert answers[pid]["data"] == 3000
    assert answers[other]["error"]["code"] == "EADDRINUSE"
    world.service.call("kill", {"pid": pid})
    world.settle()
    told = [(message["kind"], message.get("type")) for message in world.surroundings.told if "port" in message]
    assert told == [("port", "open"), ("server-ready", None), ("port", "close")]


def test_a_process_and_its_descendants_end_together() -> None:
    world = World()
    pid = world.spawn("sh", "-c", "sleep 100 | sleep 200 & sleep 300")
    world.settle()
    assert len(world.service.call("processes", {})) >= 4
    world.service.call("kill", {"pid": pid, "signal": "SIGKILL"})
    world.settle()
    assert world.service.call("processes", {}) == []


# -- tables ----------------------------------------------------------------------------------------


def test_a_child_is_a_zombie_until_it_is_waited_for_and_orphans_have_a_parent() -> None:
    table = ProcessTable()
    parent = table.start(["a"], cwd="/")
    child = table.start(["b"], cwd="/", parent=parent.pid)
    below = table.start(["c"], cwd="/", parent=child.pid)
    table.end(child.pid, 4)
    assert (child.state, below.parent, child.status) == ("zombie", INIT, 4)
    with pytest.raises(NoProcess):
        table.wait(child.pid, INIT)
    assert table.wait(child.pid, parent.pid) is child
    table.end(below.pid)
    assert [process.pid for process in table] == [parent.pid]


def test_a_full_table_takes_no_more() -> None:
    table = ProcessTable(2)
    table.start(["a"], cwd="/")
    table.start(["b"], cwd="/")
    with pytest.raises(TooManyProcesses):
        table.start(["c"], cwd="/")


@given(
    st.lists(
        st.tuples(st.sampled_from(["start", "end", "stop", "cont", "kill", "wait"]), st.integers(0, 8)), max_size=60
    )
)
def test_any_life_of_processes_keeps_parents_alive_and_ends_told_once(steps: list[tuple[str, int]]) -> None:
    ended: list[int] = []
    table = ProcessTable(6, lambda process: ended.append(process.pid))
    for step, index in steps:
        pids = [INIT, *(process.pid for process in table if process.state != "zombie")]
        pid = pids[index % len(pids)]
        try:
            if step == "start":
                table.start(["x"], cwd="/", parent=pid)
            elif step == "end" and pid != INIT:
                table.end(pid, index)
            elif step == "wait":
                for child in table.children(pid):
                    table.wait(child.pid, pid)
            elif step in ("stop", "cont", "kill"):
                for process, name, verdict in table.signal(pid, {"stop": "STOP", "cont": "CONT", "kill": "KILL"}[step]):
                    if verdict == "end":
                        table.end(process.pid, signal=name)
        except TooManyProcesses:
            assert len(table) == 6
        alive = {INIT, *(process.pid for process in table if process.state != "zombie")}
        assert all(process.parent in alive for process in table)
    assert len(ended) == len(set(ended))


def test_ports_of_two_containers_are_their_own() -> None:
    told: list[PortEvent] = []
    one, two = PortTable(told.append, "a:{}".format), PortTable(told.append, "b:{}".format)
    assert (one.listen(3000, 2), two.listen(3000, 2)) == (3000, 3000)
    with pytest.raises(PortTaken):
        one.listen(3000, 5)
    free = one.listen(0, 5)
    assert free >= 49152
    assert not one.close(3000, 5)
    one.close_all(2)
    assert [event.url for event in told if event.kind == "close"] == ["a:3000"]
    assert (one.owner(3000), two.owner(3000), one.of(5)) == (None, 2, [free])


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 50)), max_size=50), st.integers(1, 40))
def test_a_pipe_gives_what_it_took_in_order_and_holds_no_more_than_it_may(
    steps: list[tuple[bool, int]], capacity: int
) -> None:
    pipe = Pipe(capacity)
    pipe.add_reader()
    pipe.add_writer()
    taken, given_back, number = bytearray(), bytearray(), 0
    for writes, size in steps:
        if writes:
            data = bytes((number + at) % 256 for at in range(size))
            number += (count := pipe.write(data))
            taken += data[:count]
        elif (found := pipe.read(size + 1)) is not None:
            given_back += found
        assert pipe.size <= capacity
    pipe.close_writer()
    while found := pipe.read(7):
        given_back += found
    assert given_back == taken
    assert pipe.ended
    pipe.close_reader()
    with pytest.raises(BrokenPipe):
        pipe.write(b"x")


# -- terminals -------------------------------------------------------------------------------------


@given(st.lists(st.binary(max_size=20), max_size=10))
def test_a_raw_terminal_passes_every_byte_on(chunks: list[bytes]) -> None:
    terminal = Discipline()
    terminal.set_raw(True)
    assert b"".join(data for chunk in chunks for data in terminal.typed(chunk).data) == b"".join(chunks)


@given(st.binary(max_size=200))
def test_a_cooked_terminal_gives_whole_lines_however_it_is_typed(data: bytes) -> None:
    whole, bytewise = Discipline(), Discipline()
    lines = whole.typed(data)
    pieces = [bytewise.typed(bytes([byte])) for byte in data]
    last_signal = max((index for index, piece in enumerate(pieces) if piece.signals), default=-1)
    assert lines.data == [each for piece in pieces[last_signal + 1 :] for each in piece.data]
    assert lines.signals == [each for piece in pieces for each in piece.signals]
    assert lines.echo == b"".join(piece.echo for piece in pieces)


@pytest.mark.parametrize(
    ("typed", "data", "echo", "signals"),
    [
        (b"ab\x7fc\r", [b"ac\n"], b"ab\b \bc\r\n", []),
        (b"one two\x17three\n", [b"one three\n"], b"one two" + b"\b \b" * 3 + b"three\r\n", []),
        (b"gone\x15x\n", [b"x\n"], b"gone" + b"\b \b" * 4 + b"x\r\n", []),
        (b"\xc3\xa9\x7f\n", [b"\n"], b"\xc3\xa9\b \b\r\n", []),
        (b"\x04", [b""], b"", []),
        (b"ab\x04", [b"ab"], b"ab", []),
        (b"x\x03y\n", [b"y\n"], b"x^C\r\ny\r\n", ["SIGINT"]),
        (b"\x1a", [], b"^Z\r\n", ["SIGTSTP"]),
        (b"\x16\x03\n", [b"\x03\n"], b"^C\r\n", []),
    ],
)
def test_keys_in_a_cooked_terminal(typed: bytes, data: list[bytes], echo: bytes, signals: list[str]) -> None:
    found = Discipline().typed(typed)
    assert (found.data, found.echo, found.signals) == (data, echo, signals)


def test_a_terminal_shows_lines_with_returns_and_has_a_size() -> None:
    terminal = Discipline(Size(80, 24))
    assert terminal.shown(b"a\nb\r\nc\r") + terminal.shown(b"\n") == b"a\r\nb\r\nc\r\n"
    assert terminal.resize(Size(100, 24))
    assert not terminal.resize(Size(100, 24))
    with pytest.raises(ValueError, match="0 columns"):
        Size(0, 1)


def test_lines_that_a_program_does_not_ask_for_are_for_the_shell() -> None:
    world = World()
    world.service.call("write", {"path": "main.js", "data": b""})
    shell = world.spawn("sh", terminal={"cols": 80, "rows": 24})
    world.type(shell, b"node main.js\r")
    (pid,) = world.surroundings.started
    world.type(shell, b"exit 4\r")
    assert not [message for each, message in world.surroundings.sent if each == pid and message["kind"] == "data"]
    said(world, pid, {"kind": "exit", "code": 0})
    assert world.statuses[shell] == 4


def test_a_program_gets_one_line_for_each_that_it_asks_for() -> None:
    world = World()
    world.service.call("write", {"path": "main.js", "data": b""})
    shell = world.spawn("sh", terminal={"cols": 80, "rows": 24})
    world.type(shell, b"node main.js\r")
    (pid,) = world.surroundings.started
    world.type(shell, b"one\rtwo\r")
    said(world, pid, {"kind": "credit", "fd": 0, "bytes": 4096})
    data = [message["data"] for each, message in world.surroundings.sent if each == pid and message["kind"] == "data"]
    assert data == [b"one\n"]
