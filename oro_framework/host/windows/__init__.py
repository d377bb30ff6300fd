"""Windows, their states, and the events their pages receive."""
