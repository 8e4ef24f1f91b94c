"""Makes a SIPp script from the acts of a phone.

Passes through: `Desk` and `Caller` in, the XML of one script out. Starts nothing.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from cti.testbed.acts import (
    Act,
    Acts,
    Caller,
    Consult,
    Desk,
    Forward,
    Hand,
    Hold,
    Obey,
    Press,
    Refuse,
    Ring,
    Talk,
)

_FOR_EVER_MS: Final = 24 * 3600 * 1000
_NOTICE_S: Final = 1.3
"""How long after its REFER a phone listens to what becomes of it before it hangs up."""

_SECOND_LINE_S: Final = 2.0
"""How long it waits at most for the PBX to end its second line."""

_LAST: Final = "[last_Via:]\n[last_From:]\n[last_To:]{tag}\n[last_Call-ID:]\n[last_CSeq:]\n"
_CONTACT: Final = "Contact: <sip:phone@[local_ip]:[local_port]>\n"
_ALLOW: Final = "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, INFO, NOTIFY, REFER\n"
_SDP_TYPE: Final = "Content-Type: application/sdp\n"
_SOUND: Final = '<nop><action><exec rtp_stream="sound.al,-1,8,PCMA/8000"/></action></nop>'


class _Line(msgspec.Struct, frozen=True):
    """One SIP dialog as its requests name it."""

    uri: str
    local: str
    remote: str
    call_id: str = "[call_id]"


def called(desk: Desk, pbx: str) -> str:
    """The script of a phone that is called."""
    script = _Script(pbx, desk.audio)
    script.put(
        '<Global variables="calls"/>',
        '<recv request="INVITE"><action>'
        '<ereg regexp=".*" search_in="hdr" header="From:" assign_to="caller"/>'
        '<ereg regexp=".*" search_in="hdr" header="To:" assign_to="self"/>'
        '<ereg regexp="[0-9]+" search_in="hdr" header="CSeq:" assign_to="cseq"/>'
        '<ereg regexp=".*" search_in="hdr" header="Via:" assign_to="via"/>'
        '<add assign_to="calls" value="1"/>',
        *(_is_call(n) for n in range(2, len(desk.calls) + 1)),
        "</action></recv>",
        *(f'<nop next="call{n}" test="is{n}"/>' for n in range(len(desk.calls), 1, -1)),
    )
    line = _Line(f"sip:{pbx}", "[$self];tag=phone-[pid]-[call_number]", "[$caller]")
    for n, acts in enumerate(desk.calls, 1):
        script.put(f'<label id="call{n}"/>')
        script.perform(acts, line)
    return script.xml("caller,self,cseq,calls,via")


def calling(caller: Caller, origin: str, pbx: str) -> str:
    """The script of a phone that dials; `origin` is its From header."""
    script = _Script(pbx, caller.audio)
    line = _Line(f"sip:{caller.dials}@{pbx}", f" {origin};tag=caller-[pid]", "[$remote]")
    asserted = f"P-Asserted-Identity: {origin}\nPrivacy: id\n" if caller.private else ""
    script.dial(line, f"<sip:{caller.dials}@{pbx}>", "remote", headers=asserted)
    script.perform(caller.acts, line)
    return script.xml("remote")


def _is_call(n: int) -> str:
    return f'<test assign_to="is{n}" variable="calls" compare="greater_than_equal" value="{n}"/>'


class _Script:
    """The script so far; labels and sequence numbers are given out in order."""

    def __init__(self, pbx: str, audio: bool) -> None:
        self._pbx = pbx
        self._audio = audio
        self._parts: list[str] = []
        self._given = 0
        self._variables: set[str] = set()

    def put(self, *parts: str) -> None:
        self._parts += parts

    def xml(self, variables: str) -> str:
        """The whole document; every variable must be mentioned once more, or SIPp refuses."""
        known = ",".join(sorted({*variables.split(","), *self._variables}))
        end = f'<label id="end"/><Reference variables="{known}"/>'
        begin = '<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="acts">'
        return "\n".join((begin, *self._parts, end, "</scenario>"))

    def perform(self, acts: Acts, line: _Line) -> None:
        """All acts, then a hang-up."""
        for act in acts:
            self._act(act, line)
        if not isinstance(acts[-1], Refuse | Forward | Hand | Consult):
            self._hang_up(line)

    def _act(self, act: Act, line: _Line) -> None:
        match act:
            case Ring():
                self._ring(act)
            case Obey():
                self._obey()
            case Refuse():
                self._turn_away("486 Busy Here", "")
            case Forward():
                self._turn_away("302 Moved Temporarily", f"Contact: <sip:{act.to}@{self._pbx}>\n")
            case Talk():
                self._wait(act.s)
            case Hold():
                self._invite_again(line, "sendonly")
                self._wait(act.s)
                self._invite_again(line, "sendrecv")
            case Press():
                self._press(line, act.keys)
            case Hand():
                self._refer(line, f"<sip:{act.to}@{self._pbx}>")
                self._part(line, _NOTICE_S)
            case Consult():
                self._consult(line, act)

    def dial(self, line: _Line, to: str, remote: str, *, early: bool = False, headers: str = "") -> None:
        """Dials; `remote` becomes the variable with the other side's To header."""
        self._variables.add(remote)
        cseq = self._number()
        known = f'<action><ereg regexp=".*" search_in="hdr" header="To:" assign_to="{remote}"/></action>'
        self._send("INVITE", line, cseq, _ALLOW + _CONTACT + headers, _sdp("sendrecv", cseq), to)
        self.put('<recv response="100" optional="true"/>')
        if early:
            self.put(f'<recv response="180">{known}</recv>')
            return
        self.put('<recv response="180" optional="true"/>', '<recv response="183" optional="true"/>')
        self.put(f'<recv response="200">{known}</recv>')
        self._send("ACK", line, cseq)
        self._speak()

    def _ring(self, act: Ring) -> None:
        answer = self._label()
        self._reply("180 Ringing", _CONTACT, own_tag=True)
        self.put(f'<recv request="CANCEL" timeout="{_ms(act.s)}" ontimeout="{answer}"/>')
        self._reply("200 OK", "")
        self._turn_away("487 Request Terminated", "", cseq="CSeq: [$cseq] INVITE\n")
        self.put(f'<label id="{answer}"/>')
        self._reply("200 OK", _ALLOW + _CONTACT, _sdp("sendrecv", 1), own_tag=True)
        self.put('<recv request="ACK"/>')
        self._speak()

    def _obey(self) -> None:
        """The INVITE is answered after the NOTIFY was: its headers were kept."""
        self._reply("180 Ringing", _CONTACT, own_tag=True)
        self.put('<recv request="NOTIFY"/>')
        self._reply("200 OK", "")
        invite = (
            "Via:[$via]\nFrom:[$caller]\nTo:[$self];tag=phone-[pid]-[call_number]\n"
            "[last_Call-ID:]\nCSeq: [$cseq] INVITE\n"
        )
        headers = f"{invite}{_ALLOW}{_CONTACT}{_SDP_TYPE}Content-Length: [len]"
        text = f"SIP/2.0 200 OK\n{headers}\n\n{_sdp('sendrecv', 1)}"
        self.put(f'<send retrans="500"><![CDATA[\n{text}]]></send>', '<recv request="ACK"/>')
        self._speak()

    def _turn_away(self, status: str, headers: str, cseq: str = "[last_CSeq:]\n") -> None:
        tag = ";tag=phone-[pid]-[call_number]"
        last = _LAST.format(tag=tag).replace("[last_CSeq:]\n", cseq)
        text = f"SIP/2.0 {status}\n{last}{headers}Content-Length: 0\n\n"
        self.put(f'<send retrans="500"><![CDATA[\n{text}]]></send>')
        self.put('<recv request="ACK"/>', '<nop next="end"/>')

    def _wait(self, seconds: float | None) -> None:
        """Until the time is over; a hang-up of the other side ends the script, its re-INVITE is answered."""
        waiting, again, over = self._label(), self._label(), self._label()
        limit = f'timeout="{_ms(seconds)}" ontimeout="{over}"'
        self.put(
            f'<label id="{waiting}"/>',
            f'<recv request="INVITE" optional="true" next="{again}" {limit}/>',
            f'<recv request="BYE" {limit}/>',
        )
        self._reply("200 OK", "", then="end")
        self.put(f'<label id="{again}"/>')
        self._reply("200 OK", _ALLOW + _CONTACT, _sdp("sendrecv", self._number()))
        self.put('<recv request="ACK"/>', f'<nop next="{waiting}"/>', f'<label id="{over}"/>')

    def _invite_again(self, line: _Line, direction: str) -> None:
        cseq = self._number()
        self._send("INVITE", line, cseq, _CONTACT, _sdp(direction, cseq))
        self.put('<recv response="100" optional="true"/>', '<recv response="200"/>')
        self._send("ACK", line, cseq)

    def _press(self, line: _Line, keys: str) -> None:
        for key in keys:
            body = f"Signal={key}\nDuration=120\n"
            self._send("INFO", line, self._number(), "Content-Type: application/dtmf-relay\n", body)
            self.put('<recv response="200"/>')
            self._wait(0.15)

    def _refer(self, line: _Line, to: str) -> None:
        headers = f"{_CONTACT}Refer-To: {to}\nReferred-By: <sip:phone@[local_ip]>\n"
        self._send("REFER", line, self._number(), headers)
        self.put('<recv response="202"/>')

    def _consult(self, line: _Line, act: Consult) -> None:
        """The second line is a dialog of the same SIPp call: its Call-ID ends with that of the first."""
        self._invite_again(line, "sendonly")
        number, to = self._number(), f"sip:{act.to}@{self._pbx}"
        mine, theirs = f"consult-[pid]-{number}-[call_number]", f"target{number}"
        own_name = line.local.partition(";tag=")[0]
        second = _Line(to, f"{own_name};tag={mine}", f"[${theirs}]", "two///[call_id]")
        self.dial(second, f"<{to}>", theirs, early=act.early)
        self._wait(act.s)
        tag = self._tag_of(theirs)
        self._refer(line, f"<{to}?Replaces=two///[call_id]%3Bto-tag%3D[${tag}]%3Bfrom-tag%3D{mine}>")
        if act.early:
            self.put('<recv response="603"/>')
            self._send("ACK", second, number + 1)
        self._part(line, _NOTICE_S if act.early else _SECOND_LINE_S)

    def _tag_of(self, variable: str) -> str:
        """The variable that holds the tag of the header in `variable`."""
        whole, tag = f"{variable}whole", f"{variable}tag"
        self._variables |= {whole, tag}
        self.put(
            f'<nop><action><ereg regexp="tag=(.*)" search_in="var" variable="{variable}" '
            f'assign_to="{whole},{tag}"/></action></nop>'
        )
        return tag

    def _part(self, line: _Line, patience_s: float) -> None:
        """The PBX ends the second line if there is one, the phone the first."""
        over = self._label()
        self.put(f'<recv request="BYE" timeout="{_ms(patience_s)}" ontimeout="{over}"/>')
        self._reply("200 OK", "")
        self.put(f'<label id="{over}"/>')
        self._hang_up(line)

    def _hang_up(self, line: _Line) -> None:
        self._send("BYE", line, self._number())
        self.put('<recv response="200" next="end"/>')

    def _speak(self) -> None:
        if self._audio:
            self.put(_SOUND)

    def _send(
        self, method: str, line: _Line, cseq: int, headers: str = "", body: str = "", to: str | None = None
    ) -> None:
        self._given += 1
        retrans = "" if method == "ACK" else ' retrans="500"'
        headers += _SDP_TYPE if body.startswith("v=0") else ""
        self.put(
            f"<send{retrans}><![CDATA[\n{method} {line.uri} SIP/2.0\n"
            f"Via: SIP/2.0/UDP [local_ip]:[local_port];branch=z9hG4bK-{self._given}-[pid]-[call_number]\n"
            f"From:{line.local}\nTo: {to or line.remote}\nCall-ID: {line.call_id}\nCSeq: {cseq} {method}\n"
            f"Max-Forwards: 70\n{headers}Content-Length: [len]\n\n{body}]]></send>"
        )

    def _reply(
        self, status: str, headers: str, body: str = "", *, own_tag: bool = False, then: str | None = None
    ) -> None:
        tag = ";tag=phone-[pid]-[call_number]" if own_tag else ""
        headers += _SDP_TYPE if body else ""
        attributes = (f' next="{then}"' if then else "") + (' retrans="500"' if body else "")
        self.put(
            f"<send{attributes}><![CDATA[\nSIP/2.0 {status}\n{_LAST.format(tag=tag)}{headers}"
            f"Content-Length: [len]\n\n{body}]]></send>"
        )

    def _label(self) -> str:
        self._given += 1
        return f"l{self._given}"

    def _number(self) -> int:
        self._given += 1
        return self._given


def _sdp(direction: str, version: int) -> str:
    lines: Iterable[str] = (
        "v=0",
        f"o=phone 1 {version} IN IP4 [local_ip]",
        "s=-",
        "c=IN IP4 [media_ip]",
        "t=0 0",
        "m=audio [media_port] RTP/AVP 8",
        "a=rtpmap:8 PCMA/8000",
        f"a={direction}",
    )
    return "\n".join(lines) + "\n"


def _ms(seconds: float | None) -> int:
    return _FOR_EVER_MS if seconds is None else max(1, round(seconds * 1000))
