/** One's own keys: a key of the program -> the key that a person chose for it. Pure; kept with the account. */

export type OwnKeys = Readonly<Record<string, string>>;

/** Digits pick what stands on the screen beside them, Escape always leaves: these stay. */
const FIXED = ["1–9", "0", "Escape"];

export const isFixed = (key: string): boolean => FIXED.includes(key);

export const ownKey = (own: OwnKeys, key: string): string => own[key] ?? key;

/** Which of `all` keys of the program `chosen` is now, other than `key`; null when it is free. */
export function holderOf(own: OwnKeys, all: readonly string[], key: string, chosen: string): string | null {
  if (/^[0-9]$/.test(chosen)) return "1–9";
  return all.find((other) => other !== key && ownKey(own, other) === chosen) ?? null;
}

/** `own` with `chosen` for `key`; the key of the program itself needs no entry. */
export function withKey(own: OwnKeys, key: string, chosen: string): OwnKeys {
  const { [key]: _before, ...rest } = own;
  return chosen === key ? rest : { ...rest, [key]: chosen };
}

/** Keys that only help to type others, or that a browser and a screen reader cannot do without. */
export const isChoosable = (name: string): boolean => !/^(?:(?:Ctrl\+|Alt\+)*(?:Shift|Control|Alt|AltGraph|Meta|CapsLock|Tab| |Process|Dead|Unidentified)|Ctrl\+[TWNRL])$/.test(name);
