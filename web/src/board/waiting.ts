/** The callers who wait now, longest first. */

import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { query } from "../api";
import { _ } from "../i18n";
import { live, queueKey, uncertainSince } from "../live/state";
import { elapsed } from "../live/ticking";
import { fullTime } from "../ui/format";
import { icon } from "../ui/icon";
import { numberText } from "../ui/number";
import { placeInQueue } from "../ui/place";
import { callTone, stateWord } from "../ui/state";
import type { LiveCall } from "../wire";

function row(call: LiveCall, big: boolean): TemplateResult {
  const since = call.queued_at ?? call.started_at;
  const limit = live.queues.get(queueKey({ pbx: call.pbx, queue: call.queue ?? "" }))?.service_level_s ?? Infinity;
  const isLate = (Date.now() - Date.parse(since)) / 1000 > limit;
  const tone = callTone(call.state);
  const number = numberText(call.caller.number);
  const who = number === nothing ? _("Number withheld") : big ? number : html`<a href="/customers${query({ q: call.caller.number })}">${number}</a>`;
  return html`<li class="${uncertainSince() ? "stale" : ""} ${isLate ? "late" : ""}">
    <span class="state state-${tone}" title=${stateWord(tone)}>${icon(tone)}</span>
    <span class="grow">${who} ${call.caller.name ?? ""}</span>
    <span class="muted">${call.queue ?? ""}</span>${placeInQueue(call)}
    <span class="time wide-time" title=${fullTime(since)}>${elapsed(since)}</span></li>`;
}

export function waitingCalls(big: boolean): TemplateResult {
  const waiting = [...live.calls.values()].filter((call) => call.queued_at && (call.state === "queued" || call.state === "ringing"));
  waiting.sort((a, b) => (a.queued_at ?? "").localeCompare(b.queued_at ?? ""));
  return html`<section class="waiting-calls" id="waiting" tabindex="-1"><h2>${_("Waiting now")} <span class="count">${waiting.length}</span></h2>
    ${waiting.length
      ? html`<ul class="rows">${repeat(waiting, (call) => call.call_id, (call) => row(call, big))}</ul>`
      : html`<p class="empty">${_("Nobody is waiting. Callers appear here, longest wait first.")}</p>`}</section>`;
}
