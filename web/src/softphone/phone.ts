/** The phone in the browser as the screens see it: what it is, and orders to it, whichever tab holds it.
 *
 * The phone's own script comes only into the tab that holds the phone. While it talks there, leaving the page warns,
 * and links open in new tabs. */

import { get, problemText } from "../api";
import { boot } from "../boot";
import type { Frame } from "../wire";
import { onFrame } from "../live/live";
import { plugIn } from "../ui/browser_phone";
import { refresh } from "../ui/view";
import { chosenDevices } from "./devices";
import type { View } from "./mirror";
import { reportEnd, reportQuality, followCall } from "./report";
import { startRinging, stopRinging, unlockSound } from "./ringer";
import { Tabs } from "./tabs";
import { newState, type Levels, type Line, type LineOwner, type LineSettings, type OpenLine, type Order, type PhoneState, type TalkQuality, type Trouble } from "./types";

const OPEN_AGAIN_MS = 5000;

let tabs: Tabs | null = null;
let line: Line | null = null;
let troubled: View | null = null;

/** What the phone is, or null when this user's phone stands on the desk. */
export function phone(): View | null {
  return troubled ?? tabs?.view ?? null;
}

/** How loud both sides are, where the phone is in this tab. */
export async function levels(): Promise<Levels> {
  return line ? line.levels() : { microphone: 0, ear: 0 };
}

const isTalking = (): boolean => (tabs?.view.isMine && tabs.view.state.talk !== null) ?? false;

function changed(state: PhoneState): void {
  tabs?.tell(state);
  if (state.talk?.phase === "ringing") startRinging();
  else stopRinging();
  if (state.talk?.phase === "talking") reportQuality(line?.measured() ?? null);
}

/** Another browser of this user is the phone now: this one lets it go, after a talk that is on. */
let isGivenUp = false;

function followHolder(frame: Frame): void {
  if (frame.type !== "phone" || !tabs?.view.isMine) return;
  isGivenUp = frame.holder !== tabs.me;
  letGo();
}

function letGo(): void {
  if (!isGivenUp || isTalking()) return;
  line?.close();
  line = null;
  changed({ ...newState(), registration: "elsewhere" });
}

function ended(quality: TalkQuality | null): void {
  reportEnd(quality);
  letGo();
}

const owner: LineOwner = { devices: chosenDevices, changed, ended };

function fails(trouble: Trouble, detail: string): void {
  changed({ ...newState(), registration: "refused", trouble, detail });
  setTimeout(() => void open(), OPEN_AGAIN_MS);
}

async function open(): Promise<void> {
  if (!boot.softphone) return;
  isGivenUp = false;
  let settings: LineSettings;
  try {
    settings = await get<LineSettings>(`/softphone?holder=${tabs?.me}`);
  } catch (error) {
    return fails("unreachable", problemText(error));
  }
  try {
    const { openLine } = (await import(boot.softphone)) as { openLine: OpenLine };
    if (!isGivenUp) line = openLine(settings, owner);
  } catch (error) {
    fails("script", problemText(error));
  }
}

function obey(order: Order): void {
  if (order.name !== "fetch") void line?.obey(order);
  else if (!line) void open();
}

/** Makes this browser the phone again. */
export function fetchPhone(): void {
  tabs?.order({ name: "fetch" });
}

function warnOfLeaving(event: BeforeUnloadEvent): void {
  if (isTalking()) event.preventDefault();
}

/** A link followed in this tab would end the call; it opens beside it. */
function keepPage(event: MouseEvent): void {
  const link = (event.target as Element | null)?.closest<HTMLAnchorElement>("a[href]");
  if (link && isTalking() && new URL(link.href).pathname !== location.pathname) link.target = "_blank";
  else if (link?.target === "_blank" && link.origin === location.origin) link.removeAttribute("target");
}

function leave(): void {
  line?.close();
  tabs?.leave();
}

/** Called once on every page; does nothing for users whose phone stands on the desk. */
export function startPhone(): void {
  if (!boot.softphone || !boot.user) return;
  if (!isSecureContext) {
    troubled = { holder: null, isMine: true, state: { ...newState(), registration: "refused", trouble: "insecure" } };
    return;
  }
  tabs = new Tabs(`cti.softphone.${boot.user.name}`, { changed: refresh, lead: () => void open(), order: obey });
  plugIn({ answer: () => tabs?.order({ name: "answer" }), hold: (on) => tabs?.order({ name: "hold", on }) });
  onFrame(followCall);
  onFrame(followHolder);
  addEventListener("beforeunload", warnOfLeaving);
  addEventListener("pagehide", leave);
  document.addEventListener("click", keepPage, { capture: true });
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, unlockSound, { capture: true, once: true });
}
