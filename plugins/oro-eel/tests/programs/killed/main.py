"""A program that is killed while its window is open."""

import os
import signal

import oro_eel as eel
import psutil

eel.init("web")
eel.start("index.html", block=False)
print("windows in", psutil.Process().children()[0].pid)
eel.ready()()
os.kill(os.getpid(), signal.SIGKILL)
