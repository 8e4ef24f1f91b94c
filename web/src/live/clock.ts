/** The server's clock as seen from here; all durations on the screens count by it. This machine's clock may be
 * wrong, and set right or wrong at any moment: only the steady time of the page is used. */

import { boot } from "../boot";

let offsetMs = Date.parse(boot.server_time) - performance.now();

export function setServerTime(iso: string): void {
  offsetMs = Date.parse(iso) - performance.now();
}

/** It was already `iso` at the server: after this machine slept, its steady time is behind. */
export function notBefore(iso: string): void {
  offsetMs = Math.max(offsetMs, Date.parse(iso) - performance.now());
}

/** Now, in milliseconds of the server's clock. */
export function serverNow(): number {
  return performance.now() + offsetMs;
}

/** Seconds since `iso`, never negative. */
export function secondsSince(iso: string): number {
  return Math.max(0, (serverNow() - Date.parse(iso)) / 1000);
}

/** Seconds until `iso`, never negative. */
export function secondsUntil(iso: string): number {
  return Math.max(0, (Date.parse(iso) - serverNow()) / 1000);
}
