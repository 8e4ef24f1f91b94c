/** The supervisor's board: queues, agents and waiting callers live; `?big=1` for the wall. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { onFrame } from "../live/live";
import { serverNow } from "../live/clock";
import { doubtfulLink, live, uncertainSince } from "../live/state";
import { elapsed, tick } from "../live/ticking";
import { clockTime, startOfDay } from "../ui/format";
import { gapsSince, lastGaps } from "../ui/gaps";
import { icon } from "../ui/icon";
import { fetchNames } from "../ui/people";
import { mount, refresh } from "../ui/view";
import type { LinkGap } from "../wire";
import { agentGroups, hasUnknown } from "./agents";
import { teamCallbacks } from "./callbacks";
import { awayAgents, watchAway } from "./away";
import { watchLastHour } from "./hour";
import { queueTable } from "./queues";
import { waitingCalls } from "./waiting";

let gaps: LinkGap[] = [];

async function fetchGaps(): Promise<void> {
  gaps = await gapsSince(startOfDay());
  refresh();
}

const isBig = new URLSearchParams(location.search).get("big") === "1";

/** The server writes a gap down a moment after it tells of its end. */
const RECORDED_MS = 1000;

/** Says plainly that the figures may be old, and since when. */
function doubt(): TemplateResult | typeof nothing {
  const since = uncertainSince();
  if (!since) return nothing;
  const link = doubtfulLink();
  const what = live.connection.lostAt !== null || !link
    ? _("No connection to the server. The figures are those of {time}.", { time: clockTime(since) })
    : _("The link to the PBX “{pbx}” is not certain since {time}. Figures may be wrong.", { pbx: link.pbx, time: clockTime(since) });
  return html`<p class="doubt stale" role="alert">${icon("uncertain", 18)}<span>${what}</span><span class="time">${elapsed(since)}</span></p>`;
}

function board(): TemplateResult {
  if (!live.known) return html`<p class="empty page-wait">${_("Connecting to the call centre")}</p>`;
  return html`<div class="board ${isBig ? "big" : ""}">
    <header class="sheet-head"><h1>${_("Board")}</h1>
      <span class="muted time">${tick(() => clockTime(new Date(serverNow()).toISOString()))}</span>
      ${isBig ? nothing : html`<a class="push" href="/board?big=1">${_("Big screen")}</a>`}</header>
    ${doubt()}
    ${isBig ? nothing : lastGaps(gaps)}
    ${awayAgents()}
    ${queueTable(isBig)}
    <div class="board-lower">
      <section><h2>${_("Agents")} <span class="count">${[...live.agents.values()].filter((one) => one.state !== "offline").length}</span></h2>${agentGroups()}</section>
      ${waitingCalls(isBig)}
    </div>
    ${isBig ? nothing : teamCallbacks()}
  </div>`;
}

export function boardPage(root: HTMLElement): void {
  document.body.classList.toggle("big-screen", isBig);
  void watchLastHour();
  watchAway();
  void fetchGaps();
  onFrame((frame) => {
    if (frame.type === "event" && frame.event === "agent_state" && hasUnknown()) void fetchNames();
    if (frame.type === "event" && frame.event === "link_state" && frame.state === "certain") setTimeout(fetchGaps, RECORDED_MS);
  });
  mount(root, board);
}
