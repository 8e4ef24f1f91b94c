/** The follow-up of a call: day and time, by quick choices or exactly, and whose it is. */

import { html, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { boot } from "../boot";
import { _ } from "../i18n";
import { serverNow } from "../live/clock";
import { fromLocalInput, toLocalInput } from "../ui/format";
import type { Work } from "../wire";
import { draftOf, edit } from "./drafts";
import { inOneHour, nextMonday, tomorrowMorning } from "./follow_up_times";

function promise(work: Work, at: string | null): void {
  const before = draftOf(work).outcome;
  const agent = before.follow_up_at ? (before.follow_up_agent ?? null) : (boot.user?.name ?? null);
  edit(work, { follow_up_at: at, follow_up_agent: at ? agent : null });
}

export function followUpRow(work: Work): TemplateResult {
  const { follow_up_at: at, follow_up_agent: whose } = draftOf(work).outcome;
  const now = new Date(serverNow());
  const quick = (label: string, moment: Date): TemplateResult =>
    html`<button type="button" class="quiet" @click=${() => promise(work, moment.toISOString())}>${label}</button>`;
  const whoseIs = (event: Event): void =>
    edit(work, { follow_up_agent: (event.target as HTMLSelectElement).value === "mine" ? (boot.user?.name ?? null) : null });
  return html`<div class="follow-up">
    <label for="follow-up">${_("Follow-up")}</label>
    <input id="follow-up" type="datetime-local" .value=${liveValue(toLocalInput(at))}
      @change=${(event: Event) => promise(work, fromLocalInput((event.target as HTMLInputElement).value))} />
    ${at
      ? html`<select aria-label=${_("Whose follow-up it is")} @change=${whoseIs}>
            <option value="mine" ?selected=${Boolean(whose)}>${_("mine")}</option>
            <option value="any" ?selected=${!whose}>${_("anybody's")}</option></select>
          <button type="button" class="quiet" @click=${() => promise(work, null)}>${_("None")}</button>`
      : html`${quick(_("In 1 h"), inOneHour(now))}${quick(_("Tomorrow 9:00"), tomorrowMorning(now))}${quick(_("Monday"), nextMonday(now))}`}
  </div>`;
}
