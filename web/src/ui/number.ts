/** Telephone numbers: shown the local way, copied as E.164. */

import { html, nothing, type TemplateResult } from "lit-html";
import { phone } from "./format";

export function numberText(number: string | null | undefined, display?: string | null): TemplateResult | typeof nothing {
  if (!number) return nothing;
  return html`<span class="number" data-copy=${number}>${display || phone(number)}</span>`;
}

/** A selection that lies in one number is copied in the form other programs understand. */
export function watchCopies(): void {
  document.addEventListener("copy", (event) => {
    const node = getSelection()?.anchorNode;
    const holder = (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>("[data-copy]");
    const e164 = holder?.dataset["copy"];
    if (!e164 || !holder.contains(getSelection()?.focusNode ?? null)) return;
    event.clipboardData?.setData("text/plain", e164);
    event.preventDefault();
  });
}
