"""Run a module of the app as a program and end, if this start asks for it; see `oro_framework.interpreter`."""

import sys

if sys.argv[1:2] == ["--oro-play"] and len(sys.argv) > 2:
    import os
    import runpy

    for _name in ("LD_LIBRARY_PATH", "LIBPATH", "DYLD_LIBRARY_PATH"):
        _before = os.environ.pop(f"{_name}_ORIG", None)
        if _before is not None:
            os.environ[_name] = _before
        elif getattr(sys, "_MEIPASS", "\0") in os.environ.get(_name, ""):
            del os.environ[_name]
    _module = sys.argv[2]
    del sys.argv[1:3]
    try:
        runpy.run_module(_module, run_name="__main__", alter_sys=True)
    except SystemExit as _end:
        if _end.code not in (None, 0) and not isinstance(_end.code, int):
            print(_end.code, file=sys.stderr)
        _code = _end.code if isinstance(_end.code, int) else int(_end.code is not None)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_code & 0xFF)
    except BaseException:
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
