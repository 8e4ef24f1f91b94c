/** Texts that change with time: each second only these text nodes are written, nothing is rendered anew. */

import { noChange } from "lit-html";
import { AsyncDirective, directive } from "lit-html/async-directive.js";
import { duration } from "../ui/format";
import { secondsSince, secondsUntil } from "./clock";

class Ticking extends AsyncDirective {
  private text: () => string = () => "";

  render(text: () => string): unknown {
    this.text = text;
    ticking.add(this);
    return text();
  }

  tick(): void {
    this.setValue(this.text() ?? noChange);
  }

  protected override disconnected(): void {
    ticking.delete(this);
  }

  protected override reconnected(): void {
    ticking.add(this);
  }
}

const ticking = new Set<Ticking>();
setInterval(() => ticking.forEach((one) => one.tick()), 1000);

/** A text computed anew each second. */
export const tick = directive(Ticking);

/** `m:ss` counting up from `iso`. */
export const elapsed = (iso: string): unknown => tick(() => duration(secondsSince(iso)));

/** `m:ss` counting down to `iso`. */
export const remaining = (iso: string): unknown => tick(() => duration(secondsUntil(iso)));
