/** The phone in the browser, when there is one: what only it can do. Others do not ask how. */

export interface BrowserPhone {
  answer: () => void;
  hold: (on: boolean) => void;
}

let plugged: BrowserPhone | null = null;

export function plugIn(phone: BrowserPhone): void {
  plugged = phone;
}

export const browserPhone = (): BrowserPhone | null => plugged;
