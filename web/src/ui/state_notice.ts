/** What others did to one's own state, in words: a supervisor set it, or too many calls were left unanswered. */

import { html, nothing, type TemplateResult } from "lit-html";
import { boot } from "../boot";
import { _ } from "../i18n";
import { onFrame } from "../live/live";
import { myState } from "../live/state";
import type { AgentState } from "../wire";
import { goTo, stateAndReason } from "./agent_state";
import { announce } from "./announce";
import { icon } from "./icon";
import { agentName } from "./people";

function words(agent: AgentState): string {
  if (agent.by) return _("{who} set you to: {state}", { who: agentName(agent.by), state: stateAndReason(agent.state, agent.reason) });
  if (agent.next_by && agent.next_state) {
    return _("{who} set for after this call: {state}", { who: agentName(agent.next_by), state: stateAndReason(agent.next_state, agent.next_reason ?? null) });
  }
  if (agent.state === "paused" && agent.reason === "unanswered") return _("You left several calls unanswered, so none come to you now.");
  return "";
}

/** Null when nobody else did anything. */
export function stateNotice(): TemplateResult | null {
  const agent = myState();
  const said = words(agent);
  if (!said) return null;
  return html`<span class="order">${icon("warning")}<span>${said}</span>
    ${agent.state === "paused" ? html`<button class="quiet" @click=${() => goTo("ready")}>${_("I am back: ready")}</button>` : nothing}</span>`;
}

let said = "";

export function watchOrders(): void {
  onFrame((frame) => {
    if (frame.type !== "event" || frame.event !== "agent_state" || frame.agent !== boot.user?.name) return;
    const news = words(frame);
    if (news && news !== said) announce(news, true);
    said = news;
  });
}
