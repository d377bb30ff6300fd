"""Instances that stay: made once, their exports called again and again, each in a process of its own."""
