"""The order of the tests, and which go to one worker: those of a file, and the files that look at the same
calls played on a real PBX. Files that wait for a PBX alternate with those that work a browser, so that the
workers wait and compute at the same time; the quick ones fill up the end, those of many small tests last."""

from itertools import chain, groupby, zip_longest
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling, Scheduling

from tests.dialects import share_dialects
from tests.hashing import hash_at_least_cost

_HERE = Path(__file__).parent
_PLAYED_ONCE = {f"tests/pbx/test_{name}.py" for name in ("calls", "records", "simulator_is_true", "testbed")}


def pytest_configure() -> None:
    share_dialects()
    hash_at_least_cost()


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "calls played once" if file in _PLAYED_ONCE else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    of_pbx, of_browser = (sorted(_in(folder, files), key=len, reverse=True) for folder in ("pbx", "browser"))
    alternating = list(chain.from_iterable(zip_longest(of_pbx, of_browser, fillvalue=list[pytest.Item]())))
    quick = sorted((tests for tests in files if tests not in alternating), key=len)
    items[:] = chain.from_iterable(alternating + quick)


def _in(folder: str, files: list[list[pytest.Item]]) -> list[list[pytest.Item]]:
    return [tests for tests in files if tests[0].path.relative_to(_HERE).parts[0] == folder]
