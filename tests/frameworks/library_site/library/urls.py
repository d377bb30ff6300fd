"""URLs of the shelf."""

from django.urls import path

from library_site.library import views

urlpatterns = [
    path("", views.shelf, name="shelf"),
    path("books.json", views.books, name="books"),
    path("slow", views.slow, name="slow"),
    path("count", views.count, name="count"),
    path("fails", views.fails, name="fails"),
    path("waits", views.waits, name="waits"),
    path("given_up", views.given_up, name="given_up"),
]
