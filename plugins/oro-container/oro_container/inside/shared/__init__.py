"""The place of namespaces in a container that has none of its own, and shares the machine's.

Rules
1. Whatever a call reaches is looked at by the init before it is made: the process of a signal, the file whose
   permissions change, the address of a socket. What is decided by memory or descriptors of the program the init does
   itself, on a copy; what is decided by numbers goes on to the kernel.
2. A container has an address of the machine's loopback to itself. Its programs listen there whatever address they
   asked for, and reach nothing else there than each other.
3. All that was started in it is below its init, which those become children of whose parents end; a keeper that its
   programs cannot reach ends them when the init ends.
"""
