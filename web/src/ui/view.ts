/** Rendering: each mounted part is a function of the state; one change redraws all of them once. */

import { render, type TemplateResult } from "lit-html";

type Template = () => TemplateResult;

const mounted: [HTMLElement, Template][] = [];
const afterDraw: (() => void)[] = [];
let waiting = false;

function drawAll(): void {
  waiting = false;
  for (const [root, template] of mounted) render(template(), root);
  afterDraw.splice(0).forEach((action) => action());
}

/** Draws `template` into `root` now and after each `refresh()`. */
export function mount(root: HTMLElement, template: Template): void {
  mounted.push([root, template]);
  refresh();
}

/** What changed is drawn at once: the next key finds the screen and the focus that the last one brought. */
export function drawNow(): void {
  if (waiting) drawAll();
}

/** Something changed: draw soon, once for all changes that arrive together. Works in hidden tabs too. */
export function refresh(): void {
  if (waiting) return;
  waiting = true;
  if (document.hidden) setTimeout(drawNow, 0);
  else requestAnimationFrame(drawNow);
}

/** Runs `action` behind the next frame: a request keeps no picture waiting. */
export function behindFrame(action: () => void): void {
  const later = (): void => void setTimeout(action, 0);
  if (document.hidden) later();
  else requestAnimationFrame(later);
}

/** Runs `action` when the screen shows the present state (for moving the focus). */
export function whenDrawn(action: () => void): void {
  afterDraw.push(action);
  refresh();
}
