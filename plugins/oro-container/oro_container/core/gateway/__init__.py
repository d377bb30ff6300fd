"""Requests handed to guests, and their answers: CGI for one request, frames for many. No I/O."""
