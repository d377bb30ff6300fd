"""Find primes that take too long to find in a page: seconds, or minutes at a few thousand bits.

`cryptography` is dropping finite-field Diffie-Hellman, and with it OpenSSL's search for such primes. This file is also
run as a program, by `search.py`, so it needs nothing but Python.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from functools import cache

__all__ = ("is_prime", "safe_prime")

WINDOW = 1 << 14
"""Candidates that are sieved at once."""
SIEVE = 20_000
"""The limit of the primes used for sieving."""
ROUNDS = 64
"""Rounds of the Miller-Rabin test: a composite number passes at most one in four."""
SUITING = {2: (24, 23), 5: (60, 59)}
"""The remainder of a safe prime for which the generator reaches half of the numbers."""


def safe_prime(bits: int, generator: int) -> bytes:
    """Return a safe prime, one whose half is prime too, in big-endian bytes.

    Args:
        bits: the bits of the prime, at least 64.
        generator: 2 or 5.
    """
    step, rest = SUITING[generator]
    while True:
        start = secrets.randbits(bits) | 0b11 << (bits - 2)
        start += (rest - start) % step
        for prime in _sieved(start, step):
            if prime.bit_length() == bits and _is_safe(prime):
                return prime.to_bytes((bits + 7) // 8, "big")


def _is_safe(prime: int) -> bool:
    both = (prime >> 1, prime)
    return all(_passes(number, 1) for number in both) and all(is_prime(number) for number in both)


def is_prime(number: int) -> bool:
    """Return whether an odd number above 20,000 is prime; the chance of a wrong answer is 1 in 4^64."""
    return _passes(number, ROUNDS)


def _sieved(start: int, step: int) -> Iterator[int]:
    """Yield the candidates that have no small prime factor, and whose halves have none either."""
    alive = bytearray(b"\1") * WINDOW
    for prime in _small():
        if step % prime:
            inverse = pow(step, -1, prime)
            for left in (0, 1):
                first = (left - start) * inverse % prime
                alive[first::prime] = bytes(len(range(first, WINDOW, prime)))
    at = alive.find(1)
    while at >= 0:
        yield start + at * step
        at = alive.find(1, at + 1)


@cache
def _small() -> tuple[int, ...]:
    prime = bytearray(b"\1") * SIEVE
    for number in range(3, int(SIEVE**0.5) + 1, 2):
        if prime[number]:
            prime[number * number :: number] = bytes(len(range(number * number, SIEVE, number)))
    return tuple(number for number in range(3, SIEVE, 2) if prime[number])


def _passes(number: int, rounds: int) -> bool:
    last = number - 1
    twos = (last & -last).bit_length() - 1
    return all(_looks_prime(number, last >> twos, twos) for _ in range(rounds))


def _looks_prime(number: int, odd: int, twos: int) -> bool:
    seen = pow(2 + secrets.randbelow(number - 3), odd, number)
    if seen in (1, number - 1):
        return True
    for _ in range(twos - 1):
        seen = seen * seen % number
        if seen == number - 1:
            return True
    return False


if __name__ == "__main__":
    sys.stdout.buffer.write(safe_prime(int(sys.argv[1]), int(sys.argv[2])))
