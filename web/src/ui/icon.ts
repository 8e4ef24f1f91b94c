/** Icons of the sprite that the shell carries. */

import { html, svg, type TemplateResult } from "lit-html";

/** Decorative: the word always stands beside it. */
export function icon(name: string, size = 16): TemplateResult {
  return html`<svg class="icon" width=${size} height=${size} aria-hidden="true" focusable="false">
    ${svg`<use href="#icon-${name}"></use>`}
  </svg>`;
}
