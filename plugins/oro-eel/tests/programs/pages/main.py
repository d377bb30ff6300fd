"""Several windows with sizes of their own, one made from a template, and what happens when they close."""

import sys

import oro_eel as eel

eel.init("web")

seen = {}


@eel.expose
def here(page, width, height):
    seen[page] = (width, height)
    print("there is", page, width, height)
    if len(seen) == 2:
        eel.show("third.html")
    if len(seen) == 3:
        eel.leave("second.html")


def closed(page, others):
    print("closed", page, sorted(others))
    if page == "second.html":
        eel.leave("third.html")
    elif not others or page == "third.html":
        sys.exit(5)


eel.start(
    "templates/first.html",
    "second.html",
    jinja_templates="templates",
    size=(500, 400),
    geometry={"second.html": {"size": (320, 260), "position": (40, 50)}},
    close_callback=closed,
)
