/** Runs the script of each work item: every answer is saved when it is given; Enter only moves on. */

import { post, problemText, put } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { refresh } from "../ui/view";
import type { RunItem, RunView, Work } from "../wire";
import { ON_THE_WAY_MS } from "./drafts";

export interface Run {
  /** What is on the screen. */
  view: RunView;
  /** The server's view after the answer given here; shown when the agent moves on. */
  after: RunView | null;
  values: string[];
  refused: boolean;
  saving: "clean" | "typed" | "saving" | "saved" | "failed";
  problem: string;
  /** The agent was told that a wanted answer is missing. */
  warned: boolean;
  /** The items shown before this one, oldest first. */
  path: string[];
  /** When the agent last answered or moved here; milliseconds of this machine's clock. */
  touchedAt: number;
}

const runs = new Map<string, Run>();
const starting = new Set<string>();
const startProblems = new Map<string, string>();
let timer = 0;

function newRun(view: RunView, path: string[] = []): Run {
  const given = view.item?.answer;
  const saving = given ? "saved" : "clean";
  return { view, after: null, values: given?.values ?? [], refused: given?.refused ?? false, saving, problem: "", warned: false, path, touchedAt: 0 };
}

export function runOf(work: Work): Run | null {
  const known = runs.get(work.work_id);
  if (known) return known;
  if (work.run) runs.set(work.work_id, newRun(work.run));
  return runs.get(work.work_id) ?? null;
}

export function startProblem(work: Work): string {
  return startProblems.get(work.work_id) ?? "";
}

/** The server was asked to start it and has not answered yet. */
export function isStarting(work: Work): boolean {
  return starting.has(work.work_id);
}

/** Starts or resumes the script of an answered call; false when there was nothing to do or it failed. */
export async function start(work: Work, language: string = boot.language): Promise<boolean> {
  const running = runs.get(work.work_id);
  if (!work.pop.script || starting.has(work.work_id) || running?.view.language === language) return false;
  starting.add(work.work_id);
  try {
    const view = await post<RunView>(`/work/${work.work_id}/script`, { language });
    if (runs.get(work.work_id)?.view.language !== view.language) runs.set(work.work_id, newRun(view));
    startProblems.delete(work.work_id);
    return true;
  } catch (error) {
    startProblems.set(work.work_id, problemText(error));
    return false;
  } finally {
    starting.delete(work.work_id);
    refresh();
  }
}

/** Another tab moved on: follow what was read at `asOf`, unless something is or was just answered here. */
export function follow(work: Work, asOf: number): void {
  const run = runs.get(work.work_id);
  if (!run || !work.run || run.touchedAt > asOf - ON_THE_WAY_MS || run.saving === "saving" || run.saving === "typed") return;
  const known = [run.view.item?.id, run.after?.item?.id];
  const isEcho = run.after ? work.run.item?.id === run.after.item?.id : known.includes(work.run.item?.id);
  if (!isEcho) runs.set(work.work_id, newRun(work.run));
}

async function send(run: Run, item: RunItem): Promise<void> {
  clearTimeout(timer);
  const values = run.values;
  const refused = run.refused;
  run.saving = "saving";
  refresh();
  try {
    const after = await put<RunView>(`/runs/${run.view.run_id}/answers/${item.id}`, { values, refused });
    if (run.view.item?.id !== item.id) return;
    const isNewest = run.values === values && run.refused === refused;
    if (isNewest) run.after = after;
    run.touchedAt = Date.now();
    run.saving = isNewest ? "saved" : "typed";
    run.problem = "";
  } catch (error) {
    run.saving = "failed";
    run.problem = problemText(error);
  }
  refresh();
}

/** Takes a choice (or takes it back, where several may be chosen) and saves it. */
export async function choose(run: Run, code: string): Promise<void> {
  const item = run.view.item;
  if (!item) return;
  const isOn = run.values.includes(code);
  if (item.kind !== "multiple") run.values = [code];
  else run.values = isOn ? run.values.filter((value) => value !== code) : [...run.values, code];
  run.refused = false;
  run.after = null;
  if (run.values.length) return send(run, item);
  run.saving = "clean";
  refresh();
}

/** Takes what is being typed; it is saved when the typing pauses. */
export function type(run: Run, text: string): void {
  const item = run.view.item;
  run.values = text ? [text] : [];
  run.refused = false;
  run.after = null;
  run.saving = "typed";
  clearTimeout(timer);
  if (item && text) timer = window.setTimeout(() => void send(run, item), 400);
  refresh();
}

function moveTo(run: Run, view: RunView, path: string[]): void {
  Object.assign(run, newRun(view, path), { touchedAt: Date.now() });
  refresh();
}

/** An empty answer: a hard question needs one, a soft one warns once. */
function mayNotPass(run: Run, item: RunItem): boolean {
  const isEmpty = !run.refused && run.values.length === 0 && item.kind !== "note";
  if (!isEmpty || item.required === "no" || (item.required === "soft" && run.warned)) return false;
  run.warned = true;
  if (item.required === "soft") run.problem = _("No answer yet. Press Next again to go on without one.");
  else run.problem = item.refusable ? _("Choose an answer, or Refused.") : _("This question needs an answer.");
  return true;
}

/** Shows the next item; false when this one needs an answer first. */
export async function next(run: Run): Promise<boolean> {
  const item = run.view.item;
  if (!item) return false;
  if (mayNotPass(run, item)) {
    refresh();
    return false;
  }
  if (!run.after || run.saving === "typed" || run.saving === "failed") await send(run, item);
  if (!run.after) return false;
  moveTo(run, run.after, [...run.path, item.id]);
  return true;
}

/** The customer would not say; goes on to the next item. */
export async function refuse(run: Run): Promise<boolean> {
  if (!run.view.item?.refusable) return false;
  run.values = [];
  run.refused = true;
  run.after = null;
  return next(run);
}

/** The item before this one: as the agent came here, or after a reload the last one answered. */
export function previousItem(run: Run): string | null {
  const onPath = run.path.at(-1);
  if (onPath) return onPath;
  const answered = run.view.answered.map((one) => one.item);
  const at = answered.indexOf(run.view.item?.id ?? "");
  return (at < 0 ? answered.at(-1) : answered[at - 1]) ?? null;
}

export async function back(run: Run): Promise<boolean> {
  const item = previousItem(run);
  if (!item) return false;
  try {
    moveTo(run, await post<RunView>(`/runs/${run.view.run_id}/back`, { item }), run.path.slice(0, -1));
    return true;
  } catch (error) {
    run.problem = problemText(error);
    refresh();
    return false;
  }
}
