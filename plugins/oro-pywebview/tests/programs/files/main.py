"""Pages that are files, several windows, and values that Python and a page share."""

import threading

import oro_pywebview as webview

done = threading.Event()


def changed(kind, name, value):
    print("python hears", kind.value, name, value)
    if name == "answer":
        done.set()


def run():
    first.events.loaded.wait()
    first.state.question = {"of": "life"}
    done.wait(20)
    print("answer", first.state.answer)
    third = webview.create_window("Third", html="<h1>third</h1>", width=300, height=200)
    print("third", third.evaluate_js("document.querySelector('h1').textContent"), len(webview.windows))
    second.load_url("pages/other.html?from=python")
    print("second", second.evaluate_js("document.title + location.search"))
    print("address", second.get_current_url().partition("/other")[1])
    for window in (third, second, first):
        window.destroy()
        window.events.closed.wait(20)
    try:
        first.set_title("closed")
    except webview.WebViewException as error:
        print("closed:", error)


if __name__ == "__main__":
    first = webview.create_window("First", "pages/index.html", width=400, height=300)
    second = webview.create_window("Second", "pages/other.html", width=350, height=250, min_size=(200, 200))
    first.state += changed
    webview.start(run, private_mode=True)
