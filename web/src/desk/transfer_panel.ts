/** Whom to hand the call to, or to ask first: a panel in the call column, never over the customer. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { get, problemText } from "../api";
import { _ } from "../i18n";
import { icon } from "../ui/icon";
import { reasonWord, stateWord } from "../ui/state";
import { refresh, whenDrawn } from "../ui/view";
import type { Controls, Page, Target } from "../wire";
import { order, say } from "./orders";

let openFor: string | null = null;
let text = "";
let found: Target[] = [];
/** What was typed when `found` was looked for. */
let foundFor: string | null = null;
let chosen = 0;
let asked = 0;
let waiting: ReturnType<typeof setTimeout> | undefined;

export const isTransferOpen = (callId: string): boolean => openFor === callId;

export function toggleTransfer(callId: string): void {
  openFor = openFor === callId ? null : callId;
  text = "";
  found = [];
  foundFor = null;
  chosen = 0;
  if (!openFor) return refresh();
  void search();
  whenDrawn(() => document.querySelector<HTMLElement>(".transfer-panel input")?.focus());
}

async function search(): Promise<void> {
  const turn = ++asked;
  const wanted = text;
  try {
    const { items } = await get<Page<Target>>(`/targets?q=${encodeURIComponent(wanted)}`);
    if (turn !== asked) return;
    found = items;
    foundFor = wanted;
    chosen = 0;
  } catch (error) {
    if (openFor) say(openFor, problemText(error));
  }
  refresh();
}

function typed(event: Event): void {
  text = (event.target as HTMLInputElement).value;
  clearTimeout(waiting);
  waiting = setTimeout(() => void search(), 150);
}

async function hand(target: Target | undefined, kind: "blind" | "consult"): Promise<void> {
  const callId = openFor;
  if (!callId) return;
  const field = target?.kind === "agent" ? "agent" : target?.kind === "queue" ? "queue" : "number";
  const value = target?.value ?? text.trim();
  if (!value) return say(callId, _("Type a name or a number first."));
  const done = await order(callId, kind === "blind" ? "transfer" : "consult", { kind, [field]: value });
  if (done && openFor === callId) toggleTransfer(callId);
}

/** Whoever types and presses Enter at once means what was typed, not who stands in the list from before. */
async function handChosen(kind: "blind" | "consult"): Promise<void> {
  const callId = openFor;
  clearTimeout(waiting);
  if (foundFor !== text) await search();
  if (foundFor === text && openFor === callId) await hand(found[chosen], kind);
}

function move(by: number): void {
  if (found.length) chosen = (chosen + by + found.length) % found.length;
  refresh();
  whenDrawn(() => document.querySelector(".transfer-panel [aria-selected=true]")?.scrollIntoView({ block: "nearest" }));
}

function pressed(event: KeyboardEvent): void {
  if (event.isComposing) return;
  const acts: Record<string, () => void> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => void handChosen(event.shiftKey ? "blind" : "consult"),
    Escape: () => openFor && toggleTransfer(openFor),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function about(one: Target): TemplateResult | typeof nothing {
  if (one.kind === "agent" && one.state) {
    const word = one.reason ? reasonWord(one.reason) : stateWord(one.state);
    return html`<span class="state-${one.state}">${icon(one.state, 14)}${word}</span>`;
  }
  if (one.kind === "queue") {
    return html`<span>${_("{waiting} waiting, {ready} ready", { waiting: one.waiting ?? 0, ready: one.ready ?? 0 })}</span>`;
  }
  return html`<span>${one.kind === "number" ? _("number") : _("customer")}</span>`;
}

function row(one: Target, at: number): TemplateResult {
  const select = (): void => {
    chosen = at;
    refresh();
    document.querySelector<HTMLElement>(".transfer-panel input")?.focus();
  };
  return html`<li id="target-${at}" role="option" aria-selected=${String(at === chosen)} @click=${select}>
    <span class="name">${one.name}</span><span class="time">${one.name === one.shown ? "" : one.shown}</span>${about(one)}</li>`;
}

export function transferPanel(controls: Controls): TemplateResult | typeof nothing {
  if (openFor !== controls.call_id || !controls.actions.transfer.can) return nothing;
  return html`<section class="transfer-panel" aria-label=${_("Transfer")}>
    <input type="search" role="combobox" aria-expanded="true" aria-controls="targets" aria-activedescendant=${found.length ? `target-${chosen}` : nothing}
      autocomplete="off" aria-label=${_("Colleague, queue, customer or number")} placeholder=${_("Colleague, queue, customer or number")}
      .value=${liveValue(text)} @input=${typed} @keydown=${pressed} />
    <ul id="targets" class="rows" role="listbox" aria-label=${_("Whom to hand the call to")}>${found.map(row)}</ul>
    ${found.length ? nothing : html`<p class="empty">${_("Nobody fits: type another name or a number.")}</p>`}
    <div class="call-actions">
      <button class="primary" @click=${() => handChosen("consult")}>${_("Ask first")} <kbd>Enter</kbd></button>
      <button @click=${() => handChosen("blind")}>${_("Hand on")} <kbd>⇧Enter</kbd></button></div></section>`;
}
