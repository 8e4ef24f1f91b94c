"""One look at one PBX: asks everything that can be asked without doing harm, and says what was found."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Sequence

from cti.ami import actions
from cti.ami.actions import checked
from cti.ami.link_times import LinkTimes
from cti.clock import Clock
from cti.config import Config, Pbx
from cti.doctor import call_control, filters, queue_options, rights, softphones, version
from cti.doctor.conf_section import Section, sections
from cti.doctor.ear import Ear
from cti.doctor.finding import Finding, advice, fix, ok
from cti.errors import LinkError, LoginRefused

_COMES_BACK_S = 2.0
_CLOCKS_APART_S = 1.0
_WRITE_TIMEOUT_MS = 1000
_YES = ("yes", "true", "y", "t", "1", "on")
"""What Asterisk takes for yes."""


async def visit(
    config: Config, pbx: Pbx, clock: Clock, times: LinkTimes | None = None, browsers: Sequence[str] = ()
) -> list[Finding]:
    """Everything there is to say of this PBX. `browsers`: endpoints whose phone is a browser."""
    ear = Ear(pbx, clock, times)
    try:
        await ear.connect()
        taken = ok(f"PBX {pbx.name} at {pbx.host}:{pbx.port} takes the log-in")
        return [taken, *await _look(config, ear), *await softphones.about(ear, browsers)]
    except LoginRefused as refusal:
        return [fix(str(refusal), "", "manager.conf", *_account(pbx))]
    except LinkError as error:
        return [fix(str(error), "see `bindaddr` and `port` in [general] of manager.conf, and the firewall")]
    finally:
        ear.hang_up()


def _account(pbx: Pbx) -> tuple[str, ...]:
    return (
        f"[{pbx.username}]",
        "secret = ...",
        f"read = {','.join(rights.READ)}",
        f"write = {','.join(rights.WRITE)}",
        "writetimeout = 5000",
    )


async def _look(config: Config, ear: Ear) -> list[Finding]:
    settings = await ear.seen(actions.core_settings())
    release = settings.headers.get("AsteriskVersion", "") if settings else ""
    section = await _section(ear, ear.pbx.username)
    denied = [name for name in rights.TRIED if await ear.refusal({"Action": name}) == rights.DENIED]
    found = [version.about(release)] if release else []
    found += [await _clock(ear), rights.to_write(denied, section)]
    found += [rights.to_read(section, await _within(ear.booted)), *await _user_event(ear)]
    if section is None:
        found.append(_blind())
    else:
        found += [_write_timeout(section), _event_times(await _section(ear, "general"))]
        found += filters.about(section, version.version_of(release))
    found += [*await _context(ear), *await _trunks(ear), *await _queues(config, ear)]
    return [*found, *await call_control.about(config, ear)]


async def _section(ear: Ear, name: str) -> Section | None:
    """One section of manager.conf: the account's or the general one; nobody else's, for secrets are in it."""
    answer = await ear.seen(actions.get_config("manager.conf", name))
    found = sections(answer.headers) if answer else []
    return next((each for each in found if each.name == name), None)


def _blind() -> Finding:
    return advice(
        "manager.conf cannot be seen: writetimeout and event filters are not checked",
        "let `write` of the account name `system` while the doctor looks",
    )


def _write_timeout(section: Section) -> Finding:
    given = section.get("writetimeout") or "100"
    if given.isdecimal() and int(given) >= _WRITE_TIMEOUT_MS:
        return ok(f"writetimeout is {given} ms")
    return advice(
        f"writetimeout is {given} ms: a short pause of the network or of this machine ends the link",
        "give it more time",
        "manager.conf",
        "writetimeout = 5000",
    )


def _event_times(general: Section | None) -> Finding:
    if ((general and general.get("timestampevents")) or "").lower() in _YES:
        return ok("events say when they happened (timestampevents)")
    return advice(
        "events do not say when they happened: what a busy network or machine brings late counts from then",
        "let them, then `manager reload`",
        "manager.conf",
        "[general]",
        "timestampevents = yes",
    )


async def _clock(ear: Ear) -> Finding:
    """A pong carries the PBX's time."""
    before = ear.clock.now().timestamp()
    pong = await ear.ask(actions.ping())
    after = ear.clock.now().timestamp()
    try:
        apart = float(pong.headers["Timestamp"]) - (before + after) / 2
    except (KeyError, ValueError):
        return advice("the PBX does not tell its time", "compare its clock with this machine's")
    if abs(apart) <= _CLOCKS_APART_S:
        return ok(
            f"answers a ping in {(after - before) * 1000:.1f} ms, clocks agree ({apart * 1000:+.0f} ms)"
        )
    way = "ahead of" if apart > 0 else "behind"
    return fix(
        f"its clock is {abs(apart):.1f} s {way} this machine's", "run NTP (for example chrony) on both"
    )


async def _user_event(ear: Ear) -> list[Finding]:
    """An event of ours that comes back proves that events arrive; needs `user`, which the server does not."""
    mark = secrets.token_hex(8)
    came = ear.watch_for(f"Mark: {mark}\r\n".encode())
    before = ear.clock.monotonic()
    if await ear.refusal(checked({"Action": "UserEvent", "UserEvent": "CtiDoctor", "Mark": mark})):
        return []
    if await _within(came):
        return [ok(f"an event comes back in {(ear.clock.monotonic() - before) * 1000:.1f} ms")]
    return [advice("an event sent by us (UserEvent) does not come back", "see `read` and `eventfilter`")]


async def _within(event: asyncio.Event) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), _COMES_BACK_S)
    return event.is_set()


async def _context(ear: Ear) -> list[Finding]:
    context = ear.pbx.context
    refusal = await ear.refusal(actions.show_dialplan(context))
    if not refusal.startswith("Did not find context"):
        return []
    return [fix(f"the dialplan has no context {context}", "correct `context` of [[pbx]] in config.toml")]


async def _trunks(ear: Ear) -> list[Finding]:
    """Lines of config.toml that the PBX does not know: calls from outside would look like calls of ours."""
    found = []
    for trunk in ear.pbx.trunks:
        kind, _, name = trunk.partition("/")
        if kind.upper() != "PJSIP":
            continue
        refusal = await ear.refusal(actions.show_endpoint(name))
        if refusal.startswith("Unable to retrieve endpoint"):
            found.append(
                fix(
                    f"the PBX has no line {trunk}",
                    "correct `trunks` of [[pbx]] in config.toml: `pjsip show endpoints`",
                )
            )
    return found


async def _queues(config: Config, ear: Ear) -> list[Finding]:
    status = await ear.seen(actions.queue_status(), rows=True)
    if status is None:
        return [advice("the queues cannot be seen", "see `write` of the account")]
    answer = await ear.seen(actions.get_config("queues.conf"))
    found = queue_options.about(config, sections(answer.headers) if answer else None, status.rows)
    if answer is None:
        found.append(
            advice("queues.conf cannot be seen: queue options are not checked", "compare them by hand")
        )
    return found
