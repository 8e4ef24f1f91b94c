/** A ringing call reaches people who look elsewhere: title, favicon, notification, screen reader. On every page. */

import { boot } from "../boot";
import { _ } from "../i18n";
import { onFrame } from "../live/live";
import { ringingHere } from "../live/state";
import { announce } from "../ui/announce";
import { phone } from "../ui/format";
import { goTo } from "../ui/agent_state";
import type { Pop } from "../wire";
import { chime, unlockChime } from "./chime";

const plainTitle = (): string => document.title.replace(/^◉ .* – /, "");

/** A click is needed once before a browser lets a page notify and sound. */
export function startShift(): void {
  unlockChime();
  if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
  void goTo("ready");
}

function nameOf(pop: Pop): string {
  const who = pop.customer?.name ?? pop.caller.name;
  const number = pop.caller_display ?? phone(pop.caller.number);
  return [number || _("Number withheld"), who].filter(Boolean).join(" · ");
}

function showSigns(): void {
  const call = ringingHere();
  const favicon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = favicon?.dataset[call ? "ringing" : "plain"];
  if (favicon && href && favicon.getAttribute("href") !== href) favicon.setAttribute("href", href);
  const title = call ? `◉ ${phone(call.caller.number) || _("Number withheld")} – ${plainTitle()}` : plainTitle();
  if (document.title !== title) document.title = title;
}

function notify(pop: Pop): void {
  announce(_("Incoming call: {who}. Queue: {queue}.", { who: nameOf(pop), queue: pop.queue ?? _("direct") }), true);
  if (document.hidden && !boot.softphone) chime();
  if (!("Notification" in window) || Notification.permission !== "granted" || !document.hidden) return;
  const shown = new Notification(nameOf(pop), { body: pop.queue ?? "", tag: pop.call_id });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}

export function watchRinging(): void {
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, unlockChime, { capture: true, once: true });
  onFrame((frame) => {
    if (frame.type === "pop" && frame.reason === "offered") notify(frame);
    showSigns();
  });
}
