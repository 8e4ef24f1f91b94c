/** The time after a call: how much is left, the warning in time, more of it. */

import { html, nothing, type TemplateResult } from "lit-html";
import { post } from "../api";
import { _ } from "../i18n";
import { secondsUntil } from "../live/clock";
import { live, myState } from "../live/state";
import { remaining, tick } from "../live/ticking";
import { announce } from "../ui/announce";
import { keyName } from "../ui/keys";
import type { Work } from "../wire";
import { phaseOf } from "./selection";

/** Told so early that at least 20 seconds are left to press a key (WCAG 2.2.1). */
const WARN_S = 25;

const warned = new Set<string>();

/** Another half minute, as often as wanted. */
export async function moreTime(work: Work): Promise<void> {
  const { wrap_up_until } = await post<{ wrap_up_until: string }>(`/work/${work.work_id}/extend`);
  const current = live.work.get(work.work_id);
  if (current) live.work.set(work.work_id, { ...current, wrap_up_until });
  warned.delete(work.work_id);
  announce(_("{n} seconds left.", { n: Math.round(secondsUntil(wrap_up_until)) }));
}

function warnWhenShort(work: Work, until: string): string {
  const left = secondsUntil(until);
  if (left > 0 && left <= WARN_S && !warned.has(work.work_id)) {
    warned.add(work.work_id);
    announce(_("Wrap-up ends in {n} seconds. Press {key} for 30 seconds more.", { n: Math.round(left), key: keyName("E") }), true);
  }
  return left <= WARN_S ? "short" : "";
}

export function countdown(work: Work, extend: () => void): TemplateResult | typeof nothing {
  const agent = myState();
  const until = work.wrap_up_until ?? (agent.call_id === work.call_id ? agent.until : null);
  if (!until || phaseOf(work) !== "wrap_up") return nothing;
  return html`<span class="countdown" data-left=${tick(() => warnWhenShort(work, until))}>
      <span class="time">${remaining(until)}</span> ${_("left")}</span>
    <button type="button" @click=${extend} title=${_("As often as you need it")}>${_("30 s more")} <kbd>${keyName("E")}</kbd></button>`;
}
