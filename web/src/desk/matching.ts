/** Who is calling: the candidates with their reasons, a search, a new customer; what is typed stays per work item. */

import { get, post, put, query } from "../api";
import { live } from "../live/state";
import { takeAnswer } from "../live/reduce";
import { formOf, type CustomerForm } from "../ui/customer_form";
import { fetchMine } from "../ui/today";
import { renewPast } from "../ui/timeline_state";
import { behindFrame, refresh, whenDrawn } from "../ui/view";
import type { Call, Candidate, Customer, CustomerDraft, History, LastSaid, Page, Work } from "../wire";

export interface Matching {
  mode: "shown" | "choosing" | "new" | "editing" | "also";
  form: CustomerForm | null;
  searched: string;
  found: Customer[];
  problem: string;
}

const matchings = new Map<string, Matching>();
const histories = new Map<string, History>();
/** Customers who called again since their history was asked for. */
const calledAgain = new Set<string>();

/** Known customer: shown; several: choose; none: a new one with the number filled in. */
export function matchingOf(work: Work): Matching {
  const known = matchings.get(work.work_id);
  if (known) return known;
  const isNew = !work.customer && !work.pop.candidates.length;
  const mode = work.customer ? "shown" : isNew ? "new" : "choosing";
  const made: Matching = { mode, form: null, searched: "", found: [], problem: "" };
  if (mode === "new") made.form = newForm(work);
  matchings.set(work.work_id, made);
  return made;
}

/** A customer is being written and not saved yet: other work must wait until the agent asks for it. */
export function hasUnsavedForm(work: Work): boolean {
  const matching = matchings.get(work.work_id);
  return (matching?.mode === "new" || matching?.mode === "editing") && (matching.form?.edited ?? false);
}

function newForm(work: Work): CustomerForm {
  const { number, name } = work.pop.caller;
  return formOf({ name: name ?? "" }, number ? [number] : []);
}

/** The server or another tab chose, or said that it is somebody else: show it, unless something is being typed here. */
export function follow(work: Work): void {
  const matching = matchings.get(work.work_id);
  if (!matching || matching.form?.edited || matching.searched) return;
  if (work.customer && matching.mode !== "shown" && matching.mode !== "also") matching.mode = "shown";
  else if (!work.customer && matching.mode === "shown") {
    matching.mode = work.pop.candidates.length ? "choosing" : "new";
    matching.form = matching.mode === "new" ? newForm(work) : null;
  }
}

export function setMode(work: Work, mode: Matching["mode"]): void {
  const matching = matchingOf(work);
  matching.mode = mode;
  if (mode === "shown") matching.form = null;
  if (mode === "new") matching.form ??= newForm(work);
  if (mode === "also") whenDrawn(() => document.querySelector<HTMLElement>(".find-customer")?.focus());
  if (mode === "editing" && work.customer) {
    const numbers = work.customer.numbers.map((one) => one.raw);
    matching.form = formOf(work.customer, numbers);
  }
  refresh();
}

export async function choose(work: Work, customerId: string): Promise<void> {
  const matching = matchingOf(work);
  const { version } = live.work;
  try {
    takeAnswer(live, await post<Work>(`/work/${work.work_id}/customer`, { customer_id: customerId }), version);
    Object.assign(matching, { mode: "shown", form: null, searched: "", found: [], problem: "" });
  } catch (error) {
    matching.problem = error instanceof Error ? error.message : String(error);
  }
  refresh();
}

export async function create(work: Work, draft: CustomerDraft): Promise<void> {
  const customer = await post<Customer>("/customers", draft);
  await choose(work, customer.customer_id);
}

export async function saveEdit(work: Work, draft: CustomerDraft): Promise<void> {
  const { customer } = work;
  if (!customer) return;
  const saved = await put<Customer>(`/customers/${customer.customer_id}`, { ...draft, version: customer.version });
  const current = live.work.get(work.work_id);
  if (current) live.work.set(work.work_id, { ...current, customer: saved });
  else work.customer = saved; // finished: it is only on the screen
  Object.assign(matchingOf(work), { mode: "shown", form: null });
}

let timer = 0;

/** Searches 250 ms after the last key. */
export function search(work: Work, text: string): void {
  const matching = matchingOf(work);
  matching.searched = text;
  clearTimeout(timer);
  timer = window.setTimeout(async () => {
    const found = text.trim() ? await foundBy(work, text) : [];
    if (matching.searched === text) matching.found = found;
    refresh();
  }, 250);
}

/** The candidates whose name, organisation or extension holds what is searched. */
export function fitting(work: Work): Candidate[] {
  const text = matchingOf(work).searched.trim().toLowerCase();
  const holds = (one: Candidate): boolean => [one.name, one.organisation, one.extension].some((word) => word?.toLowerCase().includes(text));
  return text ? work.pop.candidates.filter(holds) : work.pop.candidates;
}

/** Behind a switchboard its people come first: those listed, then all of the organisation, then everybody. */
async function foundBy(work: Work, text: string): Promise<Customer[]> {
  const { shared } = work.pop;
  if (shared?.kind === "switchboard" && fitting(work).length) return [];
  const organisations = shared?.kind === "switchboard" ? [shared.organisation, null] : [null];
  for (const organisation of organisations) {
    const { items } = await get<Page<Customer>>(`/customers${query({ q: text, organisation, limit: 8 })}`);
    if (items.length) return items;
  }
  return [];
}

/** The customer's past: what came with the pop at once, the whole when fetched. */
export function historyOf(work: Work): History | null {
  const customer = work.customer;
  if (!customer) return null;
  const fetched = histories.get(customer.customer_id);
  if (fetched && calledAgain.delete(customer.customer_id)) behindFrame(() => renewHistory(customer.customer_id));
  if (fetched) return fetched;
  const popped = work.pop.customer?.customer_id === customer.customer_id ? work.pop.customer : null;
  const first = { calls: popped?.last_calls ?? [], open: popped?.open ?? [], last: lastOf(popped?.last_calls ?? []) };
  histories.set(customer.customer_id, first);
  behindFrame(() => void fetchHistory(customer.customer_id));
  return first;
}

function lastOf(calls: Call[]): LastSaid | null {
  const last = calls.find((call) => call.disposition || call.note);
  return last ? { call_id: last.call_id, at: last.started_at, agent: last.agent, disposition: last.disposition, note: last.note } : null;
}

/** The history that is known may be old by now; it is fetched when it is shown. */
export function callsAgain(customerId: string): void {
  if (histories.has(customerId)) calledAgain.add(customerId);
}

export function renewHistory(customerId: string): void {
  void fetchHistory(customerId);
  renewPast(customerId);
}

async function fetchHistory(customerId: string): Promise<void> {
  try {
    histories.set(customerId, await get<History>(`/customers/${customerId}/history`));
    refresh();
  } catch {
    // What came with the pop stays on the screen; the next call fetches again.
  }
}

/** Shows what is left of the customer's and the agent's own open matters. */
export function followUpClosed(customerId: string | null): void {
  void fetchMine();
  if (customerId && histories.has(customerId)) renewHistory(customerId);
}
