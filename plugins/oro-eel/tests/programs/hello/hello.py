"""Python and a page greet each other."""

import oro_eel as eel

eel.init("web")


@eel.expose
def greet_python(name):
    print(f"Python is greeted by {name}")


greet_python("itself")
eel.greet_page("Python")

eel.start("hello.html", size=(300, 200))
