"""Asterisk's queue_log and CDR files become rows."""

from datetime import UTC, datetime
from pathlib import Path

from cti.testbed.books import QueueLogRow, read_cdr, read_queue_log


def test_a_queue_log_line_becomes_a_row_with_its_own_columns(tmp_path: Path) -> None:
    book = tmp_path / "queue_log"
    book.write_text("1795290902|1795290900.0|support|Agent 1001|CONNECT|2|1795290900.1|2\n")
    assert read_queue_log(book) == [
        QueueLogRow(
            1795290902, "1795290900.0", "support", "Agent 1001", "CONNECT", ("2", "1795290900.1", "2")
        )
    ]


def test_a_book_not_yet_begun_has_no_rows(tmp_path: Path) -> None:
    assert read_queue_log(tmp_path / "queue_log") == []
    assert read_cdr(tmp_path / "Master.csv") == []


def test_a_call_detail_record_keeps_quotes_in_names_and_knows_unanswered_calls(tmp_path: Path) -> None:
    book = tmp_path / "Master.csv"
    book.write_text(
        '"13800138017","81002","from-trunk","""王芳"" <13800138017>","PJSIP/trunk-1","PJSIP/1002-2","Dial",'
        '1795290703.250000,0.000000,1795290705.750001,"2","0","NO ANSWER","1795290703.54","1795290703.54"\n'
    )
    (row,) = read_cdr(book)
    assert (row.clid, row.answer, row.duration) == ('"王芳" <13800138017>', None, 2)
    assert row.end == datetime(2026, 11, 21, 19, 51, 45, 750001, tzinfo=UTC)
