/** Texts in the user's language, from the same catalogue as the templates. */

import { readJson } from "./boot";

type Values = Record<string, string | number>;

let texts: Record<string, string> = readJson<Record<string, string>>("i18n") ?? {};

export function replaceTexts(next: Record<string, string>): void {
  texts = next;
}

/** The text for `id` with `{name}` places filled in; a missing text falls back to its English id. */
export function _(id: string, values?: Values): string {
  const text = texts[id] || id;
  return values ? text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place)) : text;
}

export function locale(): string {
  return document.documentElement.lang.replace("_", "-") || "zh-CN";
}
