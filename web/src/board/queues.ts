/** The queues: a row each, figures that lead to their calls, service level against its target, the last hour. */

import { html, nothing, svg, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { query } from "../api";
import { _ } from "../i18n";
import { live, pbxMark, queueKey, uncertainSince } from "../live/state";
import { elapsed } from "../live/ticking";
import { fullTime, percent, startOfDay } from "../ui/format";
import { icon } from "../ui/icon";
import type { QueueFigures } from "../wire";
import { definition, targetOf } from "./definitions";
import { slotsOf } from "./hour";

function figureLink(queue: QueueFigures, figure: string, reason: string, value: unknown, big: boolean): TemplateResult {
  if (big) return html`${value}`;
  const to = `/calls${query({ pbx: live.links.size > 1 ? queue.pbx : null, queue: queue.queue, reason, from: startOfDay(), figure })}`;
  return html`<a href=${to} title=${definition(figure)}>${value}</a>`;
}

/** A bar up to the percentage, with the line that should be reached. */
function levelBar(queue: QueueFigures): TemplateResult {
  const level = queue.service_level;
  const target = targetOf(queue.queue);
  const tone = level === null ? "none" : level >= target ? "good" : level >= target - 15 ? "near" : "low";
  const about = _("{level}, target {target} % within {n} s", { level: percent(level), target, n: queue.service_level_s });
  return html`<svg class="level level-${tone}" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=${about}>
    <title>${about}</title>
    ${svg`<rect class="track" width="100" height="10"></rect><rect class="fill" width=${level ?? 0} height="10"></rect>
      <rect class="target" x=${target - 0.5} width="1" height="10"></rect>`}</svg>`;
}

function sparkline(queue: QueueFigures): TemplateResult {
  const slots = slotsOf(queueKey(queue));
  const most = Math.max(1, ...slots);
  const points = slots.map((count, slot) => `${(slot * 96) / (slots.length - 1) + 2},${(22 - (18 * count) / most).toFixed(1)}`);
  const total = slots.reduce((sum, count) => sum + count, 0);
  return html`<svg class="spark" viewBox="0 0 100 24" role="img" aria-label=${_("{n} calls in the last hour", { n: total })}>
    <title>${_("{n} calls in the last hour", { n: total })}</title>
    ${svg`<polyline points=${points.join(" ")}></polyline>`}</svg>`;
}

function people(tone: string, count: number): TemplateResult {
  return html`<td class="figure ${count ? `state-${tone}` : "zero"}">${count}</td>`;
}

function row(queue: QueueFigures, big: boolean): TemplateResult {
  const oldest = queue.waiting ? queue.oldest_joined_at : null;
  const late = queue.waiting > 0 && queue.longest_wait_s > queue.service_level_s;
  const waiting = html`${queue.waiting ? icon("waiting", big ? 28 : 16) : nothing}${queue.waiting}`;
  return html`<tr class=${uncertainSince() ? "stale" : ""}>
    <th scope="row">${queue.queue}${pbxMark(queue.pbx)}</th>
    <td class="figure waiting ${queue.waiting ? "some" : "zero"} ${late ? "late" : ""}">${big ? waiting : html`<a href="#waiting" title=${definition("waiting")}>${waiting}</a>`}</td>
    <td class="figure time ${late ? "late" : ""}" title=${oldest ? fullTime(oldest) : definition("longest")}>${oldest ? elapsed(oldest) : html`<span class="zero">–</span>`}</td>
    <td class="level-cell"><span class="figure">${figureLink(queue, "service_level", "", percent(queue.service_level), big)}</span>${levelBar(queue)}</td>
    <td class="figure">${figureLink(queue, "answered", "completed", queue.answered, big)}</td>
    <td class="figure ${queue.abandoned ? "" : "zero"}">${figureLink(queue, "abandoned", "abandoned", queue.abandoned, big)}</td>
    ${people("ready", queue.ready)}${people("ringing", queue.ringing)}${people("talking", queue.talking)}
    ${people("wrap_up", queue.wrap_up)}${people("paused", queue.paused)}
    ${big ? nothing : html`<td>${sparkline(queue)}</td>`}
  </tr>`;
}

function head(label: string, name = ""): TemplateResult {
  return html`<th scope="col" class="figure" title=${name ? definition(name) : nothing}>${label}</th>`;
}

function stateHead(state: "ready" | "ringing" | "talking" | "wrap_up" | "paused", label: string): TemplateResult {
  return html`<th scope="col" class="figure state-${state}"><span class="head-state">${icon(state, 14)}${label}</span></th>`;
}

export function queueTable(big: boolean): TemplateResult {
  const queues = [...live.queues.values()].sort((a, b) => a.queue.localeCompare(b.queue) || a.pbx.localeCompare(b.pbx));
  if (!queues.length) return html`<p class="empty">${_("The queues of the PBX appear here as soon as the link is up.")}</p>`;
  const table = html`<table class="board-queues"><thead><tr><th scope="col">${_("Queue")}</th>
      ${head(_("Waiting"), "waiting")}${head(_("Longest"), "longest")}
      <th scope="col" title=${definition("service_level")}>${_("Service level")}</th>
      ${head(_("Answered"), "answered")}${head(_("Abandoned"), "abandoned")}
      ${stateHead("ready", _("Ready"))}${stateHead("ringing", _("Ringing"))}${stateHead("talking", _("Talking"))}
      ${stateHead("wrap_up", _("Wrap-up"))}${stateHead("paused", _("Paused"))}
      ${big ? nothing : html`<th scope="col">${_("Last hour")}</th>`}</tr></thead>
    <tbody>${repeat(queues, queueKey, (queue) => row(queue, big))}</tbody></table>`;
  return big ? table : html`<div class="scroll">${table}</div>`;
}
