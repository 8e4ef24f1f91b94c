/** Numbers, durations and times the way the user reads them. Pure. */

import { locale } from "../i18n";
import { dateFormat } from "./date_format";

/** `m:ss`, `h:mm:ss` over an hour. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = two(whole % 60);
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : `${Math.round(value)} %`;
}

const SHAPES: [RegExp, string][] = [
  [/^(?:\+86)?(1[3-9]\d)(\d{4})(\d{4})$/, "$1 $2 $3"],
  [/^(?:\+86)?([48]00)(\d{3})(\d{4})$/, "$1 $2 $3"],
  [/^(?:\+86|0)(10|2\d)(\d{4})(\d{4})$/, "0$1 $2 $3"],
  [/^(?:\+86|0)([3-9]\d{2})(\d{3,4})(\d{4})$/, "0$1 $2 $3"],
];

/** A number as it is read aloud here: 138 0013 8000; other countries and short codes as they are. */
export function phone(number: string | null | undefined): string {
  if (!number) return "";
  const plain = number.replace(/[\s-]/g, "");
  for (const [shape, spaced] of SHAPES) {
    if (shape.test(plain)) return plain.replace(shape, spaced);
  }
  return number;
}

function format(iso: string, options: Intl.DateTimeFormatOptions): string {
  return dateFormat(locale(), options).format(new Date(iso));
}

export const clockTime = (iso: string): string => format(iso, { hour: "2-digit", minute: "2-digit" });
export const fullTime = (iso: string): string => format(iso, { dateStyle: "medium", timeStyle: "medium" });
export const day = (iso: string): string => format(iso, { month: "short", day: "numeric" });

/** Today the time, else the day and time. */
export function when(iso: string): string {
  const sameDay = new Date(iso).toDateString() === new Date().toDateString();
  return sameDay ? clockTime(iso) : `${day(iso)} ${clockTime(iso)}`;
}

/** For `<input type=datetime-local>`: local time without zone. */
export function toLocalInput(iso: string | null): string {
  if (!iso) return "";
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function fromLocalInput(value: string): string | null {
  return value ? new Date(value).toISOString() : null;
}

/** Midnight of this day (or `days` ago), as ISO time. */
export function startOfDay(days = 0): string {
  const date = new Date();
  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() - days);
  return date.toISOString();
}
