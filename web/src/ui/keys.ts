/** Keyboard: one table of keys for the whole page; single keys only when nobody is typing. */

import { boot } from "../boot";
import { _ } from "../i18n";
import { tell } from "./announce";
import { ownKey, type OwnKeys } from "./keymap";
import { singleKeys } from "./settings";
import { drawNow } from "./view";

export interface Key {
  /** The program's key, and its name in one's own key map: "Enter", "Ctrl+Enter", "R", "1–9". */
  key: string;
  about: () => string;
  /** False: the key was not for us, the browser may have it. */
  run: (event: KeyboardEvent) => boolean | void;
}

const table: Key[] = [];
let own: OwnKeys = boot.keys ?? {};

export const ownKeys = (): OwnKeys => own;

export function useKeys(chosen: OwnKeys): void {
  own = chosen;
}

/** What to press for what the program does with `key`; the same on buttons and in the help. */
export const keyName = (key: string): string => ownKey(own, key);

export function addKeys(...keys: Key[]): void {
  table.push(...keys);
}

export function allKeys(): readonly Key[] {
  return table;
}

const TYPING = ':is(input:not([type="radio"], [type="checkbox"], [type="button"]), textarea, select):enabled:not([readonly])';

/** True while the focus is where letters go. */
export function isTyping(): boolean {
  return document.activeElement?.matches(TYPING) ?? false;
}

const PAUSE_MS = 10_000;
let wroteAt = 0;

/** True while somebody writes, and ten seconds after the last letter: the field is not forgotten yet. */
export function isWritingNow(): boolean {
  return isTyping() && Date.now() - wroteAt < PAUSE_MS;
}

const BUTTONS = "button, a[href], summary";

export function nameOf(event: KeyboardEvent): string {
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return control + (event.altKey ? "Alt+" : "") + key;
}

/** Keys that nobody but us uses: one that is of no use now says so. */
const SAYS_SO = /^(\p{L}|F\d+)$/u;

function matches(key: Key, name: string): boolean {
  return keyName(key.key) === name || (key.key === "1–9" && /^[1-9]$/.test(name));
}

function onKey(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented || event.repeat) return;
  const name = nameOf(event);
  const isSingle = !name.startsWith("Ctrl+") && !name.startsWith("Alt+");
  if (isSingle && (isTyping() || (event.key.length === 1 && !singleKeys()))) return;
  const onButton = document.activeElement?.matches(BUTTONS) ?? false;
  if (event.key === "Enter" && isSingle && onButton) return;
  const meant = table.filter((key) => matches(key, name));
  if (meant.some((key) => key.run(event) !== false)) {
    event.preventDefault();
    drawNow();
  } else if (meant[0] && SAYS_SO.test(name)) tell(_("Not possible now: {about}", { about: meant[0].about() }));
}

export function watchKeys(): void {
  document.addEventListener("input", () => (wroteAt = Date.now()), { capture: true });
  document.addEventListener("keydown", onKey);
}
