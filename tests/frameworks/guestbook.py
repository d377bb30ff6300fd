"""A project of Flask: a form, a session, templates, and a stream."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, Response, abort, redirect, render_template_string, request, session, url_for

app = Flask(__name__)
app.secret_key = "only-for-tests"
entries: list[str] = []
PAGE = """<!doctype html>
<title>Guests</title>
<ul>{% for entry in entries %}<li>{{ entry }}</li>{% endfor %}</ul>
<p id="who">{{ session.get("name", "nobody") }}</p>
<form method="post" action="{{ url_for('sign') }}"><input name="name"><button>Sign</button></form>
"""


@app.get("/")
def book() -> str:
    """Show the book."""
    return render_template_string(PAGE, entries=entries)


@app.post("/sign")
def sign() -> Response:
    """Keep a name."""
    session["name"] = request.form["name"]
    entries.append(request.form["name"])
    return redirect(url_for("book"))  # type: ignore[return-value]


@app.get("/numbers")
def numbers() -> Response:
    """Send numbers as they come."""

    def made() -> Iterator[str]:
        for number in range(3):
            yield f"{number} "

    return Response(made(), mimetype="text/plain")


@app.route("/echo", methods=["PUT", "PATCH", "DELETE"])
def echo() -> Response:
    """Send back what came."""
    return Response(request.method.encode() + b" " + request.get_data())


@app.get("/missing")
def missing() -> Response:
    """Refuse."""
    abort(404)
