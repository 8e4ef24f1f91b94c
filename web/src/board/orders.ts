/** What a supervisor may do with an agent: ready, a pause, the end of the shift; told to the agent in words. */

import { html, nothing, type TemplateResult } from "lit-html";
import { post, problemText } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { isBusy, stateAndReason } from "../ui/agent_state";
import { announce } from "../ui/announce";
import { icon } from "../ui/icon";
import { closeMenus } from "../ui/menu";
import { agentName } from "../ui/people";
import { refresh } from "../ui/view";
import type { AgentState } from "../wire";

/** Agent -> why the last order was refused. */
const refused = new Map<string, string>();

/** Nobody's call or wrap-up is cut off. */
const isLater = (agent: AgentState): boolean => isBusy(agent) || agent.state === "wrap_up";

async function order(agent: AgentState, state: "ready" | "paused" | "offline", reason: string | null): Promise<void> {
  closeMenus();
  try {
    await post(`/agents/${encodeURIComponent(agent.agent)}/state`, reason ? { state, reason } : { state });
    refused.delete(agent.agent);
    const said = { name: agentName(agent.agent), state: stateAndReason(state, reason) };
    announce(isLater(agent) && state !== "ready" ? _("{name} after this call: {state}", said) : _("{name}: {state}", said));
  } catch (error) {
    refused.set(agent.agent, problemText(error));
  }
  refresh();
}

function choice(agent: AgentState, state: "ready" | "paused" | "offline", label: string, reason: string | null = null): TemplateResult {
  return html`<li><button @click=${() => order(agent, state, reason)}>${icon(state === "offline" ? "leave" : state)}<span>${label}</span></button></li>`;
}

/** Nothing on the wall, where nobody can click. */
export function ordersMenu(agent: AgentState): TemplateResult | typeof nothing {
  if (document.body.classList.contains("big-screen") || !(agent.agent in boot.people)) return nothing;
  const name = agentName(agent.agent);
  const problem = refused.get(agent.agent);
  return html`<details class="menu agent-orders">
      <summary aria-label=${_("Change the state of {name}", { name })} title=${_("Change the state of {name}", { name })}>${icon("down", 14)}</summary>
      <ul aria-label=${name}>
        ${isLater(agent) ? html`<li class="part">${_("After this call")}</li>` : choice(agent, "ready", _("Ready"))}
        ${boot.pause_reasons.map((one) => choice(agent, "paused", stateAndReason("paused", one.code), one.code))}
        ${agent.state === "offline" ? nothing : choice(agent, "offline", _("End shift"))}
      </ul></details>
    ${problem ? html`<span class="problem agent-detail" role="alert">${problem}</span>` : nothing}`;
}
