"""Views of the shelf: with and without async, with forms, sessions, streams and the database."""

import asyncio
from collections.abc import AsyncIterator

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

from library_site.library.models import Book

GIVEN_UP: list[str] = []


class BookForm(forms.ModelForm):
    """The form for a new book."""

    class Meta:
        model = Book
        fields = ("title",)


def shelf(request: HttpRequest) -> HttpResponse:
    """Show the books and a form for another."""
    form = BookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        request.session["last"] = form.cleaned_data["title"]
        return redirect("shelf")
    last = request.session.get("last", "none")
    return render(request, "library/shelf.html", {"books": Book.objects.all(), "form": form, "last": last})


async def books(request: HttpRequest) -> JsonResponse:
    """Answer with the titles, read by the asynchronous methods of the ORM."""
    return JsonResponse({"titles": [book.title async for book in Book.objects.order_by("id")]})


async def slow(request: HttpRequest) -> HttpResponse:
    """Wait in asyncio."""
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(asyncio.sleep(0.01))
    return HttpResponse("slept")


async def count(request: HttpRequest) -> StreamingHttpResponse:
    """Send numbers as they come."""

    async def numbers() -> AsyncIterator[str]:
        for number in range(3):
            await asyncio.sleep(0.01)
            yield f"{number} "

    return StreamingHttpResponse(numbers(), content_type="text/plain")


async def fails(request: HttpRequest) -> HttpResponse:
    """Raise."""
    raise LookupError("a fault of the view")


async def waits(request: HttpRequest) -> HttpResponse:
    """Wait until the page has gone."""
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        GIVEN_UP.append("waits")
        raise
    return HttpResponse()


async def given_up(request: HttpRequest) -> JsonResponse:
    """Answer with what was cancelled."""
    return JsonResponse({"names": GIVEN_UP})
