/** Which call's work the desk shows, and in what phase each is. */

import { boot } from "../boot";
import { serverNow } from "../live/clock";
import { live, myState } from "../live/state";
import { isWritingNow } from "../ui/keys";
import type { LiveCall, Work } from "../wire";
import { hasUnsavedForm } from "./matching";

export type Phase = "ringing" | "talking" | "held" | "wrap_up" | "unfinished" | "missed" | "closed";

/** The work on the screen; kept when the server closes it, so that nothing vanishes under the eye. */
let shown: Work | null = null;

/** The call as it is now when it is ours at this moment. */
export function liveCall(work: Work): LiveCall | null {
  const call = live.calls.get(work.call_id);
  return call && call.agent === boot.user?.name ? call : null;
}

function inWrapUp(work: Work): boolean {
  const agent = myState();
  if (work.wrap_up_until) return Date.parse(work.wrap_up_until) > serverNow();
  return agent.state === "wrap_up" && agent.call_id === work.call_id;
}

export function phaseOf(work: Work): Phase {
  if (!live.work.has(work.work_id)) return "closed";
  const call = liveCall(work);
  if (call?.state === "ringing" || call?.state === "talking" || call?.state === "held") return call.state;
  if (!work.answered_at) return "missed";
  return inWrapUp(work) ? "wrap_up" : "unfinished";
}

const isLive = (phase: Phase): boolean => phase === "ringing" || phase === "talking" || phase === "held";

/** The work shown, in its newest form. */
export function shownWork(): Work | null {
  if (shown) shown = live.work.get(shown.work_id) ?? shown;
  return shown;
}

export function select(work: Work): void {
  shown = work;
}

/** The work of the call of this moment: it has the call column, even while other work is shown beside it. */
export function frontWork(): Work | null {
  const current = shownWork();
  if (current && isLive(phaseOf(current))) return current;
  return [...live.work.values()].find((work) => isLive(phaseOf(work))) ?? current;
}

/** Open work besides the one shown: live calls first, then oldest first. */
export function otherWork(): Work[] {
  const others = [...live.work.values()].filter((work) => work.work_id !== shown?.work_id);
  const rank = (work: Work): number => (isLive(phaseOf(work)) ? 0 : 1);
  return others.sort((a, b) => rank(a) - rank(b) || a.created_at.localeCompare(b.created_at));
}

/** The next of the open items, for the key N and after finishing. */
export function selectNext(): boolean {
  const next = otherWork()[0];
  if (next) select(next);
  return next !== undefined;
}

/** Writing beside the call column, where another call's work would take the place of the text. */
function isWriting(): boolean {
  return isWritingNow() && document.activeElement?.closest(".column.customer, .column.right") !== null;
}

const isKept = (work: Work): boolean => isWriting() || hasUnsavedForm(work);

function isBusy(work: Work): boolean {
  const phase = phaseOf(work);
  return phase === "talking" || phase === "held" || phase === "wrap_up" || isKept(work);
}

/** A new pop comes to the front unless the agent is still at work with another call. */
export function offer(work: Work): void {
  const current = shownWork();
  if (!current || !isBusy(current)) select(work);
}

/** What kept a ringing call back is over: now it comes to the front, unless the agent is writing. */
export function giveWay(): void {
  const current = shownWork();
  if (!current || phaseOf(current) !== "closed" || isKept(current)) return;
  const ringing = otherWork().find((work) => phaseOf(work) === "ringing");
  if (ringing) select(ringing);
}

/** An answered call comes to the front unless the agent is typing. True when it is in front. */
export function bringForward(work: Work): boolean {
  if (shown?.work_id !== work.work_id && !(shown && isKept(shown))) select(work);
  return shown?.work_id === work.work_id;
}

/** After a snapshot: what was shown stays; else the live call, else the oldest open work. */
export function restore(): void {
  if (shown && live.work.has(shown.work_id)) return;
  const current = shown;
  shown = null;
  const first = otherWork()[0];
  shown = first ?? current;
}
