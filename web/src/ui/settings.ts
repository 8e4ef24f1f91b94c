/** What a person sets for this browser: theme, single-key shortcuts. Kept in local storage. */

export type Theme = "auto" | "light" | "dark";

const THEME = "cti.theme";
const KEYS = "cti.single-keys";

export function theme(): Theme {
  const stored = localStorage.getItem(THEME);
  return stored === "light" || stored === "dark" ? stored : "auto";
}

export function setTheme(chosen: Theme): void {
  localStorage.setItem(THEME, chosen);
  showTheme();
}

/** Writes the theme to the page; the tokens do the rest. */
export function showTheme(): void {
  document.documentElement.dataset["theme"] = theme();
}

export function singleKeys(): boolean {
  return localStorage.getItem(KEYS) !== "off";
}

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(KEYS, on ? "on" : "off");
}
