/** The agents as compact cards, grouped by state. */

import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { _ } from "../i18n";
import { live, uncertainSince } from "../live/state";
import { elapsed } from "../live/ticking";
import { fullTime } from "../ui/format";
import { icon } from "../ui/icon";
import { numberText } from "../ui/number";
import { agentName, isUnknown } from "../ui/people";
import { reasonWord, stateWord } from "../ui/state";
import { stateAndReason } from "../ui/agent_state";
import { ordersMenu } from "./orders";
import type { AgentState, AgentStateName } from "../wire";

/** Paused by the server: nobody is there. */
export const UNANSWERED = "unanswered";

const ORDER: AgentStateName[] = ["ringing", "talking", "wrap_up", "ready", "paused", "offline"];

/** True when an agent is shown whose name was never fetched. */
export function hasUnknown(): boolean {
  return [...live.agents.keys()].some(isUnknown);
}

/** What comes after the call, and who set the state, in words. */
function more(agent: AgentState): string {
  const then = agent.next_state ? _("then {state}", { state: stateAndReason(agent.next_state, agent.next_reason ?? null) }) : "";
  const by = agent.by ? _("set by {who}", { who: agentName(agent.by) }) : "";
  return [then, by].filter(Boolean).join(" · ");
}

function card(agent: AgentState): TemplateResult {
  const call = agent.call_id ? live.calls.get(agent.call_id) : undefined;
  const detail = agent.state === "paused" ? reasonWord(agent.reason) : (call?.queue ?? "");
  const name = agentName(agent.agent);
  const isAway = agent.state === "paused" && agent.reason === UNANSWERED;
  return html`<li class="agent ${uncertainSince() ? "stale" : ""} ${isAway ? "away" : ""}">
    <span class="agent-name">${isAway ? icon("warning", 14) : nothing}${name}</span>
    <span class="time" title=${fullTime(agent.since)}>${agent.state === "offline" ? nothing : elapsed(agent.since)}</span>
    <span class="agent-detail">${call ? numberText(call.caller.number) : agent.agent} ${[detail, more(agent)].filter(Boolean).join(" · ")}</span>
    ${ordersMenu(agent)}</li>`;
}

function group(state: AgentStateName): TemplateResult | typeof nothing {
  const agents = [...live.agents.values()].filter((agent) => agent.state === state);
  if (!agents.length) return nothing;
  agents.sort((a, b) => a.since.localeCompare(b.since));
  return html`<section class="agent-group group-${state}">
    <h3 class="state-${state}">${icon(state)}${stateWord(state)} <span class="count">${agents.length}</span></h3>
    <ul>${repeat(agents, (agent) => agent.agent, card)}</ul></section>`;
}

export function agentGroups(): TemplateResult {
  if (!live.agents.size) return html`<p class="empty">${_("Agents appear here when they start their shift.")}</p>`;
  return html`<div class="agent-groups">${ORDER.map(group)}</div>`;
}
