/** What the phone in the browser is, in words. */

import { _ } from "../i18n";
import { wordOf } from "./quality";
import type { PhoneState, Sound, Trouble } from "./types";

const milliseconds = (value: number): string => _("{n} ms", { n: Math.round(value) });

export function soundWord(mos: number): string {
  return { good: _("Good sound"), fair: _("Fair sound"), bad: _("Bad sound") }[wordOf(mos)];
}

/** "loss 0.5 %, jitter 3 ms, round trip 21 ms". */
export function soundFigures(sound: Pick<Sound, "loss" | "jitterMs" | "rttMs">): string {
  const loss = sound.loss < 0.05 ? "0" : sound.loss.toFixed(1);
  const parts = [_("loss {n} %", { n: loss }), _("jitter {time}", { time: milliseconds(sound.jitterMs) })];
  if (sound.rttMs !== null) parts.push(_("round trip {time}", { time: milliseconds(sound.rttMs) }));
  return parts.join(" · ");
}

/** What somebody can do about it. */
export function troubleText(trouble: Trouble, detail: string | null): string {
  const texts: Record<Trouble, string> = {
    microphone: _("No access to the microphone: allow it next to the address, then answer again."),
    insecure: _("Browsers allow a phone only over https."),
    unreachable: _("The phone could not be set up; trying again."),
    script: _("The phone's program could not be loaded; trying again."),
  };
  return detail ? `${texts[trouble]} (${detail})` : texts[trouble];
}

export function registrationWord(state: PhoneState): string {
  switch (state.registration) {
    case "registered":
      return _("Ready for calls");
    case "connecting":
      return _("Connecting");
    case "lost":
      return state.talk ? _("No connection to the PBX; the call goes on") : _("No connection to the PBX");
    case "elsewhere":
      return _("Calls ring in another browser");
    case "refused":
      return state.trouble || !state.detail ? _("Not connected") : _("The PBX refuses this phone: {why}", { why: state.detail });
  }
}
