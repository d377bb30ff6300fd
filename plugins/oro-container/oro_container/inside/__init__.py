"""The programs that make a container's walls and run within them: the launcher, and the init of each container.

They run on their own, with one thread and nothing but the standard library (`python -I -S`), so that forking is safe
and starting is quick. Modules here import each other and the standard library only.
"""
