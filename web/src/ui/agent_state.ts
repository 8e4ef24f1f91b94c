/** Changing one's own state, what comes after the call, and the queues to join; what was refused and why. */

import { del, get, post, problemText, put } from "../api";
import { _ } from "../i18n";
import { myState } from "../live/state";
import type { AgentState, QueueChoice, ShiftView } from "../wire";
import { announce } from "./announce";
import { closeMenus } from "./menu";
import { reasonWord, stateWord } from "./state";
import { refresh } from "./view";

const LAST_REASON = "cti.pause";

let refused = "";
let asked: ShiftView | null = null;
let chosen: QueueChoice[] = [];

/** Why the last change was refused, until the next try. */
export const refusal = (): string => refused;

/** What is unfinished, while the end of the shift waits for an answer. */
export const endingShift = (): ShiftView | null => asked;

export const queueChoices = (): QueueChoice[] => chosen;

export function isBusy(agent: AgentState): boolean {
  return agent.state === "talking" || agent.state === "ringing";
}

/** "Paused · Meal", "Offline". */
export function stateAndReason(state: AgentState["state"], reason: string | null): string {
  return [stateWord(state), state === "paused" ? reasonWord(reason) : ""].filter(Boolean).join(" · ");
}

/** The reason to offer first: the one chosen last. */
export const lastReason = (): string | null => localStorage.getItem(LAST_REASON);

async function attempt(change: () => Promise<unknown>, said?: string): Promise<void> {
  try {
    refused = "";
    await change();
    if (said) announce(said);
  } catch (error) {
    refused = problemText(error);
  }
  refresh();
}

function remember(reason?: string): void {
  if (reason) localStorage.setItem(LAST_REASON, reason);
}

/** Asks for another state; during a call it comes after it. */
export async function goTo(state: "ready" | "paused" | "offline", reason?: string): Promise<void> {
  closeMenus();
  asked = null;
  remember(reason);
  await attempt(() => post("/agent/state", reason ? { state, reason } : { state }));
}

export async function planNext(state: "paused" | "offline", reason?: string): Promise<void> {
  closeMenus();
  asked = null;
  remember(reason);
  const said = _("After this call: {state}", { state: stateAndReason(state, reason ?? null) });
  await attempt(() => put("/agent/next", reason ? { state, reason } : { state }), said);
}

export async function cancelNext(): Promise<void> {
  closeMenus();
  await attempt(() => del("/agent/next"), _("Nothing special comes after this call."));
}

/** Ends the shift; asks first when something is unfinished. In a call it is the end after it. */
export async function endShift(): Promise<void> {
  await attempt(async () => {
    const shift = await get<ShiftView>("/agent/shift");
    const { open_work, uncoded } = shift.unfinished;
    const own = isBusy(myState()) ? 1 : 0;
    if (open_work - own + uncoded > 0 && !asked) asked = shift;
    else await goTo("offline");
  });
}

export function stay(): void {
  asked = null;
  closeMenus();
  refresh();
}

export async function fetchQueues(): Promise<void> {
  await attempt(async () => (chosen = (await get<{ items: QueueChoice[] }>("/agent/queues")).items));
}

export async function toggleQueue(queue: string): Promise<void> {
  const before = chosen;
  chosen = chosen.map((one) => (one.queue === queue ? { ...one, chosen: !one.chosen } : one));
  await attempt(() => put("/agent/queues", { queues: chosen.filter((one) => one.chosen).map((one) => one.queue) }));
  if (refused) chosen = before;
  refresh();
}
