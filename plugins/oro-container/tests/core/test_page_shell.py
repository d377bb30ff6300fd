"""The small shell says what a real one says, and no text breaks it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_container.core.shell.errors import SyntaxProblem
from oro_container.core.shell.parser import parse

from .machine import World, ran

BESIDE_A_REAL_ONE = (
    "echo hi",
    "a=1 b='x y'; echo \"$a $b\" $a$b '$a' \\$a",
    'echo "${none:-other} ${none:+no} ${a:=set} $a"',
    "f=dir/name.tar.gz; echo ${f%.*} ${f%%.*} ${f#*/} ${f##*.} ${#f}",
    "echo $((1 + 2 * 3)) $((7 % 3 - 10 / 4)) $((1 << 4 | 3)) $((2 > 1 && 0 == 0))",
    "x=$(printf 'a\\n\\n'); echo \"[$x]\"; echo `echo old`",
    "for x in 3 1 2; do echo $x; done | sort -n",
    "i=0; while [ $i -lt 5 ]; do i=$((i + 1)); [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done",
    "if false; then echo a; elif test -n x; then echo b; else echo c; fi",
    "case ab.txt in *.md) echo 1;; a?.txt|x) echo 2;; esac; case '*' in '*') echo 3;; esac",
    "false || echo or; true && echo and; ! true; echo $?",
    'set -- a \'b c\' \'\'; for i in "$@"; do echo "<$i>"; done; echo $#; shift; echo "$*"',
    "cat <<EOF\nhi $((1+1))\n\\$x\nEOF\ncat <<'EOF'\n$x\nEOF",
    "(cd / && pwd); echo kept > f; cat < f; cat f f | wc -l | tr -d ' '",
    "echo out; echo err >&2; { echo both; echo more; } 2>&1 | cat",
    "printf 'one two\\nthree\\n' > r; while read a b; do echo \"$b-$a\"; done < r",
    "printf '%s=%d\\n' a 1 b 2; printf '%5.1f|%-4s|%04d\\n' 2.25 x 7",
    "touch b.js a.js c.ts; echo *.js *.none [ac].* '*.js'",
    "x='a  b'; echo $x; echo \"$x\"; IFS=:; y=a:b:c; echo $y",
    "exit 3; echo no",
    "sh -c 'echo $0 $1; exit 4' name arg; echo $?",
    "set -e; true; false; echo no",
    "printf 'b\\na\\nb\\n' | sort -u; printf 'x\\nx\\ny\\n' | uniq -c | tr -s ' '",
    "seq 3 | head -n 2; seq 5 | tail -n 2; echo a:b:c | cut -d: -f2",
    "printf 'foo\\nbar\\n' | grep -v foo; echo aXb | grep -c X; echo none | grep -q zz || echo missing",
    "mkdir -p a/b; echo x > a/b/f; cp -r a c; mv c/b/f c/g; ls c; rm -r a; [ -d a ] || echo gone",
    "echo a | xargs echo b; basename /x/y.txt .txt; dirname /x/y",
    "env -i A=1 sh -c 'echo $A$HOME'; A=2 sh -c 'echo $A'; echo \"[$A]\"",
    "echo a; : > empty; test -s empty || echo empty; [ 3 -gt 2 -a x = x ] && echo both",
    "trap_is_no_command_here; echo $?",
)


@pytest.mark.parametrize("script", BESIDE_A_REAL_ONE)
def test_scripts_do_what_a_real_shell_does(script: str, tmp_path: Path) -> None:
    shell = shutil.which("dash") or shutil.which("sh")
    assert shell is not None
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home"}
    real = subprocess.run(
        [shell, "-c", script], cwd=tmp_path, capture_output=True, text=True, env=environment, check=False
    )
    output, status = ran(f"{{ {script}\n}} 2>/dev/null" if "exit" not in script and "-e;" not in script else script)
    assert (output, status) == (real.stdout, real.returncode)


@given(st.text(max_size=60))
def test_any_text_is_a_script_or_a_problem(text: str) -> None:
    with suppress(SyntaxProblem):
        parse(text)


@given(
    st.lists(
        st.sampled_from(
            [*"ab $'\"\\`(){}|&;<>\n#*?!=", "$(", "${", "$((", "if ", "then ", "fi ", "for ", "do ", "done ", "<<E"]
        ),
        max_size=25,
    )
)
@settings(max_examples=300)
def test_any_pieces_of_scripts_end(pieces: list[str]) -> None:
    world = World()
    pid = world.spawn("sh", "-c", "".join(pieces))
    world.service.call("end_input", {"pid": pid})
    world.settle()
    world.service.call("kill", {"pid": pid, "signal": "SIGKILL"}) if pid not in world.statuses else None
    world.settle()
    assert pid in world.statuses
    assert not world.service.call("processes", {})


def test_what_stands_in_itself_too_deep_is_refused() -> None:
    for text in ("$(" * 5000, "(" * 5000, "${a:-" * 5000, "`echo " * 3, "if " * 5000, "{ " * 5000):
        with pytest.raises(SyntaxProblem):
            parse(text)


def test_a_loop_without_end_leaves_the_kernel_free() -> None:
    world = World()
    pid = world.spawn("sh", "-c", "while true; do :; done")
    for _ in range(20):
        assert world.service.kernel.run()
    assert [process["pid"] for process in world.service.call("processes", {})] == [pid]
    world.service.call("kill", {"pid": pid})
    assert world.finish(pid) == ("", 143)


def test_jobs_in_the_background_are_waited_for() -> None:
    assert ran("sleep 10 & sleep 20 & wait; echo waited") == ("waited\n", 0)
    assert ran("sh -c 'sleep 5; exit 7' & wait $!; echo $?") == ("7\n", 0)


def test_scripts_of_a_package_run_with_its_commands() -> None:
    files = {
        "package.json": '{"scripts": {"build": "hello $MODE", "prebuild": "echo before", "test": "exit 6"}}',
        "node_modules/.bin/hello": "#!/bin/sh\necho hello $0 $* from $PWD",
    }
    setup = "mkdir -p node_modules/.bin sub; mv hello node_modules/.bin/hello; cd sub; "
    files["hello"] = files.pop("node_modules/.bin/hello")
    output, status = ran(f"{setup} MODE=fast npm run build -- 'a b' | grep -v '^>' | tr -s '\\n'", files=files)
    assert status == 0
    assert output.split("\n") == [
        "",
        "before",
        "hello /home/project/node_modules/.bin/hello fast a b from /home/project",
        "",
    ]
    assert ran("npm test", files=files)[1] == 6
    assert "no registry is set" in ran("npm install left-pad", files=files)[0]
    assert "install, ci, uninstall, run" in ran("npm publish", files=files)[0]
    assert "npm install NAME" in ran("npx left-pad", files=files)[0]


def test_chmod_takes_the_modes_of_posix() -> None:
    modes = ["600", "u=rwx,go=rx", "a-x", "g+w", "o=", "g=r,o+w", "+x", "go=u", "-w", "u+X"]
    for mode in modes:
        files = {"a.txt": ""}
        script = f"chmod 640 a.txt; chmod {mode} a.txt; ls -l a.txt | cut -c1-10; chmod -R u+rX ."
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "a.txt").touch()
            real = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=True)
        assert ran(script, files=files) == (real.stdout, 0), mode
    assert "is no mode" in ran("chmod u+q a.txt", files={"a.txt": ""})[0]


def test_what_is_not_here_says_why() -> None:
    output, status = ran("npx vite")
    assert status == 127
    assert "needs a registry" in output
    assert ran("grep '(' < /dev/null -E")[1] == 2


def test_traps_run_at_signals_and_at_the_end() -> None:
    assert ran("trap 'echo end $?' EXIT; echo body; exit 3") == ("body\nend 3\n", 3)
    assert ran("trap 'echo end; exit 4' 0; true") == ("end\n", 4)
    assert ran("trap 'echo told' USR1; kill -USR1 $$; echo after; trap - USR1; trap") == ("told\nafter\n", 0)
    assert ran("trap 'echo x' NONE; echo $?")[0].endswith("\n1\n")
    assert ran("trap 'it is' TERM; trap; (trap)") == ("trap -- 'it is' SIGTERM\n", 0)
