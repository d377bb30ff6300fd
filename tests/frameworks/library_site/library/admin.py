"""Lets staff edit books."""

from django.contrib import admin

from library_site.library.models import Book

admin.site.register(Book)
