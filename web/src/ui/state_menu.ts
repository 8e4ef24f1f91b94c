/** The state button of the top bar and its menu: ready, pauses, what comes after the call, queues, end of shift. */

import { html, nothing, type TemplateResult } from "lit-html";
import { boot } from "../boot";
import { _ } from "../i18n";
import { myState } from "../live/state";
import { elapsed } from "../live/ticking";
import type { AgentState, Choice } from "../wire";
import {
  cancelNext, endingShift, endShift, fetchQueues, goTo, isBusy, lastReason, planNext, queueChoices, stateAndReason, stay, toggleQueue,
} from "./agent_state";
import { fullTime } from "./format";
import { icon } from "./icon";
import { agentName } from "./people";
import { stateWord } from "./state";
import { whenDrawn } from "./view";

function choice(name: string, label: string, act: () => unknown, mark = ""): TemplateResult {
  return html`<li class=${mark}><button @click=${act}>${icon(name)}<span>${label}</span></button></li>`;
}

/** The reasons, the one chosen last first. */
function reasons(): Choice[] {
  const last = lastReason();
  return [...boot.pause_reasons].sort((a, b) => Number(b.code === last) - Number(a.code === last));
}

function now(agent: AgentState): unknown {
  if (isBusy(agent)) return nothing;
  return html`${choice("ready", _("Ready"), () => goTo("ready"))}
    ${boot.pause_reasons.map((one) => choice("paused", `${stateWord("paused")} · ${one.label}`, () => goTo("paused", one.code)))}`;
}

/** In a call, or its wrap-up: what is to come then. */
function afterwards(agent: AgentState): unknown {
  if (!isBusy(agent) && agent.state !== "wrap_up") return nothing;
  const planned = agent.next_state
    ? choice("close", _("Cancel: {state}", { state: stateAndReason(agent.next_state, agent.next_reason ?? null) }), cancelNext, "then")
    : nothing;
  return html`<li class="part">${_("After this call")}</li>
    ${planned}
    ${reasons().map((one) => choice("paused", `${stateWord("paused")} · ${one.label}`, () => planNext("paused", one.code), "then"))}
    ${choice("leave", _("End the shift after this call"), () => planNext("offline"), "then")}`;
}

function queues(): unknown {
  const all = queueChoices();
  if (all.length < 2) return nothing;
  return html`<li class="part">${_("My queues")}</li>
    ${all.map((one) => html`<li><label class="check"><input type="checkbox" .checked=${one.chosen} @change=${() => toggleQueue(one.queue)} />
      <span>${one.queue}</span></label></li>`)}`;
}

/** What would be left behind; said before the shift ends. */
function unfinished(): TemplateResult | null {
  const shift = endingShift();
  if (!shift) return null;
  const { open_work, uncoded } = shift.unfinished;
  return html`<li><div class="asking" role="alert">
      <strong>${_("Not done yet")}</strong>
      ${open_work ? html`<span>${_("Calls to be finished: {n}", { n: open_work })}</span>` : nothing}
      ${uncoded ? html`<span>${_("Calls not coded: {n}", { n: uncoded })}</span>` : nothing}
      <span>${_("They are kept for your next shift.")}</span></div></li>
    ${choice("leave", _("End the shift all the same"), () => goTo("offline"))}
    ${choice("back", _("Stay"), stay)}`;
}

function end(agent: AgentState): unknown {
  if (isBusy(agent) || agent.state === "offline") return nothing;
  return html`<li class="part"></li>${choice("leave", _("End shift"), endShift)}`;
}

function opened(event: Event): void {
  if ((event.target as HTMLDetailsElement).open) void fetchQueues();
}

/** What comes after the call stands in the button, so that nobody has to remember it. */
function then(agent: AgentState): TemplateResult | typeof nothing {
  if (!agent.next_state) return nothing;
  const by = agent.next_by ? _("set by {who}", { who: agentName(agent.next_by) }) : "";
  return html`<span class="then" title=${by}>${icon("down", 12)}${_("then {state}", { state: stateAndReason(agent.next_state, agent.next_reason ?? null) })}</span>`;
}

export function stateMenu(): TemplateResult {
  const agent = myState();
  return html`<details class="menu state-menu" @toggle=${opened}>
    <summary class="state-button state-${agent.state}" title=${fullTime(agent.since)}>
      ${icon(agent.state)}<span>${stateAndReason(agent.state, agent.reason)}</span>
      <span class="time">${elapsed(agent.since)}</span>${then(agent)}${icon("down", 12)}
    </summary>
    <ul aria-label=${_("My state")}>${unfinished() ?? html`${now(agent)}${afterwards(agent)}${queues()}${end(agent)}`}</ul>
  </details>`;
}

function openAt(selector: string): boolean {
  const menu = document.querySelector<HTMLDetailsElement>(".state-menu");
  if (!menu) return false;
  menu.open = true;
  whenDrawn(() => menu.querySelector<HTMLElement>(selector)?.focus());
  return true;
}

/** For the key S. */
export const openStateMenu = (): boolean => openAt("li button");

/** For the key U: choose a reason and press Enter; the same key takes it back. */
export function pauseAfterCall(): boolean {
  const agent = myState();
  if (agent.next_state) {
    void cancelNext();
    return true;
  }
  if (isBusy(agent) || agent.state === "wrap_up") return openAt("li.then button");
  return agent.state === "offline" ? false : openAt("li button");
}

