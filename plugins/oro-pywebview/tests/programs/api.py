"""A page calls an object of Python, functions of it that are nested, and functions that were exposed."""

import threading

import oro_pywebview as webview

PAGE = """
<!doctype html>
<title>API</title>
<script>
  const seen = [Boolean(window.pywebview?.api?.add)]
  addEventListener('pywebviewready', async () => {
    seen.push(await pywebview.api.add(20, 22))
    seen.push(await pywebview.api.heavy.work('slowly'))
    seen.push(await pywebview.api.shout('exposed'))
    try {
      await pywebview.api.fail()
    } catch (error) {
      seen.push(error instanceof Error, error.name, error.message, error.stack.includes('in fail'))
    }
    seen.push(await pywebview.api.nothing(), typeof pywebview.api._hidden, typeof pywebview.token)
    await pywebview.api.finish(seen)
  })
</script>
"""


class Heavy:
    def work(self, how):
        return {"done": how, "main": threading.current_thread() is threading.main_thread()}


class Api:
    heavy = Heavy()

    def add(self, first, second):
        return first + second

    def fail(self):
        raise LookupError("nothing was found")

    def nothing(self):
        return None

    def _hidden(self):
        return "secret"

    def finish(self, seen):
        print("seen", *seen, sep=" | ")
        webview.windows[0].destroy()


def shout(text):
    return text.upper()


if __name__ == "__main__":
    window = webview.create_window("API", html=PAGE, js_api=Api())
    window.expose(shout)
    webview.start()
    print("ended", len(webview.windows))
