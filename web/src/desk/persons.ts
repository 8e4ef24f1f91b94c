/** What the agent says of who calls; the server remembers it for the number and answers with the work as it is now. */

import { post, problemText, put } from "../api";
import { _ } from "../i18n";
import { live } from "../live/state";
import { takeAnswer } from "../live/reduce";
import { announce } from "../ui/announce";
import { refresh } from "../ui/view";
import type { SharedKind, Work } from "../wire";
import { matchingOf, setMode } from "./matching";

/** Something can be remembered for the caller's number: it is there and none of our own. */
export const hasNumber = (work: Work): boolean => Boolean(work.pop.caller_e164 || (work.pop.caller.number && !work.pop.caller.agent));

async function say(work: Work, asked: Promise<Work>): Promise<Work | null> {
  const matching = matchingOf(work);
  const { version } = live.work;
  try {
    const answer = await asked;
    takeAnswer(live, answer, version);
    matching.problem = "";
    return answer;
  } catch (error) {
    matching.problem = problemText(error);
    refresh();
    return null;
  }
}

/** Nobody left: a new customer with the number; else who it may be among the others. */
function showWhoIsLeft(work: Work): void {
  if (work.customer) setMode(work, "shown");
  else setMode(work, work.pop.candidates.length ? "choosing" : "new");
}

export async function notThis(work: Work, customerId: string): Promise<void> {
  const answer = await say(work, post<Work>(`/work/${work.work_id}/rulings`, { customer_id: customerId, verdict: "not" }));
  if (!answer) return;
  announce(_("Set aside for this number."));
  showWhoIsLeft(answer);
}

export async function alsoThis(work: Work, customerId: string): Promise<void> {
  const answer = await say(work, post<Work>(`/work/${work.work_id}/rulings`, { customer_id: customerId, verdict: "also" }));
  if (!answer) return;
  announce(_("Remembered: calls from this number too."));
  Object.assign(matchingOf(work), { searched: "", found: [] });
  setMode(answer, "shown");
}

export async function takeBack(work: Work, rulingId: string): Promise<void> {
  const answer = await say(work, post<Work>(`/work/${work.work_id}/rulings/${rulingId}/undo`));
  if (!answer) return;
  announce(_("Taken back."));
  if (matchingOf(answer).mode === "new" && !matchingOf(answer).form?.edited) setMode(answer, "choosing");
  refresh();
}

export async function share(work: Work, kind: SharedKind | "no", organisation: string, note: string): Promise<boolean> {
  const answer = await say(work, put<Work>(`/work/${work.work_id}/shared`, { kind, organisation: organisation || null, note: note || null }));
  if (answer) announce(_("Saved for this number."));
  refresh();
  return answer !== null;
}

/** The key J: the customer shown is remembered when they were not known with this number, else somebody is looked for. */
export function alsoKey(work: Work): boolean {
  if (!hasNumber(work)) return false;
  const { customer } = work;
  const isCandidate = work.pop.candidates.some((one) => one.customer_id === customer?.customer_id);
  if (customer && !isCandidate && matchingOf(work).mode === "shown") void alsoThis(work, customer.customer_id);
  else setMode(work, "also");
  return true;
}
