/** One call at the phone in the browser: answers, holds, measures, and mends what a broken network cut.
 *
 * A lost websocket ends nothing: the sound takes its own way. When the websocket is back, a re-INVITE tells the PBX
 * where this phone is now; when the sound was cut as well, it asks for a new way for it (ICE restart). */

import { C } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import { QualityMeter } from "./quality";
import { countersOf, levelsOf } from "./stats";
import type { Devices, Levels, Sound, Talk, TalkQuality } from "./types";

const MEASURE_MS = 2000;
const MEND_AGAIN_MS = 3000;
const GATHER_MS = 1000;
const OFFER_AGAIN_MS = 200;

export interface TalkOwner {
  devices(): Devices;
  iceServers: RTCIceServer[];
  isConnected(): boolean;
  changed(): void;
  ended(quality: TalkQuality | null): void;
  /** Why there is no microphone; null: there is one. */
  microphone(trouble: string | null): void;
}

export class BrowserTalk {
  readonly talk: Talk;
  sound: Sound | null = null;
  private readonly meter = new QualityMeter();
  private readonly speaker = new Audio();
  private wantsHold = false;
  private microphone: MediaStream | null = null;
  private measuring: number | null = null;
  private mending: number | null = null;

  constructor(
    private readonly session: RTCSession,
    private readonly owner: TalkOwner,
  ) {
    const { display_name, uri } = session.remote_identity;
    const isKnown = uri.user !== "anonymous";
    const since = new Date().toISOString();
    this.talk = {
      phase: "ringing", number: isKnown ? uri.user : null, name: display_name, since, held: false, interrupted: false,
    };
    this.keepAlive();
    this.listen();
  }

  /** Raises when there is no microphone; the call then goes on ringing. */
  async answer(): Promise<void> {
    if (this.talk.phase !== "ringing") return;
    this.talk.phase = "answering";
    this.owner.changed();
    try {
      this.microphone = await openMicrophone(this.owner.devices().microphone);
    } catch (error) {
      this.talk.phase = "ringing";
      this.owner.microphone(error instanceof Error ? error.message : String(error));
      return;
    }
    this.owner.microphone(null);
    if (this.session.isEnded()) return this.close();
    this.session.answer({ mediaStream: this.microphone, pcConfig: { iceServers: this.owner.iceServers } });
  }

  hold(on: boolean): void {
    this.wantsHold = on;
    this.settleHold();
  }

  async levels(): Promise<Levels> {
    const connection = this.session.connection;
    return connection && this.talk.phase === "talking" ? levelsOf(connection) : { microphone: 0, ear: 0 };
  }

  measured(): TalkQuality | null {
    return this.meter.soFar((Date.now() - Date.parse(this.talk.since)) / 1000);
  }

  /** The websocket is back: the PBX must learn where we are now. */
  reconnected(): void {
    if (!this.session.isEstablished()) return;
    this.renegotiate();
    this.settleHold();
  }

  /** One offer to the PBX at a time: what was asked meanwhile is done when the PBX has answered. */
  private settleHold(): void {
    const { session, talk, wantsHold } = this;
    if (talk.held === wantsHold || session.isEnded() || !this.owner.isConnected()) return;
    const isSent = wantsHold ? session.hold() : session.unhold();
    if (!isSent) setTimeout(() => this.settleHold(), OFFER_AGAIN_MS);
  }

  /** JsSIP gives a call up when no sound comes, a request cannot be sent or a new offer is refused for now; only
   * the PBX (481: there is no such call) or a person may. */
  private keepAlive(): void {
    const { RTP_TIMEOUT, CONNECTION_ERROR, WEBRTC_ERROR } = C.causes;
    const end = this.session.terminate.bind(this.session);
    const passing: unknown[] = [RTP_TIMEOUT, CONNECTION_ERROR, WEBRTC_ERROR];
    this.session.terminate = (options) => {
      if (!passing.includes(options?.cause)) end(options);
    };
  }

  private listen(): void {
    const { session } = this;
    session.on("peerconnection", ({ peerconnection }) => this.follow(peerconnection));
    session.on("icecandidate", ({ ready }) => void setTimeout(ready, GATHER_MS));
    session.on("confirmed", () => this.begin());
    session.on("hold", ({ originator }) => this.setHeld(originator, true));
    session.on("unhold", ({ originator }) => this.setHeld(originator, false));
    session.on("ended", () => this.close());
    session.on("failed", () => this.close());
  }

  private setHeld(originator: string, held: boolean): void {
    if (originator !== "local") return;
    this.talk.held = held;
    this.owner.changed();
  }

  private follow(connection: RTCPeerConnection): void {
    connection.addEventListener("track", ({ track, streams }) => {
      this.speaker.srcObject = streams[0] ?? new MediaStream([track]);
      const { ear } = this.owner.devices();
      if (ear) void this.speaker.setSinkId(ear).catch(() => undefined);
      void this.speaker.play().catch(() => undefined);
    });
    connection.addEventListener("iceconnectionstatechange", () => this.followIce(connection.iceConnectionState));
  }

  private followIce(state: RTCIceConnectionState): void {
    const interrupted = state === "disconnected" || state === "failed";
    if (interrupted === this.talk.interrupted) return;
    this.talk.interrupted = interrupted;
    if (interrupted) this.mend();
    this.owner.changed();
  }

  /** Asks for a new way for the sound until there is one. */
  private mend(): void {
    if (!this.talk.interrupted || this.session.isEnded()) return;
    if (this.owner.isConnected()) this.renegotiate();
    if (this.mending !== null) clearTimeout(this.mending);
    this.mending = window.setTimeout(() => this.mend(), MEND_AGAIN_MS);
  }

  private renegotiate(): void {
    this.session.renegotiate(this.talk.interrupted ? { rtcOfferConstraints: { iceRestart: true } } : {});
  }

  private begin(): void {
    if (this.talk.phase === "talking") return;
    this.talk.phase = "talking";
    this.talk.since = new Date().toISOString();
    this.measuring = window.setInterval(() => void this.measure(), MEASURE_MS);
    this.owner.changed();
  }

  private async measure(): Promise<void> {
    const connection = this.session.connection;
    if (!connection || this.session.isEnded()) return;
    this.sound = this.meter.take(await countersOf(connection));
    this.owner.changed();
  }

  private close(): void {
    if (this.measuring !== null) clearInterval(this.measuring);
    if (this.mending !== null) clearTimeout(this.mending);
    this.microphone?.getTracks().forEach((track) => track.stop());
    this.speaker.srcObject = null;
    this.owner.ended(this.measured());
  }
}

/** The chosen microphone; another one when it is not plugged in. */
function openMicrophone(deviceId: string): Promise<MediaStream> {
  const wanted = deviceId ? { deviceId: { ideal: deviceId } } : {};
  return navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, ...wanted } });
}
