"""Python waits for the page, sleeps, and runs more than one function at a time."""

import sys

import oro_eel as eel

eel.init("web", js_result_timeout=5000)

order = []


def count(name):
    for number in range(3):
        order.append(f"{name}{number}")
        eel.sleep(0.05)


@eel.expose
def ask():
    print("the page says", eel.double(21)())
    first, second = eel.spawn(count, "a"), eel.spawn(count, "b")
    first.join()
    second.join()
    print("in turn", order.index("b0") < order.index("a1"), len(order))
    print("nobody answers", eel.unanswered()())


@eel.expose
def stop():
    sys.exit(3)


@eel.expose
def slow():
    eel.sleep(60)
    print("never")


eel.start("index.html")
