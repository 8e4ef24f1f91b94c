/** What a call went through before it came here, and what colleagues noted of it; empty for a first ring. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { clockTime, fullTime } from "../ui/format";
import { agentName, person } from "../ui/people";
import type { Pop } from "../wire";

type Step = NonNullable<Pop["story"]>[number];
type Note = NonNullable<Pop["notes"]>[number];

function step(one: Step): TemplateResult {
  const words = one.words.replace(/\{(\w+)\}/g, (place, name: string) => (name in one.people ? agentName(one.people[name] ?? "") : place));
  return html`<li><time datetime=${one.at} title=${fullTime(one.at)}>${clockTime(one.at)}</time><span>${words}</span></li>`;
}

function note(one: Note): TemplateResult {
  return html`<li><strong>${person(one.by)}</strong><span class="note-text">${one.text}</span></li>`;
}

export function storyPart(pop: Pop): TemplateResult | typeof nothing {
  const { story = [], notes = [] } = pop;
  if (!story.length && !notes.length) return nothing;
  return html`<section class="story" aria-label=${_("The call so far")}><h3>${_("The call so far")}</h3>
    ${story.length ? html`<ol class="so-far">${story.map(step)}</ol>` : nothing}
    ${notes.length ? html`<ul class="colleagues" aria-label=${_("Notes of colleagues")}>${notes.map(note)}</ul>` : nothing}
  </section>`;
}
