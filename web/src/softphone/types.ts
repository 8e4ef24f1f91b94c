/** What the phone in the browser is at this moment; goes as it is from the tab that holds it to the others. */

/** `elsewhere`: another browser of the same user is the phone. */
export type Registration = "connecting" | "registered" | "lost" | "refused" | "elsewhere";

/** What keeps the phone from working, where somebody can do something about it. */
export type Trouble = "microphone" | "insecure" | "unreachable" | "script";

export interface Talk {
  phase: "ringing" | "answering" | "talking";
  number: string | null;
  name: string | null;
  /** When it began to ring, then when the two began to talk; ISO time of this machine's clock. */
  since: string;
  held: boolean;
  /** No sound at the moment at the moment; the call is still there. */
  interrupted: boolean;
}

export interface PhoneState {
  registration: Registration;
  /** Since when it is so; ISO time of this machine's clock. */
  since: string;
  trouble: Trouble | null;
  /** What the server or the PBX said about it. */
  detail: string | null;
  talk: Talk | null;
  /** The estimate of the last seconds, null while nobody talks. */
  quality: Sound | null;
}

/** How it sounds now: percent, milliseconds, and the estimate made of them. */
export interface Sound {
  loss: number;
  jitterMs: number;
  rttMs: number | null;
  mos: number;
}

/** How a whole talk sounded, as the server keeps it. */
export interface TalkQuality {
  seconds: number;
  sent: number;
  received: number;
  lost: number;
  lost_there: number;
  jitter_ms: number;
  rtt_ms: number | null;
  mos: number;
  mos_worst: number;
}

/** 0 silent to 1 as loud as it gets. */
export interface Levels {
  microphone: number;
  ear: number;
}

/** What only this phone itself can do; everything else the server asks of the PBX, as for any phone.
 * `fetch`: be the phone again, in place of another browser. */
export type Order = { name: "answer" } | { name: "hold"; on: boolean } | { name: "fetch" };

/** As GET /api/v1/softphone gives them. */
export interface LineSettings {
  websocket: string;
  user: string;
  domain: string;
  secret: string;
  ice_servers: RTCIceServer[];
}

/** Devices by their ids; "" is the system's own choice. */
export interface Devices {
  microphone: string;
  ear: string;
  ring: string;
}

/** The phone itself, made by the separate script; only the tab that holds it has one. */
export interface Line {
  obey(order: Order): Promise<void>;
  levels(): Promise<Levels>;
  /** How the talk of this moment sounded so far; null before the first measurement. */
  measured(): TalkQuality | null;
  /** Ends a talk, gives the registration back. */
  close(): void;
}

export interface LineOwner {
  devices(): Devices;
  changed(state: PhoneState): void;
  /** A talk is over; how it sounded, when anything was measured. */
  ended(quality: TalkQuality | null): void;
}

export type OpenLine = (settings: LineSettings, owner: LineOwner) => Line;

export function newState(): PhoneState {
  return { registration: "connecting", since: new Date().toISOString(), trouble: null, detail: null, talk: null, quality: null };
}
