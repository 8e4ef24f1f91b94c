/** Joins socket and state, and tells those who asked about each frame after it was applied. */

import { boot } from "../boot";
import { onLanguage } from "../language";
import { drawNow, refresh } from "../ui/view";
import type { Frame } from "../wire";
import { notBefore, serverNow } from "./clock";
import { apply } from "./reduce";
import { LiveSocket } from "./socket";
import { live } from "./state";

type FrameListener = (frame: Frame) => void;

const listeners: FrameListener[] = [];

/** `listener` runs after each applied frame. */
export function onFrame(listener: FrameListener): void {
  listeners.push(listener);
}

/** Who calls is written into the page without waiting for the browser's next frame, which then has only to show it. */
function takeFrame(frame: Frame): void {
  if (frame.type === "event") notBefore(frame.at);
  apply(live, frame, boot.user?.name ?? null, new Date(serverNow()).toISOString());
  for (const listener of listeners) listener(frame);
  refresh();
  if (frame.type === "pop") drawNow();
}

/** Connects this tab; called once. */
export function goLive(): void {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new LiveSocket(`${scheme}://${location.host}/ws`, {
    opened: () => {
      live.connection = { state: "open", lostAt: null };
    },
    loggedOut: () => location.assign(`/login?next=${encodeURIComponent(location.pathname)}`),
    lost: () => {
      live.connection = { state: "lost", lostAt: serverNow() };
      refresh();
    },
    frame: takeFrame,
  });
  socket.connect();
  onLanguage(() => socket.renew());
}
