"""The order of the tests, and which go to one worker: those of a file, and all that look at the same calls
played on a real PBX. Files that wait for a PBX alternate with those that work a browser, so that workers wait
and compute at the same time; the many quick ones fill up the end."""

from itertools import chain, groupby, zip_longest
from pathlib import Path

import pytest

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    of_pbx, of_browser = (sorted(_in(folder, files), key=len, reverse=True) for folder in ("pbx", "browser"))
    alternating = list(chain.from_iterable(zip_longest(of_pbx, of_browser, fillvalue=list[pytest.Item]())))
    quick = [tests for tests in files if tests not in alternating]
    items[:] = chain.from_iterable(alternating + quick)


def _group(item: pytest.Item) -> str:
    if isinstance(item, pytest.Function) and "perform" in item.fixturenames:
        return "performed once"
    return str(item.path.relative_to(_HERE))


def _in(folder: str, files: list[list[pytest.Item]]) -> list[list[pytest.Item]]:
    return [tests for tests in files if tests[0].path.relative_to(_HERE).parts[0] == folder]
