"""A program that goes on while its window is open."""

import os
import threading

import oro_eel as eel

eel.init("web")


@eel.expose
def own():
    return os.getpid(), threading.current_thread() is threading.main_thread()


eel.first("before the start")
eel.start("index.html", block=False, size=(300, 200))
print("goes on as", os.getpid())

rounds = 0
while True:
    rounds += 1
    if rounds == 3:
        print("the page adds", eel.add(19, 23)())
        eel.spawn(eel.leave)
    eel.sleep(0.1)
