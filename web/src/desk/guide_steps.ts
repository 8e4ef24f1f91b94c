/** Which step of the guided first call fits what the desk shows. Pure. */

import type { AgentStateName } from "../wire";
import type { Phase } from "./selection";

export type Step = "shift" | "wait" | "ring" | "talk" | "wrap_up" | "done";

const OF_PHASE: Partial<Record<Phase, Step>> = { ringing: "ring", talking: "talk", held: "talk", wrap_up: "wrap_up", unfinished: "wrap_up" };

/** The call leads; once it is written up the guide is done and stays so. A missed call is waited out. */
export function stepAfter(step: Step, phase: Phase | null, state: AgentStateName): Step {
  if (step === "done") return "done";
  const now = phase ? OF_PHASE[phase] : undefined;
  if (now) return now;
  if ((step === "talk" || step === "wrap_up") && (phase === "closed" || phase === null)) return "done";
  return state === "offline" ? "shift" : "wait";
}
