/** The facts the server wrote into the page: who is here, in which language, the CSRF token. */

import type { Boot } from "./wire";

const NOBODY: Boot = {
  user: null,
  people: {},
  csrf: null,
  softphone: null,
  language: "zh_CN",
  page: "login",
  server_time: new Date().toISOString(),
  dispositions: [],
  disposition_required: false,
  disposition_required_in: {},
  pause_reasons: [],
  service_level_target: 80,
  service_level_targets: {},
};

export function readJson<T>(id: string, from: Document = document): T | null {
  const text = from.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

export const boot: Boot = { ...NOBODY, ...readJson<Boot>("boot") };

/** Takes over what changes with the language; the rest of the page stays. */
export function replaceBoot(next: Boot): void {
  Object.assign(boot, next);
}
