/** The tree of dispositions as lists. Pure: knows neither screen nor page. */

import type { Disposition } from "../wire";

export const isGroup = (all: readonly Disposition[], one: Disposition): boolean => all.some((other) => other.parent === one.code);

/** The group a code is in; "" the top, and for none. */
export function groupOf(all: readonly Disposition[], code: string | null): string {
  return all.find((one) => one.code === code)?.parent ?? "";
}

/** The nearest queues named on the way to the top decide. */
function isFor(all: readonly Disposition[], one: Disposition, queue: string | null): boolean {
  let row: Disposition | undefined = one;
  for (let steps = 0; row && steps <= all.length; steps++) {
    if (row.queues.length) return queue !== null && row.queues.includes(queue);
    const parent: string = row.parent;
    row = all.find((other) => other.code === parent);
  }
  return true;
}

/** Those that may be given: the ends of the tree for calls of this queue. */
function ends(all: readonly Disposition[], queue: string | null): Disposition[] {
  return all.filter((one) => !isGroup(all, one) && isFor(all, one, queue));
}

function isBelow(all: readonly Disposition[], one: Disposition, group: string): boolean {
  let parent = one.parent;
  for (let steps = 0; parent && steps <= all.length; steps++) {
    if (parent === group) return true;
    parent = groupOf(all, parent);
  }
  return false;
}

/** What stands in one level: ends, and groups with ends for this queue. */
export function levelOf(all: readonly Disposition[], group: string, queue: string | null): Disposition[] {
  const possible = ends(all, queue);
  return all.filter((one) => one.parent === group && (isGroup(all, one) ? possible.some((end) => isBelow(all, end, one.code)) : possible.includes(one)));
}

/** Each with its digit: its own, else its place; "" for the tenth and those after it. */
export function keyed(level: readonly Disposition[]): [string, Disposition][] {
  const own = new Set(level.map((one) => one.key).filter(Boolean));
  return level.map((one, at) => {
    const place = at < 9 && !own.has(String(at + 1)) ? String(at + 1) : "";
    return [one.key || place, one];
  });
}

/** The ends whose words (with those of their groups) hold every word of `text`. */
export function matching(all: readonly Disposition[], text: string, queue: string | null, words: (code: string) => string): Disposition[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return ends(all, queue).filter((one) => wanted.every((part) => words(one.code).toLowerCase().includes(part)));
}
