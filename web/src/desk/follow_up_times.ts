/** The quick choices of a follow-up, in the local time of the desk. Pure. */

const MORNING_H = 9;

function morning(now: Date, days: number): Date {
  const at = new Date(now);
  at.setDate(at.getDate() + days);
  at.setHours(MORNING_H, 0, 0, 0);
  return at;
}

/** On a whole minute, as the date field shows it. */
export function inOneHour(now: Date): Date {
  return new Date(Math.ceil((now.getTime() + 3_600_000) / 60_000) * 60_000);
}

export const tomorrowMorning = (now: Date): Date => morning(now, 1);

/** The Monday after today, also on a Monday. */
export const nextMonday = (now: Date): Date => morning(now, ((8 - now.getDay()) % 7) || 7);
