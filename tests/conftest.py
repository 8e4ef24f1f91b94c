"""The order of the files: those that wait for a real PBX alternate with those that work a browser, so that
workers beside each other wait and compute at the same time; the many quick ones fill up the end."""

from itertools import chain, groupby, zip_longest
from pathlib import Path

import pytest

_HERE = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    of_pbx, of_browser = (sorted(_in(folder, files), key=len, reverse=True) for folder in ("pbx", "browser"))
    alternating = list(chain.from_iterable(zip_longest(of_pbx, of_browser, fillvalue=list[pytest.Item]())))
    quick = [tests for tests in files if tests not in alternating]
    items[:] = chain.from_iterable(alternating + quick)


def _in(folder: str, files: list[list[pytest.Item]]) -> list[list[pytest.Item]]:
    return [tests for tests in files if tests[0].path.relative_to(_HERE).parts[0] == folder]
