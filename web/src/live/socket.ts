/** The tab's one websocket: connects, resumes after a loss, backs off with jitter. Knows no screen. */

import type { Frame } from "../wire";

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

export interface SocketListener {
  opened(): void;
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
    socket.onopen = () => {
      if (this.lastSeq === null) return;
      this.listener.opened();
      socket.send(JSON.stringify({ type: "resume", after: this.lastSeq }));
    };
    socket.onmessage = (message) => this.take(JSON.parse(String(message.data)) as Frame);
    socket.onclose = () => this.closed();
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

  private closed(): void {
    if (this.leaving) return;
    if (!this.isLost) {
      this.isLost = true;
      this.listener.lost();
    }
    setTimeout(() => this.connect(), retryDelay(this.attempt++, Math.random()));
  }
}
