/** Agents who were paused because they left calls unanswered: said in words above the queues. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { onFrame } from "../live/live";
import { live } from "../live/state";
import { elapsed } from "../live/ticking";
import { announce } from "../ui/announce";
import { icon } from "../ui/icon";
import { agentName } from "../ui/people";
import type { AgentState } from "../wire";
import { UNANSWERED } from "./agents";

const isAway = (agent: AgentState): boolean => agent.state === "paused" && agent.reason === UNANSWERED;

export function awayAgents(): TemplateResult | typeof nothing {
  const away = [...live.agents.values()].filter(isAway);
  if (!away.length) return nothing;
  return html`<ul class="away-agents">${away.map((agent) => html`<li>${icon("warning")}
    <span>${_("{name} left several calls unanswered and was paused", { name: agentName(agent.agent) })}</span>
    <span class="time">${elapsed(agent.since)}</span></li>`)}</ul>`;
}

export function watchAway(): void {
  const told = new Set<string>();
  onFrame((frame) => {
    if (frame.type !== "event" || frame.event !== "agent_state") return;
    if (!isAway(frame)) told.delete(frame.agent);
    else if (!told.has(frame.agent)) {
      told.add(frame.agent);
      announce(_("{name} left several calls unanswered and was paused", { name: agentName(frame.agent) }), true);
    }
  });
}
