/** What was recorded of a call: a player for each recording, and what was left out of it. */

import { html, nothing, type TemplateResult } from "lit-html";
import { get, problemText } from "../api";
import { _ } from "../i18n";
import { duration, fullTime } from "../ui/format";
import { agentName } from "../ui/people";
import { refresh } from "../ui/view";
import type { Call, SoundRecording, Unrecorded } from "../wire";

let found: SoundRecording[] = [];
let problem = "";

/** A running call's recordings are asked for again with every change of the call. */
export async function fetchRecordings(call: Call): Promise<void> {
  try {
    found = (await get<{ items: SoundRecording[] }>(`/calls/${call.call_id}/recordings`)).items;
    problem = "";
  } catch (error) {
    problem = problemText(error);
  }
  refresh();
}

const between = (from: string, to: string): string => duration((Date.parse(to) - Date.parse(from)) / 1000);

function leftOut(span: Unrecorded): TemplateResult {
  return html`<li><span class="time">${fullTime(span.began_at)}</span> · ${span.ended_at ? between(span.began_at, span.ended_at) : _("until now")}</li>`;
}

function sound(one: SoundRecording): TemplateResult {
  if (!one.may_hear) return html`<p class="empty">${_("Agents hear their own calls only")}</p>`;
  if (!one.url) return html`<p class="empty">${_("The sound is not on this server: the PBX's folder of recordings is not connected, or the file was removed.")}</p>`;
  return html`<audio controls preload="none" src=${one.url} aria-label=${_("Recording of {time}", { time: fullTime(one.started_at) })}></audio>`;
}

function recording(one: SoundRecording): TemplateResult {
  return html`<li><p><span class="time">${fullTime(one.started_at)}</span> · ${one.ended_at ? between(one.started_at, one.ended_at) : _("still being recorded")}
      ${one.started_by ? html`· ${_("started by {who}", { who: agentName(one.started_by) })}` : nothing}</p>
    ${sound(one)}
    ${one.unrecorded.length ? html`<p class="hint">${_("Left out of the recording:")}</p><ul>${one.unrecorded.map(leftOut)}</ul>` : nothing}</li>`;
}

export function recordingsPart(call: Call): TemplateResult {
  if (problem) return html`<h2>${_("Recordings")}</h2><p class="empty">${problem}</p>`;
  const own = found.filter((one) => one.call_id === call.call_id);
  if (!own.length) return html`<h2>${_("Recordings")}</h2><p class="empty">${_("Nothing was recorded of this call.")}</p>`;
  return html`<h2>${_("Recordings")}</h2><ul class="recordings">${own.map(recording)}</ul>
    <p class="hint">${_("Each listening is written to the audit log.")}</p>`;
}
