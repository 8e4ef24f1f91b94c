"""Which tests share a worker: those with one real Asterisk, those with one browser, else those of a file."""

import pytest

ROOMS = ("tests/pbx/", "tests/browser/")
"""Folders whose tests share something too dear to be started in every worker."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Called by pytest-xdist, when it is there."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    class ByRoom(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            room = next((room for room in ROOMS if nodeid.startswith(room)), None)
            return room or nodeid.partition("::")[0]

    return ByRoom(config, log)
