"""Both sides call each other and are called back."""

import random
import sys

import oro_eel as eel

eel.init("web")


@eel.expose
def draw():
    return random.randint(1, 6)


@eel.expose("fail")
def raise_or_not(wanted):
    if wanted:
        raise ValueError("as it was asked")
    return "all is well"


@eel.expose
def finish(seen):
    print("the page saw", *seen, sep=" | ")
    sys.exit()


def show(number):
    print("the page drew", number)


def show_error(message, stack):
    print("the page failed:", message, bool(stack))


eel.draw_in_page()(show)
eel.draw_in_page()(lambda number: print("drawn again", number))
eel.fail_in_page()(show, show_error)
eel.named_otherwise()(show)


def show_text(text):
    print("awaited in the page:", text)
    eel.end()


eel.fetch_in_page()(show_text, print)

eel.start("index.html", size=(400, 300), mode="chrome", port=0, cmdline_args=["--disable-http-cache"])
