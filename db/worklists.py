"""What there is to call back, from the calls themselves, and who has taken what.

Missed calls and promises are no rows of their own: whether one is open follows from the calls after it
(db/open_matters.py). Rows are only what people do about them: a claim (one per entry, so that one agent
alone has it) and the attempts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select, update

from cti.worklists.model import Attempt, Claim, Missed, Promise
from db import open_matters
from db.rows import to_struct, to_values
from db.tables import callback_attempts, callback_claims
from db.transaction import Transactions, insert_if_absent

_CLAIMS, _ATTEMPTS = callback_claims.c, callback_attempts.c


class WorkLists:
    """The store behind `cti.ports.WorkListStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def missed(self, since: datetime) -> list[Missed]:
        """Calls missed since then whose callers nobody talked to afterwards, oldest first; without those
        whose number was withheld."""
        async with self._transactions.reading() as connection:
            return await open_matters.missed(connection, since)

    async def promises(self) -> list[Promise]:
        """Callbacks promised and not kept, the earliest due first."""
        async with self._transactions.reading() as connection:
            return await open_matters.promises(connection)

    async def claims(self) -> list[Claim]:
        """Everything taken, also what has expired."""
        async with self._transactions.reading() as connection:
            return [to_struct(Claim, row) for row in await connection.execute(select(callback_claims))]

    async def take(self, claim: Claim) -> bool:
        """The entry is this agent's alone until the claim expires; one's own claim is made anew. False,
        and nothing done, when somebody else has it."""
        own_or_over = or_(_CLAIMS.agent == claim.agent, _CLAIMS.expires_at <= claim.taken_at)
        async with self._transactions.writing() as connection:
            await connection.execute(delete(callback_claims).where(_CLAIMS.entry == claim.entry, own_or_over))
            return await insert_if_absent(connection, callback_claims, to_values(claim, callback_claims))

    async def change_claim(self, claim: Claim) -> None:
        """Another end or call of a claim; nothing when the agent no longer has it."""
        theirs = _CLAIMS.entry == claim.entry, _CLAIMS.agent == claim.agent
        values = {"expires_at": claim.expires_at, "call_id": claim.call_id}
        async with self._transactions.writing() as connection:
            await connection.execute(update(callback_claims).where(*theirs).values(**values))

    async def release(self, agent: str, entry: str | None = None) -> None:
        """The agent gives back one entry, or all."""
        theirs = [_CLAIMS.agent == agent] + ([_CLAIMS.entry == entry] if entry is not None else [])
        async with self._transactions.writing() as connection:
            await connection.execute(delete(callback_claims).where(*theirs))

    async def note(self, attempt: Attempt) -> None:
        """Writes an attempt, once per call; whoever has the entry gives it back."""
        async with self._transactions.writing() as connection:
            await insert_if_absent(connection, callback_attempts, to_values(attempt, callback_attempts))
            await connection.execute(delete(callback_claims).where(_CLAIMS.entry == attempt.entry))

    async def attempts(self, since: datetime) -> list[Attempt]:
        """Oldest first."""
        wanted = select(callback_attempts).where(_ATTEMPTS.at >= since)
        async with self._transactions.reading() as connection:
            rows = await connection.execute(wanted.order_by(_ATTEMPTS.at, _ATTEMPTS.attempt_id))
            return [to_struct(Attempt, row) for row in rows]
