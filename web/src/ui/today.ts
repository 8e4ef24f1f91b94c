/** The agent's own figures of today, from the calls list: calls, average handling time, callbacks due, missed. */

import { html, nothing, type TemplateResult } from "lit-html";
import { get, query } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { live, myState } from "../live/state";
import type { Call, Page } from "../wire";
import { duration, percent, startOfDay } from "./format";
import { refresh } from "./view";

const CALLBACK_DAYS = 30;

/** The agent's calls of the last days, newest first; empty until fetched. */
let mine: Call[] = [];

export async function fetchMine(): Promise<void> {
  if (!boot.user?.extension) return;
  const from = startOfDay(CALLBACK_DAYS);
  mine = (await get<Page<Call>>(`/calls${query({ agent: boot.user.name, from, limit: 200 })}`)).items;
  refresh();
}

function myLegs(call: Call): Call["legs"] {
  return call.legs.filter((leg) => leg.agent === boot.user?.name);
}

const isToday = (call: Call): boolean => call.started_at >= startOfDay();

export function answeredToday(): Call[] {
  return mine.filter((call) => isToday(call) && myLegs(call).some((leg) => leg.answered_at));
}

export function missedToday(): Call[] {
  return mine.filter((call) => isToday(call) && myLegs(call).length > 0 && !myLegs(call).some((leg) => leg.answered_at));
}

/** Open follow-ups promised for today or before, soonest first. */
export function callbacksDue(): Call[] {
  const tomorrow = startOfDay(-1);
  const due = mine.filter((call) => call.follow_up_open && call.follow_up_at && call.follow_up_at < tomorrow);
  return due.sort((a, b) => (a.follow_up_at ?? "").localeCompare(b.follow_up_at ?? ""));
}

/** Average handling time in seconds: talk, hold and wrap-up of the agent's own legs. */
export function handlingTime(calls: Call[]): number {
  const legs = calls.flatMap(myLegs).filter((leg) => leg.answered_at);
  const total = legs.reduce((sum, leg) => sum + leg.talk_s + leg.hold_s + leg.wrap_up_s, 0);
  return legs.length ? total / legs.length : 0;
}

/** Service level over the agent's queues, weighted by their calls. */
function serviceLevel(): number | null {
  const names = new Set([...(boot.user?.queues ?? []), ...myState().queues]);
  const queues = [...live.queues.values()].filter((one) => names.has(one.queue));
  const offered = queues.reduce((sum, one) => sum + one.answered + one.abandoned, 0);
  const inTime = queues.reduce((sum, one) => sum + one.answered_in_service_level, 0);
  return offered ? (100 * inTime) / offered : null;
}

export function todayFigures(): TemplateResult | typeof nothing {
  if (!boot.user?.extension || boot.user.role !== "agent") return nothing;
  const calls = answeredToday();
  return html`<dl class="today" aria-label=${_("Today")}>
    <div title=${_("Calls you answered today")}><dt>${_("Answered")}</dt><dd>${calls.length}</dd></div>
    <div title=${_("Average handling time: talk, hold and wrap-up")}>
      <dt>${_("AHT")}</dt><dd>${calls.length ? duration(handlingTime(calls)) : "–"}</dd></div>
    <div title=${_("Service level of your queues today")}><dt>${_("SL")}</dt><dd>${percent(serviceLevel())}</dd></div>
  </dl>`;
}
