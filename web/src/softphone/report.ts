/** Sends how a talk sounded to the server, which keeps it with the call: while it goes on, and when it is over. */

import { post } from "../api";
import { boot } from "../boot";
import { live } from "../live/state";
import type { TalkQuality } from "./types";

const EVERY_MS = 10_000;

let callId: string | null = null;
let sentAt = 0;

/** The call that this agent talks on now, as the server knows it. */
function ownCall(): string | null {
  const own = [...live.calls.values()].find(
    (call) => call.agent === boot.user?.name && (call.state === "talking" || call.state === "held"),
  );
  return own?.call_id ?? null;
}

/** Remembers whose quality it is; the server tells of the end of a call before the phone does, or after. */
export function followCall(): void {
  callId = ownCall() ?? callId;
}

/** What was not taken is sent again with the next measurement; figures are not worth a message on the screen. */
async function send(quality: TalkQuality): Promise<void> {
  sentAt = Date.now();
  if (callId) await post(`/calls/${callId}/quality`, quality, true).catch(() => undefined);
}

export function reportQuality(quality: TalkQuality | null): void {
  followCall();
  if (quality && Date.now() - sentAt >= EVERY_MS) void send(quality);
}

export function reportEnd(quality: TalkQuality | null): void {
  if (quality) void send(quality);
  callId = null;
}
