"""The interface of backends: what an engine and its windows do for the host, and what they tell it."""
