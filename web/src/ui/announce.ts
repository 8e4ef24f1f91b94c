/** Says something to people who listen to the screen, without moving the focus (WCAG 4.1.3). */

const region = (urgent: boolean): HTMLElement | null => document.getElementById(urgent ? "announce-now" : "announce");

export function announce(text: string, urgent = false): void {
  const place = region(urgent);
  if (!place) return;
  place.textContent = "";
  setTimeout(() => (place.textContent = text), 50);
}
