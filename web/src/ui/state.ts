/** States of agents and calls: colour, icon and word, the same on every screen. */

import { boot } from "../boot";
import { _ } from "../i18n";
import type { AgentStateName, LiveCallState } from "../wire";

export type Tone = AgentStateName | "held" | "uncertain" | "waiting";

export function stateWord(state: Tone): string {
  const words: Record<Tone, string> = {
    ready: _("Ready"),
    ringing: _("Ringing"),
    talking: _("Talking"),
    held: _("On hold"),
    wrap_up: _("Wrap-up"),
    paused: _("Paused"),
    offline: _("Offline"),
    uncertain: _("Uncertain"),
    waiting: _("Waiting"),
  };
  return words[state];
}

export function callTone(state: LiveCallState): Tone {
  if (state === "talking" || state === "held" || state === "ringing") return state;
  return "waiting";
}

/** The label of a pause reason; unknown codes as they are. */
export function reasonWord(code: string | null): string {
  if (!code) return "";
  if (code === "unanswered") return _("calls not answered");
  return boot.pause_reasons.find((reason) => reason.code === code)?.label ?? code;
}
