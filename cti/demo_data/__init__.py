"""Fictional customers and two scripts, so that a new call centre has something to show."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

CUSTOMERS: Final = "customers.csv"
SCRIPTS: Final = ("satisfaction.json", "sales_survey.json")


def read(name: str) -> bytes:
    """The bytes of one of the files named above."""
    return (files(__name__) / name).read_bytes()
