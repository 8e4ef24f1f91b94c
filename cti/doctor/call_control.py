"""What call control from the desk needs of a PBX: where held calls wait, feature codes, parking, numbers.

Nothing here is needed for calls as such: what is missing costs buttons of the desk, which then say why.
"""

from __future__ import annotations

from cti.ami import actions
from cti.ami.actions import checked
from cti.ami.messages import HELD_EXTEN, HOLD_CONTEXT, HOLDING_EXTEN
from cti.config import Config, Pbx
from cti.doctor.conf_section import Section, sections
from cti.doctor.ear import Ear
from cti.doctor.finding import Finding, advice, fix, ok

HOLD_LINES = (
    "[cti-hold]",
    "exten => customer,1,StartMusicOnHold()",
    " same => n,Wait(86400)",
    " same => n,Hangup()",
    "exten => agent,1,Wait(86400)",
    " same => n,Hangup()",
)
_MISSING = ("Did not find context", "Did not find extension")
_CODES = (("atxfercomplete", "*2", "code_complete"), ("atxferthreeway", "*3", "code_three_way"),
          ("atxferswap", "*4", "code_swap"))  # fmt: skip
"""features.conf, its default, and the key of config.toml that must say the same."""


async def about(config: Config, ear: Ear) -> list[Finding]:
    """Everything there is to say."""
    commands = await ear.seen(checked({"Action": "ListCommands"}))
    known = frozenset(commands.headers) if commands else frozenset()
    found = [await _hold(ear), *await _codes(ear), *await _queue_numbers(config, ear)]
    if known and "Park" not in known:
        found.append(advice("calls cannot be parked: the PBX has no action Park", "load res_parking.so"))
    if known and ear.pbx.answer_by_notify and "PJSIPNotify" not in known:
        found.append(
            fix(
                "phones of answer_by_notify cannot be asked to pick up: the PBX has no action PJSIPNotify",
                "create an empty pjsip_notify.conf and load res_pjsip_notify.so",
            )
        )
    return found


async def _hold(ear: Ear) -> Finding:
    for exten in (HELD_EXTEN, HOLDING_EXTEN):
        refusal = await ear.refusal(actions.show_extension(HOLD_CONTEXT, exten))
        if refusal.startswith(_MISSING):
            return advice(
                f"calls cannot be held from the desk: the dialplan has no {exten} in {HOLD_CONTEXT}",
                "add the place where held calls wait",
                "extensions.conf",
                *HOLD_LINES,
            )
    return ok("calls can be held from the desk (cti-hold)")


async def _codes(ear: Ear) -> list[Finding]:
    """Feature codes as features.conf has them, when it can be seen."""
    answer = await ear.seen(actions.get_config("features.conf"))
    if answer is None:
        return []
    files = {section.name: section for section in sections(answer.headers)}
    found = [_differing(ear.pbx, files.get("general"), *code) for code in _CODES]
    features = files.get("featuremap")
    if features is None or not features.get("atxfer"):
        found.append(
            advice(
                "colleagues cannot be asked from the desk: features.conf has no code for atxfer",
                "give it one, and let Queue() and Dial() have the options t and T",
                "features.conf",
                "[featuremap]",
                "atxfer => *2",
            )
        )
    return [finding for finding in found if finding is not None]


def _differing(pbx: Pbx, general: Section | None, name: str, default: str, key: str) -> Finding | None:
    there = (general.get(name) if general is not None else None) or default
    ours: str = getattr(pbx, key)
    if there == ours:
        return None
    return fix(
        f"{name} is {there} in features.conf, {key} is {ours}",
        f'set {key} = "{there}" in [[pbx]] of config.toml',
    )


async def _queue_numbers(config: Config, ear: Ear) -> list[Finding]:
    found = []
    for queue, number in config.phone.queue_numbers.items():
        refusal = await ear.refusal(actions.show_extension(ear.pbx.context, number))
        if refusal.startswith(_MISSING):
            found.append(
                fix(
                    f"{number}, the number of queue {queue}, leads nowhere from {ear.pbx.context}",
                    "correct phone.queue_numbers in config.toml, or add the number to the dialplan",
                )
            )
    return found
