"""Sockets of a container's programs: what they listen on, and where they connect to.

Rules
1. A program's `listen` and `connect` wait here for their answers. Neither is let through to the kernel: this process
   copies the socket and the address and makes the call itself, so that no other thread of the program can exchange
   them between the look and the call.
2. The network namespace of a container has nothing but its loopback. What is to go out is asked of the host, which
   decides, connects in its own network, and hands the socket over; it takes the place of the program's.
3. A socket of the outside stays connected to where it was connected: to listen on it, or to connect it again, is
   refused, as it would be done in the network of the machine.
"""
