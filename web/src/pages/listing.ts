/** A list of the API page by page: the newest request wins, "More" brings the following page. */

import { html, nothing, type TemplateResult } from "lit-html";
import { get, problemText } from "../api";
import { _ } from "../i18n";
import { refresh } from "../ui/view";
import type { Page } from "../wire";

export class Listing<T> {
  items: T[] = [];
  next: string | null = null;
  problem = "";
  isLoaded = false;
  private asked = 0;
  private path = "";

  /** Replaces the list by what `path` (with its query) gives. */
  async load(path: string): Promise<void> {
    this.path = path;
    await this.fetch(path, (items) => items);
  }

  async more(): Promise<void> {
    if (!this.next) return;
    const join = this.path.includes("?") ? "&" : "?";
    await this.fetch(`${this.path}${join}cursor=${encodeURIComponent(this.next)}`, (items) => [...this.items, ...items]);
  }

  private async fetch(path: string, combine: (items: T[]) => T[]): Promise<void> {
    const asked = ++this.asked;
    try {
      const page = await get<Page<T>>(path);
      if (asked !== this.asked) return;
      this.items = combine(page.items);
      this.next = page.next;
      this.problem = "";
    } catch (error) {
      this.problem = problemText(error);
    }
    this.isLoaded = true;
    refresh();
  }

  /** What stands below the rows: a problem, "nothing here", or the way to more. */
  foot(empty: string): TemplateResult | typeof nothing {
    if (this.problem) return html`<p class="problem" role="alert">${this.problem}</p>`;
    if (this.isLoaded && !this.items.length) return html`<p class="empty">${empty}</p>`;
    if (!this.next) return nothing;
    return html`<button class="more" @click=${() => this.more()}>${_("More")}</button>`;
  }
}
