/** The server's clock as seen from here; all durations on the screens count by it. */

import { boot } from "../boot";

let offsetMs = Date.parse(boot.server_time) - Date.now();

export function setServerTime(iso: string): void {
  offsetMs = Date.parse(iso) - Date.now();
}

/** Now, in milliseconds of the server's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** Seconds since `iso`, never negative. */
export function secondsSince(iso: string): number {
  return Math.max(0, (serverNow() - Date.parse(iso)) / 1000);
}

/** Seconds until `iso`, never negative. */
export function secondsUntil(iso: string): number {
  return Math.max(0, (Date.parse(iso) - serverNow()) / 1000);
}
