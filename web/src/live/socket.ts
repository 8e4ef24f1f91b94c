/** The tab's one websocket: connects, resumes after a loss, backs off with jitter. Knows no screen. */

import type { Frame } from "../wire";

/** The session is over: a new socket would be refused as well. */
const LOGGED_OUT = 4401;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

export interface SocketListener {
  opened(): void;
  loggedOut(): void;
  /** Called once per loss, not per failed attempt. */
  lost(): void;
  frame(frame: Frame): void;
}

/** The time before attempt `n` (0 first): doubling, with half of it random so that tabs do not return together. */
export function retryDelay(attempt: number, random: number): number {
  const full = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
  return full / 2 + (full / 2) * random;
}

export class LiveSocket {
  private attempt = 0;
  private lastSeq: number | null = null;
  private isLost = false;
  private leaving = false;
  private socket: WebSocket | null = null;

  constructor(
    private readonly url: string,
    private readonly listener: SocketListener,
  ) {
    addEventListener("pagehide", () => (this.leaving = true));
    addEventListener("pageshow", (event) => {
      this.leaving = false;
      if (event.persisted) this.connect();
    });
  }

  connect(): void {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => {
      if (this.lastSeq === null) return;
      this.listener.opened();
      socket.send(JSON.stringify({ type: "resume", after: this.lastSeq }));
    };
    socket.onmessage = (message) => this.take(JSON.parse(String(message.data)) as Frame);
    socket.onclose = (event) => this.closed(event.code, socket);
  }

  /** A new socket in place of this one, for a server that words its frames in another language now. */
  renew(): void {
    const old = this.socket;
    this.connect();
    old?.close();
  }

  private take(frame: Frame): void {
    this.attempt = 0;
    if (frame.type === "snapshot") this.lastSeq = frame.seq;
    else if (frame.type !== "error") {
      if (this.lastSeq !== null && frame.seq <= this.lastSeq) return;
      this.lastSeq = frame.seq;
    }
    this.isLost = false;
    this.listener.opened();
    this.listener.frame(frame);
  }

  private closed(code: number, socket: WebSocket): void {
    if (this.leaving || socket !== this.socket) return;
    if (code === LOGGED_OUT) return this.listener.loggedOut();
    if (!this.isLost) {
      this.isLost = true;
      this.listener.lost();
    }
    setTimeout(() => this.connect(), retryDelay(this.attempt++, Math.random()));
  }
}
