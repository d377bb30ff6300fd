"""A project of Django, as `django-admin startproject` makes one."""
