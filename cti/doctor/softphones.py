"""What phones in the browser need of a PBX: its HTTP server with the websocket, endpoints for browsers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cti.ami import actions
from cti.config import Config, Pbx
from cti.doctor.conf_section import sections
from cti.doctor.ear import Ear
from cti.doctor.finding import Finding, advice, fix, ok

_ON = ("yes", "true", "1", "on", "y", "t")
_HTTP_LINES = ("[general]", "enabled = yes", "bindaddr = 127.0.0.1", "bindport = 8088")


def settings(config: Config) -> list[Finding]:
    """What config.toml says of phones in the browser; nothing where there are none."""
    found = []
    taking = [pbx for pbx in config.pbx if pbx.websocket]
    if taking and not config.web.secret_key:
        change = "set it to a long random text: `openssl rand -hex 32`"
        found.append(fix("[web] secret_key is empty: no account can have a phone in the browser", change))
    for pbx in taking:
        if config.web.public_url.startswith("https://") and pbx.websocket.startswith("ws://"):
            what = f"[[pbx]] {pbx.name}: browsers refuse {pbx.websocket} on a page reached by https"
            found.append(fix(what, "give `websocket` as wss://, see docs/asterisk.md"))
    return found


async def about(ear: Ear, names: Sequence[str]) -> list[Finding]:
    """`names`: the endpoints of the accounts whose phone is the browser."""
    pbx = ear.pbx
    if not names:
        return []
    if not pbx.websocket:
        what = f"{len(names)} accounts have a phone in the browser, but [[pbx]] {pbx.name} has no `websocket`"
        return [fix(what, "say where browsers reach the PBX, for example wss://HOST:8089/ws")]
    found = await _http(ear) + await _ice(ear)
    for name in names:
        found += await _endpoint(ear, name)
    return found or [ok(f"{len(names)} phones in the browser can register at {pbx.websocket}")]


async def _http(ear: Ear) -> list[Finding]:
    answer = await ear.seen(actions.get_config("http.conf", "general"))
    general = next(iter(sections(answer.headers)), None) if answer else None
    if answer is None:
        return [advice("http.conf cannot be seen: the websocket is not checked", "see `http show status`")]
    if general is None or (general.get("enabled") or "no").lower() not in _ON:
        return [fix("Asterisk's HTTP server is off: browsers cannot register", "", "http.conf", *_HTTP_LINES)]
    return []


async def _ice(ear: Ear) -> list[Finding]:
    answer = await ear.seen(actions.get_config("rtp.conf", "general"))
    general = next(iter(sections(answer.headers)), None) if answer else None
    if general is None or (general.get("icesupport") or "yes").lower() in _ON:
        return []
    return [fix("ICE is off: no sound to and from browsers", "", "rtp.conf", "[general]", "icesupport = yes")]


async def _endpoint(ear: Ear, name: str) -> list[Finding]:
    answer = await ear.seen(actions.show_endpoint(name), rows=True)
    rows = {row.get("Event"): row for row in answer.rows} if answer else {}
    endpoint, aor = rows.get("EndpointDetail"), rows.get("AorDetail")
    if endpoint is None:
        change = f"add it with the lines of `cti user softphone {name}`"
        return [fix(f"the PBX has no phone PJSIP/{name}", change, "pjsip.conf")]
    if endpoint.get("Webrtc", "").lower() not in _ON:
        return [fix(f"PJSIP/{name} is not made for a browser", "", "pjsip.conf", f"[{name}]", "webrtc = yes")]
    return _contacts(name, aor) if aor else []


def _contacts(name: str, aor: Mapping[str, str]) -> list[Finding]:
    if aor.get("RemoveExisting", "").lower() in _ON and aor.get("MaxContacts") == "1":
        return []
    lines = (f"[{name}]", "type = aor", "max_contacts = 1", "remove_existing = yes")
    what = f"PJSIP/{name} may be registered twice: calls could ring in a browser that is gone"
    return [advice(what, "let the last browser take the place of the one before", "pjsip.conf", *lines)]


def endpoints(pbx: Pbx, home: str, accounts: Iterable[tuple[str | None, str | None]]) -> list[str]:
    """Names of PJSIP endpoints among (PBX, device) of accounts; `home` is the PBX of those that name none."""
    own = [device for name, device in accounts if (name or home) == pbx.name and device]
    return [device.partition("/")[2] for device in own if device.upper().startswith("PJSIP/")]
