/** Names to show for log-in names: those of the page, and those fetched when somebody new appears. */

import { html, nothing, type TemplateResult } from "lit-html";
import { get } from "../api";
import { boot } from "../boot";
import type { AgentState, Page } from "../wire";
import { refresh } from "./view";

const fetched = new Map<string, string>();

export async function fetchNames(): Promise<void> {
  const { items } = await get<Page<AgentState>>("/agents");
  for (const one of items) fetched.set(one.agent, one.display_name ?? one.agent);
  refresh();
}

/** True when the name to show was neither in the page nor fetched. */
export function isUnknown(agent: string): boolean {
  return !(agent in boot.people) && !fetched.has(agent);
}

export function agentName(agent: string): string {
  return fetched.get(agent) ?? boot.people[agent] ?? agent;
}

/** The name, with the log-in name as title. */
export function person(agent: string | null): TemplateResult | typeof nothing {
  return agent ? html`<span title=${agent}>${agentName(agent)}</span>` : nothing;
}
