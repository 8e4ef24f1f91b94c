/** What time it is for the other side, when it is another than here. Pure. */

import { locale } from "../i18n";
import { dateFormat } from "./date_format";

/** Between these hours it is usual to call people (the server has the same: cti/worklists/localtime.py). */
const FROM = 8;
const UNTIL = 21;

/** Minutes of the day in `zone` (here: undefined). */
function minutes(at: Date, zone?: string): number {
  const parts = dateFormat("en-GB", { hour: "2-digit", minute: "2-digit", ...(zone ? { timeZone: zone } : {}) }).formatToParts(at);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return read("hour") * 60 + read("minute");
}

export interface There {
  /** The time there, in the reader's language; the earliest first when the number leaves several open. */
  times: string[];
  isUnusual: boolean;
}

/** Nothing when it is the same time there as here, or not known. */
export function timeThere(zones: string[], at: Date, here?: string): There | null {
  if (!zones.length || zones.every((zone) => minutes(at, zone) === minutes(at, here))) return null;
  const ends = zones.filter((_zone, place) => place === 0 || place === zones.length - 1);
  const inZone = (timeZone: string): string =>
    dateFormat(locale(), { hour: "2-digit", minute: "2-digit", weekday: "short", timeZone }).format(at);
  const isUnusual = zones.some((zone) => minutes(at, zone) < FROM * 60 || minutes(at, zone) >= UNTIL * 60);
  return { times: ends.map(inZone), isUnusual };
}
