/** The key map: a panel beside the work, opened with "?", never a dialog in its way. Every key can be changed. */

import { html, nothing, type TemplateResult } from "lit-html";
import { problemText, put } from "../api";
import { _ } from "../i18n";
import { announce } from "./announce";
import { icon } from "./icon";
import { holderOf, isChoosable, isFixed, withKey, type OwnKeys } from "./keymap";
import { addKeys, allKeys, keyName, nameOf, ownKeys, useKeys, type Key } from "./keys";
import { setSingleKeys, singleKeys } from "./settings";
import { refresh } from "./view";

let isOpen = false;
/** The program's key for which a new one is awaited. */
let awaited = "";
let notice = "";

export function toggleHelp(): void {
  isOpen = !isOpen;
  awaited = notice = "";
  refresh();
}

/** True when the panel was open and is closed now. */
export function closeHelp(): boolean {
  const wasOpen = isOpen;
  if (wasOpen) toggleHelp();
  return wasOpen;
}

async function keep(keys: OwnKeys, said: string): Promise<void> {
  const before = ownKeys();
  useKeys(keys);
  try {
    await put("/me/keys", { keys });
    notice = said;
  } catch (error) {
    useKeys(before);
    notice = problemText(error);
  }
  announce(notice);
  refresh();
}

function aboutOf(key: string): string {
  return allKeys().find((one) => one.key === key)?.about() ?? "";
}

/** The next key pressed on the button becomes the key; Escape leaves it as it was. */
function choose(event: KeyboardEvent): void {
  if (!awaited) return;
  const name = nameOf(event);
  if (name === "Escape") {
    awaited = notice = "";
  } else {
    if (!isChoosable(name)) return;
    const holder = holderOf(ownKeys(), allKeys().map((one) => one.key), awaited, name);
    if (holder) notice = _("{key} is in use: {about}", { key: name, about: aboutOf(holder) });
    else {
      void keep(withKey(ownKeys(), awaited, name), _("From now on: {key}", { key: name }));
      awaited = "";
    }
  }
  event.preventDefault();
  event.stopPropagation();
  refresh();
}

function awaitKey(key: string): void {
  awaited = key;
  notice = _("Press the new key, or Escape to leave it as it is.");
  announce(notice);
  refresh();
}

function row(key: Key): TemplateResult {
  const shown = keyName(key.key);
  const isAwaited = awaited === key.key;
  return html`<div><dt><kbd>${isAwaited ? "…" : shown}</kbd></dt><dd>${key.about()}</dd>
    ${isFixed(key.key) ? nothing : html`<dd class="change"><button class="quiet" aria-label=${_("Change the key for: {about}", { about: key.about() })}
      aria-pressed=${isAwaited ? "true" : "false"} @click=${() => awaitKey(key.key)} @keydown=${choose} @blur=${() => isAwaited && leave()}>${icon("keyboard", 14)}</button></dd>`}</div>`;
}

function leave(): void {
  awaited = "";
  refresh();
}

/** `more` stands below the keys. */
export function helpPanel(more: unknown = nothing): TemplateResult | typeof nothing {
  if (!isOpen) return nothing;
  const isOwn = Object.keys(ownKeys()).length > 0;
  return html`<aside class="help" aria-label=${_("Keys")}>
    <header>
      <h2>${_("Keys")}</h2>
      <button class="quiet" @click=${toggleHelp}>${icon("close")}<span>${_("Close")}</span></button>
    </header>
    <p class="hint" role="status">${notice || _("Single keys work only while you are not typing.")}</p>
    <dl>${allKeys().map(row)}</dl>
    <label class="check">
      <input type="checkbox" .checked=${singleKeys()}
        @change=${(event: Event) => setSingleKeys((event.target as HTMLInputElement).checked)} />
      <span>${_("Single keys without Ctrl")}</span>
    </label>
    ${isOwn ? html`<button @click=${() => void keep({}, _("All keys are as the program brings them."))}>${_("All keys as they were")}</button>` : nothing}
    ${more}
  </aside>`;
}

export function addHelpKey(): void {
  addKeys({ key: "?", about: () => _("Show or hide this list"), run: toggleHelp });
}
