"""`cti import`: what is printed, what is stored, when it fails."""

from __future__ import annotations

import asyncio
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cti.cli.import_ import ImportFailed, command
from cti.errors import CtiError, ScriptInvalid, UsageError
from db.engine import open_database

DEMO = Path(str(files("cti.demo_data")))


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'cti.db'}"
    monkeypatch.setenv("CTI_DATABASE__URL", url)
    monkeypatch.chdir(tmp_path)
    return url


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def failure(*arguments: str | Path) -> CtiError:
    result = run(*arguments)
    assert isinstance(result.exception, CtiError)
    return result.exception


@pytest.mark.usefixtures("url")
def test_customers_go_in_and_a_second_import_changes_nothing() -> None:
    assert run("customers", DEMO / "customers.csv").stdout == (
        "customers: 40 created, 0 updated, 0 unchanged, 0 bad\n"
    )
    assert run("customers", DEMO / "customers.csv").stdout == (
        "customers: 0 created, 0 updated, 40 unchanged, 0 bad\n"
    )


@pytest.mark.usefixtures("url")
def test_bad_rows_are_listed_on_stderr_and_the_rest_goes_in(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text("name,phone\nA,13800138001\nB,none\n")
    result = run("customers", file)
    assert result.exit_code == 0
    assert result.stderr == "row 3: 'none' is not a phone number (several are separated by ;)\n"
    assert result.stdout == "customers: 1 created, 0 updated, 0 unchanged, 1 bad\n"


@pytest.mark.usefixtures("url")
def test_an_import_without_a_good_row_fails(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("name,phone\nB,none\n")
    error = failure("customers", file)
    assert isinstance(error, ImportFailed)
    assert (error.exit_status, error.code) == (1, "import_failed")


@pytest.mark.usefixtures("url")
def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    error = failure("customers", tmp_path / "nothing.csv")
    assert isinstance(error, UsageError)
    assert str(error).endswith("cannot be read: No such file or directory")


async def test_what_was_imported_is_audited(url: str) -> None:
    await asyncio.to_thread(run, "customers", DEMO / "customers.csv")
    database = await open_database(url)
    (entry,) = await database.audit.list()
    await database.close()
    assert (entry.action, entry.subject, entry.detail["created"]) == (
        "customers_imported",
        "customers.csv",
        "40",
    )


@pytest.mark.usefixtures("url")
def test_a_script_is_published_and_the_same_one_keeps_its_version() -> None:
    for _ in range(2):
        assert (
            run("script", DEMO / "satisfaction.json").stdout == "script satisfaction: version 1, 11 items\n"
        )


@pytest.mark.usefixtures("url")
def test_a_script_with_mistakes_names_the_file_and_every_mistake(tmp_path: Path) -> None:
    file = tmp_path / "talk.json"
    file.write_text('{"name": "Talk", "title": {"zh_CN": "话", "en": ""}, "items": []}')
    error = failure("script", file)
    assert isinstance(error, ScriptInvalid)
    assert [problem.split(": ")[:2] for problem in error.problems] == [
        ["talk.json", "name"],
        ["talk.json", "title"],
        ["talk.json", "items"],
    ]


@pytest.mark.usefixtures("url")
def test_a_spreadsheet_is_no_script(tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    file.write_bytes(b"PK\x03\x04")
    assert str(failure("script", file)) == "form.xlsx is a spreadsheet: scripts are read from JSON files"
