"""Importing into a real store: known customers are brought up to date, nobody comes twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cti import demo_data
from cti.customers.importing import drafts
from cti.customers.model import CustomerDraft
from cti.records.customer_import import ImportReport, import_customers
from db.engine import Database, open_database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(f"sqlite:///{tmp_path / 'cti.db'}")
    yield opened
    await opened.close()


async def load(database: Database, text: str) -> ImportReport:
    return await import_customers(drafts(text.encode()), database.customers)


async def test_the_demo_customers_go_in_once(database: Database) -> None:
    data = demo_data.read(demo_data.CUSTOMERS)
    first = await import_customers(drafts(data), database.customers)
    second = await import_customers(drafts(data), database.customers)
    assert (first.good, first.bad) == ({"created": 40}, [])
    assert (second.good, second.bad) == ({"unchanged": 40}, [])
    assert await database.customers.count() == 40


async def test_without_an_id_the_same_name_on_the_same_number_is_the_same_customer(
    database: Database,
) -> None:
    await load(database, "name,phone\n王芳,13800138001\n")
    report = await load(database, "name,phone,note\n王芳,+86 138 0013 8001,好\n李伟,13800138001,\n")
    assert report.good == {"updated": 1, "created": 1}
    found = {one.name: one for one in await database.customers.by_number_key("+8613800138001")}
    assert found.keys() == {"王芳", "李伟"}
    assert found["王芳"].note == "好"
    assert found["王芳"].numbers[0].raw == "13800138001"


async def test_the_external_id_finds_a_customer_whose_name_and_number_changed(database: Database) -> None:
    await load(database, "name,phone,external_id,ward,note\n王芳,13800138001,7,3,旧\n")
    report = await load(database, "name,phone,external_id,bed\n王小芳,13800138002,7,12\n")
    customer = await database.customers.by_external_id("7")
    assert report.good == {"updated": 1}
    assert customer is not None
    assert (customer.name, customer.note, customer.fields) == ("王小芳", "旧", {"ward": "3", "bed": "12"})
    assert [number.key for number in customer.numbers] == ["+8613800138002"]


async def test_a_customer_known_by_number_takes_on_the_external_id(database: Database) -> None:
    await load(database, "name,phone\n王芳,13800138001\n")
    await load(database, "name,phone,external_id\n王芳,13800138001,7\n")
    assert await database.customers.count() == 1
    assert await database.customers.by_external_id("7") is not None


async def test_the_same_name_and_number_under_another_id_is_another_customer(database: Database) -> None:
    await load(database, "name,phone,external_id\n王芳,13800138001,7\n")
    report = await load(database, "name,phone,external_id\n王芳,13800138001,8\n")
    assert report.good == {"created": 1}


async def test_bad_rows_are_listed_and_the_good_ones_go_in(database: Database) -> None:
    report = await load(database, "name,phone\nA,13800138001\n,13800138002\nB,x\nC,13800138003\n")
    assert report.good == {"created": 2}
    assert [number for number, _ in report.bad] == [3, 4]


async def test_a_row_the_store_refuses_is_a_bad_row(database: Database) -> None:
    rows = [(2, CustomerDraft(name="", external_id="1")), (3, CustomerDraft(name="B", external_id="2"))]
    seen: list[int] = []
    report = await import_customers(rows, database.customers, on_row=lambda now: seen.append(len(now.bad)))
    assert report.bad == [(2, "a customer needs a name")]
    assert report.good == {"created": 1}
    assert seen == [1, 1]
