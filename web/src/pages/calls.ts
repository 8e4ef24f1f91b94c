/** The calls list: filters in the address, newest first. */

import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { query } from "../api";
import { boot } from "../boot";
import { _, locale } from "../i18n";
import { live } from "../live/state";
import { duration, fullTime, startOfDay, when } from "../ui/format";
import { icon } from "../ui/icon";
import { dialButton } from "../ui/dial";
import { numberText } from "../ui/number";
import { person } from "../ui/people";
import { mount, refresh } from "../ui/view";
import { directionWord, dispositionWord, reasonOf } from "../ui/words";
import type { Call } from "../wire";
import { definition } from "../board/definitions";
import { Listing } from "./listing";

type Filter = Record<"from" | "to" | "pbx" | "queue" | "agent" | "number" | "reason" | "direction" | "disposition" | "customer", string>;

const list = new Listing<Call>();
const address = new URLSearchParams(location.search);
const NAMES = ["from", "to", "pbx", "queue", "agent", "number", "reason", "direction", "disposition", "customer"] as const;
const filter = Object.fromEntries(NAMES.map((name) => [name, address.get(name) ?? ""])) as Filter;

/** A day of the date field as the moment it begins here (or ends, for `to`). */
function moment(value: string, addDays: number): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  const date = new Date(`${value}T00:00:00`);
  date.setDate(date.getDate() + addDays);
  return date.toISOString();
}

function load(): void {
  const asked = { ...filter, from: moment(filter.from, 0), to: moment(filter.to, 1), limit: 50 };
  void list.load(`/calls${query(asked)}`);
}

let timer = 0;

function set(name: keyof Filter, value: string): void {
  filter[name] = value;
  history.replaceState(null, "", `/calls${query(filter)}`);
  clearTimeout(timer);
  timer = window.setTimeout(load, 250);
  refresh();
}

function input(name: keyof Filter, label: string, type: string): TemplateResult {
  const value = type === "date" ? dayOf(filter[name]) : filter[name];
  return html`<label class="field"><span>${label}</span>
    <input type=${type} .value=${value} @input=${(event: Event) => set(name, (event.target as HTMLInputElement).value)} /></label>`;
}

/** The local day of a moment, for the date field. */
function dayOf(value: string): string {
  if (!value.includes("T")) return value;
  const date = new Date(value);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function choice(name: keyof Filter, label: string, options: [string, string][]): TemplateResult {
  return html`<label class="field"><span>${label}</span>
    <select @change=${(event: Event) => set(name, (event.target as HTMLSelectElement).value)}>
      <option value="" ?selected=${!filter[name]}>${_("All")}</option>
      ${options.map(([value, text]) => html`<option value=${value} ?selected=${filter[name] === value}>${text}</option>`)}
    </select></label>`;
}

const REASONS = ["completed", "abandoned", "no_answer", "busy", "rejected", "failed", "unknown"];

function queues(): [string, string][] {
  const names = new Set([...[...live.queues.values()].map((one) => one.queue), ...(boot.user?.queues ?? []), ...(filter.queue ? [filter.queue] : [])]);
  return [...names].sort().map((name) => [name, name]);
}

/** Agents may list only their own calls, supervisors those of everybody. */
function agents(): [string, string][] {
  const mine = boot.user?.name ?? "";
  const names = new Map(Object.entries(boot.people).filter(([name]) => boot.user?.role !== "agent" || name === mine));
  if (filter.agent) names.set(filter.agent, names.get(filter.agent) ?? filter.agent);
  return [...names].sort(([, one], [, other]) => one.localeCompare(other, locale()));
}

function filters(): TemplateResult {
  return html`<form class="filters" role="search" aria-label=${_("Filter the calls")} @submit=${(event: Event) => event.preventDefault()}>
    ${input("number", _("Number, in any form"), "search")}
    ${choice("queue", _("Queue"), queues())}
    ${choice("agent", _("Agent"), agents())}
    ${choice("reason", _("Result"), REASONS.map((code) => [code, reasonOf(code)]))}
    ${choice("direction", _("Direction"), ["inbound", "outbound", "internal"].map((code) => [code, directionWord(code)]))}
    ${choice("disposition", _("Outcome"), [["none", _("Not coded")], ...boot.dispositions.map((one): [string, string] => [one.code, dispositionWord(one.code)])])}
    ${input("from", _("From"), "date")}${input("to", _("To"), "date")}
    <button type="button" class="quiet" @click=${today}>${_("Today")}</button>
    <button type="button" class="quiet" @click=${clear}>${_("All calls")}</button>
  </form>`;
}

function today(): void {
  filter.to = "";
  set("from", dayOf(startOfDay()));
}

function clear(): void {
  for (const name of NAMES) filter[name] = "";
  set("number", "");
}

function row(call: Call): TemplateResult {
  return html`<tr class=${call.certain ? "" : "stale"}>
    <td><a href="/calls/${call.call_id}"><time datetime=${call.started_at} title=${fullTime(call.started_at)}>${when(call.started_at)}</time></a></td>
    <td>${icon(call.direction)} ${directionWord(call.direction)}</td>
    <td>${numberText(call.caller.number) === nothing ? _("Number withheld") : html`${numberText(call.caller.number)} ${dialButton(call.caller.number, call.call_id)}`}
      ${call.customer_id ? html`<a href="/customers/${call.customer_id}">${call.customer_name ?? call.caller.name ?? _("Customer")}</a>` : (call.caller.name ?? "")}</td>
    <td>${call.queue ?? ""}</td>
    <td>${person(call.agent)}</td>
    <td>${call.ended_at ? reasonOf(call.reason) : _("In progress")}${call.certain ? "" : ` (${_("uncertain")})`}</td>
    <td class="figure">${duration(call.waited_s)}</td>
    <td class="figure">${duration(call.talk_s)}</td>
    <td>${dispositionWord(call.disposition)}</td>
    <td class="long">${call.note ?? ""}</td>
  </tr>`;
}

export function callsTable(calls: Call[]): TemplateResult {
  return html`<table class="list"><thead><tr>
      <th scope="col">${_("Started")}</th><th scope="col">${_("Direction")}</th><th scope="col">${_("Caller")}</th>
      <th scope="col">${_("Queue")}</th><th scope="col">${_("Agent")}</th><th scope="col">${_("Result")}</th>
      <th scope="col" class="figure">${_("Wait")}</th><th scope="col" class="figure">${_("Talk")}</th>
      <th scope="col">${_("Outcome")}</th><th scope="col">${_("Note")}</th></tr></thead>
    <tbody>${repeat(calls, (call) => call.call_id, row)}</tbody></table>`;
}

function page(): TemplateResult {
  const figure = address.get("figure");
  return html`<div class="sheet">
    <h1>${_("Calls")}</h1>
    ${figure ? html`<p class="definition">${definition(figure)}</p>` : nothing}
    ${filters()}
    ${list.items.length ? html`<div class="scroll">${callsTable(list.items)}</div>` : nothing}
    ${list.foot(_("No call matches these filters. Remove one of them, or choose “All calls”."))}
  </div>`;
}

export function callsPage(root: HTMLElement): void {
  load();
  mount(root, page);
}
