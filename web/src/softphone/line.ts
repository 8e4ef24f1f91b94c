/** The phone itself: registers over the PBX's websocket, takes one call at a time. A script of its own, fetched
 * only by pages whose user has such a phone, for JsSIP is in it. Knows no screen, no server of ours. */

import { C, UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRequest, IncomingResponse } from "jssip/lib/SIPMessage";
import type { IncomingRTCSessionEvent } from "jssip/lib/UA";
import { BrowserTalk } from "./talk";
import { newState, type Levels, type Line, type LineOwner, type LineSettings, type Order, type PhoneState, type Registration, type TalkQuality, type Trouble } from "./types";

const REGISTER_S = 120;
const REFUSED_AGAIN_MS = 30_000;
/** Seconds between attempts to connect: random, doubling, within these. */
const RECONNECT_S = { first: 1, longest: 10 };

/** Of JsSIP's transport, which its declarations leave out. */
interface Reconnectable {
  connect(): void;
  disconnect(): void;
}

class BrowserLine implements Line {
  private readonly state: PhoneState = newState();
  private readonly agent: UA;
  private talk: BrowserTalk | null = null;
  private isClosed = false;

  constructor(
    private readonly settings: LineSettings,
    private readonly owner: LineOwner,
  ) {
    this.agent = new UA({
      sockets: [new WebSocketInterface(settings.websocket)],
      uri: `sip:${settings.user}@${settings.domain}`,
      authorization_user: settings.user,
      password: settings.secret,
      register_expires: REGISTER_S,
      session_timers: false,
      connection_recovery_min_interval: RECONNECT_S.first,
      connection_recovery_max_interval: RECONNECT_S.longest,
    });
    this.listen();
    this.agent.start();
  }

  async obey(order: Order): Promise<void> {
    if (order.name === "answer") await this.talk?.answer();
    else if (order.name === "hold") this.talk?.hold(order.on);
  }

  async levels(): Promise<Levels> {
    return this.talk ? this.talk.levels() : { microphone: 0, ear: 0 };
  }

  measured(): TalkQuality | null {
    return this.talk?.measured() ?? null;
  }

  /** Silent from now on: its connection ends later, and what the phone is by then another says. */
  close(): void {
    this.isClosed = true;
    removeEventListener("online", this.reconnect);
    this.agent.stop();
  }

  private listen(): void {
    const { agent } = this;
    agent.on("disconnected", () => this.is("lost"));
    agent.on("registered", () => {
      this.is("registered");
      this.talk?.reconnected();
    });
    agent.on("registrationFailed", ({ response, cause }) => this.refused(response, cause));
    agent.on("newRTCSession", ({ session, request }: IncomingRTCSessionEvent) => this.ring(session, request));
    addEventListener("online", this.reconnect);
  }

  /** The machine has a network again, or the PBX is silent: the old websocket may be dead without saying so. */
  private readonly reconnect = (): void => {
    const { transport } = this.agent as unknown as { transport: Reconnectable };
    transport.disconnect();
    transport.connect();
  };

  private refused(response: IncomingResponse | null, cause: C.causes | undefined): void {
    if (cause === C.causes.REQUEST_TIMEOUT) return this.reconnect();
    if (!response) return;
    this.is("refused", null, `${response.status_code} ${response.reason_phrase}`);
    setTimeout(() => this.agent.isConnected() && this.agent.register(), REFUSED_AGAIN_MS);
  }

  private is(registration: Registration, trouble: Trouble | null = null, detail: string | null = null): void {
    if (registration !== this.state.registration) this.state.since = new Date().toISOString();
    Object.assign(this.state, { registration, trouble, detail });
    this.tell();
  }

  private tell(): void {
    if (this.isClosed) return;
    this.state.talk = this.talk ? { ...this.talk.talk } : null;
    this.state.quality = this.talk?.sound ?? null;
    this.owner.changed({ ...this.state });
  }

  /** A second call hears "busy"; a call that the agent asked for is answered at once. */
  private ring(session: RTCSession, request: IncomingRequest): void {
    if (this.talk) return session.terminate({ status_code: 486, reason_phrase: "Busy Here" });
    const talk = new BrowserTalk(session, {
      devices: () => this.owner.devices(),
      iceServers: this.settings.ice_servers,
      isConnected: () => this.agent.isConnected(),
      changed: () => this.tell(),
      ended: (quality) => this.ended(quality),
      microphone: (trouble) => this.is(this.state.registration, trouble === null ? null : "microphone", trouble),
    });
    this.talk = talk;
    this.tell();
    if (isOwnCall(request)) void talk.answer();
  }

  private ended(quality: TalkQuality | null): void {
    this.talk = null;
    this.state.trouble = null;
    this.tell();
    this.owner.ended(quality);
  }
}

/** The server marks a call that it placed for the agent; outsiders cannot, for the PBX passes no such header on. */
function isOwnCall(request: IncomingRequest): boolean {
  return /;\s*answer-after=0\b/.test(request.getHeader("Call-Info") ?? "");
}

export const openLine = (settings: LineSettings, owner: LineOwner): Line => new BrowserLine(settings, owner);
