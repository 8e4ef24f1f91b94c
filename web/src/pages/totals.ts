/** Sums over call records, for the reports. Pure. */

import type { Call } from "../wire";

export interface Totals {
  key: string;
  calls: number;
  answered: number;
  abandoned: number;
  waited: number;
  talked: number;
}

const none = (key: string): Totals => ({ key, calls: 0, answered: 0, abandoned: 0, waited: 0, talked: 0 });

function add(total: Totals, call: Call): void {
  total.calls += 1;
  total.waited += call.waited_s;
  total.talked += call.talk_s;
  if (call.reason === "completed") total.answered += 1;
  if (call.reason === "abandoned") total.abandoned += 1;
}

/** Totals by what `keyOf` gives; calls without a key are left out. Largest first. */
export function totalsBy(calls: Call[], keyOf: (call: Call) => string | null): Totals[] {
  const totals = new Map<string, Totals>();
  for (const call of calls) {
    const key = keyOf(call);
    if (key === null) continue;
    const total = totals.get(key) ?? none(key);
    add(total, call);
    totals.set(key, total);
  }
  return [...totals.values()].sort((a, b) => b.calls - a.calls);
}

export function totalOf(calls: Call[]): Totals {
  return totalsBy(calls, () => "")[0] ?? none("");
}

/** Calls by hour of the local day: 24 counts. */
export function byHour(calls: Call[]): number[] {
  const hours = new Array<number>(24).fill(0);
  for (const call of calls) {
    const hour = new Date(call.started_at).getHours();
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return hours;
}
