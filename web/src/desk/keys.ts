/** The desk's keys. Single keys work only when nobody is typing (ui/keys.ts). */

import { _ } from "../i18n";
import { addHelpKey, closeHelp } from "../ui/help";
import { addKeys } from "../ui/keys";
import { openStateMenu, pauseAfterCall } from "../ui/state_menu";
import { refresh } from "../ui/view";
import type { Work } from "../wire";
import { controlKeys } from "./control_keys";
import { closePanel } from "./controls";
import { dismissShown, escapeHangsUp } from "./call_column";
import { focusFilter, goUp, pickByKey } from "./dispositions";
import { toggleMessage } from "./message_panel";
import { extend, finish } from "./outcome";
import { alsoKey } from "./persons";
import { callPrepared, nextOrCall } from "./entries";
import { focusLists, moveInLists } from "./lists";
import { closeSearch, openSearch } from "./search";
import { choose, runOf, type Run } from "./runner";
import { goBack, goNext, refuseItem } from "./script_column";
import { choicesOf, hotKey } from "./script_item";
import { frontWork, phaseOf, selectNext, shownWork } from "./selection";

/** Runs `act` with the work shown; without one the key is not ours. */
function withWork(act: (work: Work) => boolean | void): () => boolean | void {
  return () => {
    const work = shownWork();
    return work ? act(work) : false;
  };
}

function withItem(act: (run: Run) => unknown): () => boolean | void {
  return withWork((work) => {
    const run = runOf(work);
    if (!run?.view.item || phaseOf(work) === "closed") return false;
    return act(run) !== false;
  });
}

const isInOutcome = (): boolean => document.activeElement?.closest(".outcome") != null;

/** A digit picks an answer while the script asks, an outcome when it does not, or when the focus is there. */
function digit(event: KeyboardEvent): boolean {
  const work = shownWork();
  if (!work || (phaseOf(work) === "closed" && !work.uncoded_at)) return false;
  const run = runOf(work);
  const item = run?.view.item;
  if (run && item && choicesOf(item).length && !isInOutcome() && !work.uncoded_at) {
    const place = choicesOf(item).findIndex((one, at) => hotKey(item, one, at) === event.key);
    const choice = choicesOf(item)[place];
    if (choice) void choose(run, choice.code);
    document.querySelectorAll<HTMLElement>(".script .choices input")[place]?.focus();
    return choice !== undefined;
  }
  if (phaseOf(work) === "ringing") return false;
  return event.key === "0" ? goUp(work) : pickByKey(work, event.key);
}

function focusOn(selector: string): () => boolean {
  return () => {
    const place = document.querySelector<HTMLElement>(selector);
    place?.focus();
    return place !== null;
  };
}

function escape(): boolean {
  if (closeHelp() || closeSearch()) return true;
  const work = frontWork();
  if (work && closePanel(work.call_id)) return true;
  const phase = work ? phaseOf(work) : null;
  if (!work || (phase !== "talking" && phase !== "held")) return false;
  escapeHangsUp(work);
  return true;
}

/** Enter inside a script's text goes on; Shift+Enter makes a line; Escape leaves any field. */
function inFields(event: KeyboardEvent): void {
  const field = event.target as HTMLElement;
  if (event.isComposing || !field.matches("input, textarea, select")) return;
  if (event.key === "Escape") {
    field.blur();
    event.preventDefault();
  } else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && field.dataset["enter"] === "next") {
    event.preventDefault();
    withItem(goNext)();
  }
}

export function addDeskKeys(): void {
  document.addEventListener("keydown", inFields, { capture: true });
  addKeys(
    { key: "1–9", about: () => _("Pick an answer (after the script: an outcome)"), run: digit },
    { key: "0", about: () => _("Pick 0 on a scale; up in the outcomes"), run: digit },
    { key: "Enter", about: () => _("Next item of the script"), run: withItem(goNext) },
    { key: "Backspace", about: () => _("Back in the script"), run: withItem((run) => (isInOutcome() ? false : goBack(run))) },
    { key: "Backspace", about: () => _("Up in the outcomes (also 0)"), run: withWork(goUp) },
    { key: "F", about: () => _("Filter the outcomes"), run: focusFilter },
    { key: "R", about: () => _("Customer refuses to answer"), run: withItem(refuseItem) },
    { key: "Ctrl+Enter", about: () => _("Finish the call (on a Mac: Cmd+Enter)"), run: withWork((work) => void finish(work)) },
    { key: "E", about: () => _("More time for wrap-up"), run: withWork((work) => void extend(work)) },
    { key: "O", about: () => _("To the note"), run: focusOn(".outcome textarea") },
    { key: "A", about: () => _("To the answer"), run: focusOn(".script .choices input:checked, .script .choices input, .script .answer-text, .script .answer-input") },
    { key: "C", about: () => _("To the customer"), run: focusOn(".column.customer :is(button, input, a)") },
    { key: "J", about: () => _("Also this person: somebody else calls from this number"), run: withWork(alsoKey) },
    { key: "I", about: () => _("Search the customer's history"), run: focusOn(".timeline-search") },
    { key: "G", about: () => _("Next to call; again: call"), run: nextOrCall },
    { key: "Enter", about: () => _("Call the next one"), run: callPrepared },
    { key: "Z", about: () => _("To the work lists; arrows move, Enter opens"), run: focusLists },
    { key: "ArrowDown", about: () => _("Next row of the work lists"), run: () => moveInLists(1) },
    { key: "ArrowUp", about: () => _("Row before"), run: () => moveInLists(-1) },
    { key: "/", about: () => _("Search customers, calls and tasks"), run: openSearch },
    { key: "Ctrl+K", about: () => _("Search, also while typing"), run: openSearch },
    { key: "U", about: () => _("Pause after this call; again: not"), run: pauseAfterCall },
    { key: "Q", about: () => _("Message to the customer from a template"), run: withWork(toggleMessage) },
    { key: "S", about: () => _("My state"), run: openStateMenu },
    { key: "N", about: () => _("Next open work"), run: () => (selectNext() ? refresh() : false) },
    { key: "D", about: () => _("Put a missed call away"), run: withWork(dismissShown) },
    ...controlKeys(),
    { key: "Escape", about: () => _("Hang up (press twice); leave a field"), run: escape },
  );
  addHelpKey();
}
