/** The key map: a panel beside the work, opened with "?", never a dialog in its way. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { icon } from "./icon";
import { addKeys, allKeys } from "./keys";
import { setSingleKeys, singleKeys } from "./settings";
import { refresh } from "./view";

let isOpen = false;

export function toggleHelp(): void {
  isOpen = !isOpen;
  refresh();
}

/** True when the panel was open and is closed now. */
export function closeHelp(): boolean {
  const wasOpen = isOpen;
  isOpen = false;
  if (wasOpen) refresh();
  return wasOpen;
}

function row(key: string, about: string): TemplateResult {
  return html`<div><dt><kbd>${key}</kbd></dt><dd>${about}</dd></div>`;
}

export function helpPanel(): TemplateResult | typeof nothing {
  if (!isOpen) return nothing;
  return html`<aside class="help" aria-label=${_("Keys")}>
    <header>
      <h2>${_("Keys")}</h2>
      <button class="quiet" @click=${toggleHelp}>${icon("close")}<span>${_("Close")}</span></button>
    </header>
    <dl>${allKeys().map((key) => row(key.key, key.about()))}</dl>
    <label class="check">
      <input type="checkbox" .checked=${singleKeys()}
        @change=${(event: Event) => setSingleKeys((event.target as HTMLInputElement).checked)} />
      <span>${_("Single keys without Ctrl")}</span>
    </label>
    <p class="hint">${_("Single keys work only while you are not typing.")}</p>
  </aside>`;
}

export function addHelpKey(): void {
  addKeys({ key: "?", about: () => _("Show or hide this list"), run: toggleHelp });
}
