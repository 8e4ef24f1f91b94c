/** Where a caller stands in the queue. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import type { LiveCall } from "../wire";

export function placeInQueue(call: LiveCall): TemplateResult | typeof nothing {
  return call.position === null
    ? nothing
    : html`<span class="muted place" title=${_("Place in the queue; 1 is next")}>${_("No. {n}", { n: call.position })}</span>`;
}
