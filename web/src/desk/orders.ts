/** What the agent asks of a call: sent to the server, or to the browser's own phone. What becomes of it comes
 * back as frames; a refusal is kept here in words until the next order. */

import { post, problemText } from "../api";
import { browserPhone } from "../ui/browser_phone";
import { live } from "../live/state";
import { _ } from "../i18n";
import { announce } from "../ui/announce";
import { refresh } from "../ui/view";
import type { Action, ActionName, Controls } from "../wire";

/** Why the last order was not carried out, and of which call; of no interest any more when the call has moved on. */
let refusal: { callId: string; text: string; phase: string | undefined } | null = null;
/** Orders on their way, by call and action: pressed again they are not sent again. */
const underway = new Set<string>();

export function controlsOf(callId: string): Controls | null {
  return live.controls.get(callId) ?? null;
}

export function refusalOf(callId: string): string {
  return refusal?.callId === callId && refusal.phase === controlsOf(callId)?.phase ? refusal.text : "";
}

export function say(callId: string, text: string): void {
  refusal = text ? { callId, text, phase: controlsOf(callId)?.phase } : null;
  if (text) announce(text);
  refresh();
}

const PATHS: Record<ActionName, string> = {
  answer: "answer", hangup: "hangup", hold: "hold", resume: "resume", mute: "mute", transfer: "transfer", consult: "transfer",
  complete: "complete", return: "return", swap: "swap", conference: "conference", park: "park", retrieve: "retrieve", keys: "keys",
  record: "recording", pause_recording: "recording",
};

/** True when the order was taken. `body` as the API wants it. */
export async function order(callId: string, name: ActionName, body?: unknown): Promise<boolean> {
  const action: Action | undefined = controlsOf(callId)?.actions[name];
  if (action && !action.can) {
    say(callId, _(action.why ?? ""));
    return false;
  }
  if (action?.by === "browser") return byBrowser(callId, name);
  const mark = `${callId}/${name}`;
  if (underway.has(mark)) return false;
  underway.add(mark);
  try {
    await post(`/calls/${callId}/${PATHS[name]}`, body);
    say(callId, "");
    return true;
  } catch (error) {
    say(callId, problemText(error));
    return false;
  } finally {
    underway.delete(mark);
  }
}

function byBrowser(callId: string, name: ActionName): boolean {
  const phone = browserPhone();
  if (!phone) {
    say(callId, _("Your phone is in a browser, but not in this one."));
    return false;
  }
  if (name === "answer") phone.answer();
  else phone.hold(name === "hold");
  say(callId, "");
  return true;
}
