"""The floor, open for one test."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.floor import Floor


@pytest.fixture
async def floor() -> AsyncIterator[Floor]:
    opened = await Floor().open()
    yield opened
    await opened.close()
