/** From counters of packets to how it sounds. Pure.
 *
 * The estimate is the E-model of ITU-T G.107 as R. G. Cole and J. H. Rosenbluth simplified it ("Voice over IP
 * performance monitoring", ACM SIGCOMM CCR 31/2, 2001): R = 94.2 - Id(delay) - Ie(loss), with Ie for G.711 and
 * losses at random; R becomes a mean opinion score by the curve of G.107 annex B. The words follow G.107's user
 * satisfaction: from R 80 "satisfied", below 60 "nearly all dissatisfied". */

import type { Sound, TalkQuality } from "./types";

/** Counted from the start of a talk; jitter and round trip as they are now. */
export interface Counters {
  sent: number;
  received: number;
  lost: number;
  lostThere: number;
  jitterMs: number;
  rttMs: number | null;
}

/** Packets of 20 ms, and the time to make and play one. */
const CODEC_MS = 25;

export function ratingOf(loss: number, delayMs: number): number {
  const late = Math.max(0, delayMs - 177.3);
  return 94.2 - (0.024 * delayMs + 0.11 * late) - 30 * Math.log(1 + 15 * loss);
}

/** R of the E-model as a mean opinion score, 1 to 4.5. */
export function scoreOf(rating: number): number {
  if (rating <= 0) return 1;
  const r = Math.min(100, rating);
  return Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r));
}

/** What a listener waits: half the round trip, a buffer twice the jitter, the codec. */
export function mouthToEarMs(rttMs: number | null, jitterMs: number): number {
  return (rttMs ?? 0) / 2 + 2 * jitterMs + CODEC_MS;
}

export type QualityWord = "good" | "fair" | "bad";

export function wordOf(mos: number): QualityWord {
  if (mos >= 4.02) return "good";
  return mos >= 3.1 ? "fair" : "bad";
}

const share = (part: number, rest: number): number => (part + rest > 0 ? part / (part + rest) : 0);

class Mean {
  private sum = 0;
  private count = 0;

  add(value: number | null): void {
    if (value === null) return;
    this.sum += value;
    this.count += 1;
  }

  get value(): number | null {
    return this.count ? this.sum / this.count : null;
  }
}

/** Takes the counters every few seconds; knows how it sounds now and how the talk sounded so far. */
export class QualityMeter {
  private last: Counters = { sent: 0, received: 0, lost: 0, lostThere: 0, jitterMs: 0, rttMs: null };
  private readonly jitter = new Mean();
  private readonly roundTrip = new Mean();
  private readonly score = new Mean();
  private worst = 5;

  /** How it sounded since the counters before; null when nothing was due (on hold, cut off). */
  take(now: Counters): Sound | null {
    const before = this.last;
    this.last = now;
    const received = now.received - before.received;
    const lost = Math.max(0, now.lost - before.lost);
    if (received + lost === 0) return null;
    const lostThere = Math.max(0, now.lostThere - before.lostThere);
    const loss = Math.max(share(lost, received), share(lostThere, Math.max(0, now.sent - before.sent - lostThere)));
    const mos = scoreOf(ratingOf(loss, mouthToEarMs(now.rttMs, now.jitterMs)));
    this.jitter.add(now.jitterMs);
    this.roundTrip.add(now.rttMs);
    this.score.add(mos);
    this.worst = Math.min(this.worst, mos);
    return { loss: 100 * loss, jitterMs: now.jitterMs, rttMs: now.rttMs, mos };
  }

  /** Null before the first sound. */
  soFar(seconds: number): TalkQuality | null {
    const mos = this.score.value;
    if (mos === null) return null;
    const { sent, received, lost, lostThere } = this.last;
    return {
      seconds,
      sent,
      received,
      lost: Math.max(0, lost),
      lost_there: Math.max(0, lostThere),
      jitter_ms: this.jitter.value ?? 0,
      rtt_ms: this.roundTrip.value,
      mos,
      mos_worst: this.worst,
    };
  }
}
