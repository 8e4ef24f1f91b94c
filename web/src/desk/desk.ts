/** The agent's desk: three columns that stay where they are in every state; only their content changes. */

import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { get } from "../api";
import { boot } from "../boot";
import { onLanguage } from "../language";
import { _ } from "../i18n";
import { onFrame } from "../live/live";
import { live, myState } from "../live/state";
import { phoneStrip } from "../softphone/strip";
import { helpPanel } from "../ui/help";
import { figuresChanged } from "../ui/today";
import { mount, refresh } from "../ui/view";
import type { AgentState, DomainEvent, Frame, Work } from "../wire";
import { callCard, idleCard } from "./call_column";
import { customerPart } from "./customer_column";
import { mergeFromServer, watchLeaving } from "./drafts";
import { hasPanel } from "./controls";
import { addDeskKeys } from "./keys";
import { prepared } from "./entries";
import { lineCards } from "./line_card";
import { ownLists, waitingPart, workList } from "./lists";
import { guide, guideOffer } from "./guide";
import { callsAgain, follow as followMatching, renewHistory } from "./matching";
import { outcomePart } from "./outcome";
import { preparedCard, preparedCustomer } from "./prepared";
import { searchPanel } from "./search";
import { tasksAreAbout, type About } from "../ui/task_form";
import { parkedPart } from "./seats";
import * as runner from "./runner";
import { focusItem, scriptPart } from "./script_column";
import { bringForward, frontWork, giveWay, offer, phaseOf, restore, select, shownWork } from "./selection";
import { fetchUncoded, follow as followUncoded, uncodedPart } from "./uncoded";

function workOfCall(callId: string): Work | null {
  return [...live.work.values()].find((work) => work.call_id === callId) ?? null;
}

async function answered(work: Work, at: string): Promise<void> {
  live.work.set(work.work_id, { ...work, answered_at: work.answered_at ?? at });
  const isInFront = bringForward(work);
  const isNew = await runner.start(work);
  if (isInFront && (isNew || !work.pop.script || work.run)) focusItem(true);
}

/** The script of a call that is being talked on and has none yet: after a reload or a lost connection, or
 * when the phone was answered before the pop was here. */
function startMissing(work: Work): void {
  if (work.answered_at && work.pop.script && !runner.runOf(work) && phaseOf(work) === "talking") void answered(work, work.answered_at);
}

async function fetchWork(): Promise<void> {
  const { version } = live.work;
  const asOf = Date.now();
  const { items } = await get<{ items: Work[] }>("/work");
  const taken = live.work.takeAll(items, version, (work) => Boolean(work.uncoded_at));
  taken.forEach((work) => followServer(work, asOf));
  giveWay();
  refresh();
}

let fetching: "no" | "once" | "again" | "failed" = "no";

/** One request at a time, and one more for all that happened meanwhile. What could not be fetched while the
 * server was away is fetched with its next frame. */
async function keepUp(): Promise<void> {
  if (fetching === "once" || fetching === "again") {
    fetching = "again";
    return;
  }
  do {
    fetching = "once";
    try {
      await fetchWork();
    } catch {
      fetching = "failed";
    }
  } while (isAskedAgain());
  if (fetching === "once") fetching = "no";
}

const isAskedAgain = (): boolean => fetching === "again";

function followServer(work: Work, asOf: number): void {
  mergeFromServer(work, asOf);
  runner.follow(work, asOf);
  followMatching(work);
  startMissing(work);
}

/** What is new when the phone rings comes as a pop, which the server is just writing down: nothing else is asked of
 * it meanwhile. */
function followState(state: AgentState["state"]): void {
  if (state === "ringing") giveWay();
  else void keepUp();
}

function takeEvent(event: DomainEvent): void {
  if (event.event === "call_answered" && event.by.agent === boot.user?.name) {
    const work = workOfCall(event.call_id);
    if (work) void answered(work, event.at);
  }
  if (event.event === "agent_state" && event.agent === boot.user?.name) followState(event.state);
  if (event.event === "call_ended" || (event.event === "agent_state" && event.agent === boot.user?.name)) figuresChanged();
}

/** What is shown stays up to date, also when it is no open work any more. */
function takeWorkFrame(work: Work): void {
  if (shownWork()?.work_id === work.work_id) select(work);
  giveWay();
  followServer(work, Date.now());
  followUncoded(work);
}

function takeFrame(frame: Frame): void {
  if (fetching === "failed") void keepUp();
  if (frame.type === "snapshot") {
    restore();
    live.work.forEach(startMissing);
    fetchUncoded().catch(() => undefined);
  }
  if (frame.type === "event") takeEvent(frame);
  if (frame.type === "work") takeWorkFrame(frame.work);
  if (frame.type !== "pop") return;
  const work = live.work.get(frame.work_id);
  if (!work) return;
  offer(work);
  if (work.customer) callsAgain(work.customer.customer_id);
  if (frame.reason === "answered" || frame.reason === "resumed" || phaseOf(work) === "talking") void answered(work, new Date().toISOString());
}

function phaseClass(work: Work | null): string {
  return work ? phaseOf(work) : myState().state;
}

function callColumn(): TemplateResult {
  const work = frontWork();
  const phase = work ? phaseOf(work) : "closed";
  const isIdle = !work || phase === "closed";
  const next = prepared();
  return html`${guide(work ? phase : null, myState().state)}${isIdle ? nothing : callCard(work)}${lineCards()}${parkedPart()}${next ? preparedCard(next) : isIdle ? idleCard() : nothing}${phoneStrip()}${workList()}${uncodedPart(!isIdle)}
    ${work && hasPanel(work.call_id) ? nothing : html`${waitingPart()}${ownLists(phase === "ringing" || phase === "talking" || phase === "held")}`}`;
}

function desk(): TemplateResult {
  if (!live.known) return html`<p class="empty page-wait">${_("Connecting to the call centre")}</p>`;
  const work = shownWork();
  const isRinging = work !== null && phaseOf(work) === "ringing";
  const next = work === null || ["closed", "missed"].includes(phaseOf(work)) ? prepared() : null;
  return html`<h1 class="hidden-label">${_("Desk")}</h1>
    <div class="desk phase-${phaseClass(frontWork())}">
      <section class="column call" aria-label=${_("Call")}>${callColumn()}</section>
      <section class="column customer" aria-label=${_("Customer")}>${keyed(next?.entry ?? work?.work_id, next ? preparedCustomer(next) : customerPart(work))}</section>
      <div class="column right">
        <section class="script" aria-label=${_("Script")}>${keyed(work?.work_id, scriptPart(work, isRinging))}</section>
        <section class="outcome" aria-label=${_("Outcome")}>${keyed(work?.work_id, outcomePart(work))}</section>
      </div>
      ${helpPanel(guideOffer())}
      ${searchPanel()}
    </div>`;
}

/** Fetches again what the server words: reasons of matches, the script in the new language. */
async function reword(): Promise<void> {
  await fetchWork();
  const work = shownWork();
  if (work?.customer) renewHistory(work.customer.customer_id);
  if (work && live.work.has(work.work_id) && work.answered_at) await runner.start(work);
}

/** The customer on the screen: a new task is about them. */
function aboutShown(): About {
  const work = shownWork();
  const next = prepared();
  if (work && phaseOf(work) !== "closed") return { customer_id: work.customer?.customer_id, call_id: work.call_id, name: work.customer?.name ?? work.pop.caller.name };
  return next ? { customer_id: next.customer_id, call_id: next.call_id, name: next.name } : {};
}

export function deskPage(root: HTMLElement): void {
  onFrame(takeFrame);
  onLanguage(reword);
  watchLeaving();
  addDeskKeys();
  tasksAreAbout(aboutShown);
  mount(root, desk);
}
