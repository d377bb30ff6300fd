"""Tables of the library."""

from django.db import models


class Book(models.Model):
    """A book on the shelf."""

    title = models.CharField(max_length=100)
    added = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title
