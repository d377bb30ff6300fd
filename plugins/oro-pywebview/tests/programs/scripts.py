"""Python runs scripts in a page, and hears of the window."""

import oro_pywebview as webview


def told(name):
    def tell(*args):
        print("event", name, *args)

    return tell


def later(value):
    print("resolved", value)
    window.load_html("<!doctype html><title>Another</title><h1>another</h1>")
    print("after loading", window.evaluate_js("document.querySelector('h1').textContent"))
    print("url", window.get_current_url())
    window.expose(late)
    window.evaluate_js("pywebview.api.late('now')")


def late(when):
    print("late", when)
    window.destroy()


def run(window, word):
    print("word", word)
    print("value", window.evaluate_js("const text = 'a value'\n'the last is ' + text"))
    print("object", window.evaluate_js("({ list: [1, 2.5, null], nested: { is: true } })"))
    try:
        window.evaluate_js("nothing.at.all")
    except webview.JavascriptException as error:
        print("threw", error.args[0]["name"])
    window.run_js("globalThis.ran = 7")
    print("ran", window.evaluate_js("globalThis.ran"))
    window.load_css("h1 { color: rgb(1, 2, 3) }")
    print("colour", window.evaluate_js("getComputedStyle(document.querySelector('h1')).color"))
    window.title = "Other"
    print("size", window.width, window.height)
    window.resize(500, 410)
    window.evaluate_js("new Promise(resolve => setTimeout(resolve, 10, 'after a while'))", later)


if __name__ == "__main__":
    window = webview.create_window("Scripts", html="<!doctype html><h1>scripts</h1>", width=640, height=480)
    for name in ("shown", "loaded", "closing", "closed"):
        event = getattr(window.events, name)
        event += told(name)
    window.events.resized += lambda width, height: print("resized", width, height)
    webview.start(run, (window, "hello"))
    print("ended")
