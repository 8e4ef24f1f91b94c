"""Passwords are hashed at the least cost that argon2 knows. The cost of the product is high on purpose, and
would be paid at each log-in of each test; the tests of the hashes themselves have it."""

from functools import partial

from argon2 import PasswordHasher

from db import passwords

_LEAST = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)


def hash_at_least_cost() -> None:
    """From now on, in this process."""
    vars(passwords)["PasswordHasher"] = _LEAST
