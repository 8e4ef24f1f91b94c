"""What a script may say and ask about the talk: customer, agent, call -> texts by dotted name."""

from __future__ import annotations

from collections.abc import Mapping


def script_fields(
    *,
    customer_name: str | None = None,
    organisation: str | None = None,
    customer_fields: Mapping[str, str] | None = None,
    agent_name: str | None = None,
    extension: str | None = None,
    queue: str | None = None,
    number: str | None = None,
    dialed: str | None = None,
) -> dict[str, str]:
    """`customer.*`, `agent.*` and `call.*`; what is not known is left out. A free field never hides the
    customer's name or organisation."""
    known = {
        "customer.name": customer_name,
        "customer.organisation": organisation,
        "agent.name": agent_name,
        "agent.extension": extension,
        "call.queue": queue,
        "call.number": number,
        "call.dialed": dialed,
    }
    own = {f"customer.{name}": value for name, value in (customer_fields or {}).items()}
    return {name: value for name, value in (own | known).items() if value}
