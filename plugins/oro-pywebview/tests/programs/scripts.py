"""Python runs scripts in a page, and hears of the window."""

import sys

import oro_pywebview as webview


def say(*words):
    """Write one line at once, for several threads write lines here."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def told(name):
    def tell(*args):
        say("event", name, *args)

    return tell


def later(value):
    say("resolved", value)
    window.load_html("<!doctype html><title>Another</title><h1>another</h1>")
    say("after loading", window.evaluate_js("document.querySelector('h1').textContent"))
    say("url", window.get_current_url())
    window.expose(late)
    window.evaluate_js("pywebview.api.late('now')")


def late(when):
    say("late", when)
    window.destroy()


def run(window, word):
    say("word", word)
    say("value", window.evaluate_js("const text = 'a value'\n'the last is ' + text"))
    say("object", window.evaluate_js("({ list: [1, 2.5, null], nested: { is: true } })"))
    try:
        window.evaluate_js("nothing.at.all")
    except webview.JavascriptException as error:
        say("threw", error.args[0]["name"])
    window.run_js("globalThis.ran = 7")
    say("ran", window.evaluate_js("globalThis.ran"))
    window.load_css("h1 { color: rgb(1, 2, 3) }")
    say("colour", window.evaluate_js("getComputedStyle(document.querySelector('h1')).color"))
    window.title = "Other"
    say("size", window.width, window.height)
    window.resize(500, 410)
    window.evaluate_js("new Promise(resolve => setTimeout(resolve, 10, 'after a while'))", later)


if __name__ == "__main__":
    window = webview.create_window("Scripts", html="<!doctype html><h1>scripts</h1>", width=640, height=480)
    for name in ("shown", "loaded", "closing", "closed"):
        event = getattr(window.events, name)
        event += told(name)
    window.events.resized += lambda width, height: say("resized", width, height)
    webview.start(run, (window, "hello"))
    say("ended")
