"""The server on loopback: its port, and the handshake of WebSockets."""
