"""The lines of pjsip.conf that make an endpoint for a phone in the browser; the testbed runs on them.

One contact per agent: a browser that registers takes the place of the one before. A browser that vanishes
in mid-call is given up after `rtp_timeout` seconds without sound.
"""

from __future__ import annotations

from typing import Final

_LINES: Final = """\
[{name}]
type = endpoint
webrtc = yes
disallow = all
allow = alaw,ulaw
direct_media = no
connected_line_method = update
timers = no
rtp_timeout = 120
context = {context}
aors = {name}
auth = {name}
callerid = "{shown}" <{extension}>

[{name}]
type = auth
auth_type = userpass
username = {name}
password = {secret}

[{name}]
type = aor
max_contacts = 1
remove_existing = yes
"""


def softphone_lines(name: str, secret: str, *, context: str, extension: str, shown: str) -> str:
    """`name` is the endpoint's, of device PJSIP/`name`; `shown` the caller name colleagues see."""
    plain = "".join(sign for sign in shown if sign not in '"\\;' and sign.isprintable())
    return _LINES.format(name=name, secret=secret, context=context, extension=extension, shown=plain)
