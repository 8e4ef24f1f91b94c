/** Level meters: moved directly, several times a second, without drawing the page anew. */

import { html, type TemplateResult } from "lit-html";

export interface Gauge {
  microphone: number;
  ear?: number;
}

const STEP_MS = 150;
/** Speech at a usual loudness fills most of a meter; levels are linear. */
const GAIN = 3;

let timer: number | null = null;

/** A meter for people who see; others hear their own voice. */
export function meter(which: keyof Gauge, label: string): TemplateResult {
  return html`<span class="loudness"><span>${label}</span><meter data-level=${which} min="0" max="1" aria-label=${label}></meter></span>`;
}

function show(levels: Gauge): void {
  document.querySelectorAll<HTMLMeterElement>("meter[data-level]").forEach((one) => {
    one.value = Math.min(1, GAIN * (levels[one.dataset["level"] as keyof Gauge] ?? 0));
  });
}

/** Moves the meters of the page by `read` until they are stopped; once started a second start changes nothing. */
export function runMeters(read: () => Promise<Gauge>): void {
  timer ??= window.setInterval(() => void read().then(show), STEP_MS);
}

export function stopMeters(): void {
  if (timer !== null) clearInterval(timer);
  timer = null;
}
