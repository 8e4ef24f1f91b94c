/** Says something to people who listen to the screen, without moving the focus (WCAG 4.1.3). */

const region = (urgent: boolean): HTMLElement | null => document.getElementById(urgent ? "announce-now" : "announce");

const SHOWN_MS = 4_000;
let hiding = 0;

/** The same for everybody: said, and for a moment seen at the foot of the page. */
export function tell(text: string): void {
  announce(text);
  const place = region(false);
  if (!place) return;
  clearTimeout(hiding);
  place.className = "told";
  hiding = window.setTimeout(() => (place.className = "hidden-label"), SHOWN_MS);
}

export function announce(text: string, urgent = false): void {
  const place = region(urgent);
  if (!place) return;
  place.textContent = "";
  setTimeout(() => (place.textContent = text), 50);
}
