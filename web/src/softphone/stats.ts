/** Reads a peer connection's statistics: the counters behind the quality, and how loud both sides are. */

import type { Counters } from "./quality";
import type { Levels } from "./types";

/** The members of the W3C's statistics that we read; browsers leave out what they do not know. */
interface Report {
  type: string;
  kind?: string;
  packetsSent?: number;
  packetsReceived?: number;
  packetsLost?: number;
  jitter?: number;
  roundTripTime?: number;
  nominated?: boolean;
  currentRoundTripTime?: number;
  audioLevel?: number;
}

async function reportsOf(connection: RTCPeerConnection): Promise<Report[]> {
  const reports: Report[] = [];
  (await connection.getStats()).forEach((report: Report) => reports.push(report));
  return reports;
}

const milliseconds = (seconds: number | undefined): number | null => (seconds === undefined ? null : 1000 * seconds);

export async function countersOf(connection: RTCPeerConnection): Promise<Counters> {
  const reports = await reportsOf(connection);
  const find = (type: string): Report | undefined => reports.find((one) => one.type === type && one.kind === "audio");
  const pair = reports.find((one) => one.type === "candidate-pair" && one.nominated);
  const inbound = find("inbound-rtp");
  const there = find("remote-inbound-rtp");
  return {
    sent: find("outbound-rtp")?.packetsSent ?? 0,
    received: inbound?.packetsReceived ?? 0,
    lost: inbound?.packetsLost ?? 0,
    lostThere: there?.packetsLost ?? 0,
    jitterMs: milliseconds(inbound?.jitter) ?? 0,
    rttMs: milliseconds(there?.roundTripTime ?? pair?.currentRoundTripTime),
  };
}

export async function levelsOf(connection: RTCPeerConnection): Promise<Levels> {
  const reports = await reportsOf(connection);
  const loud = (type: string): number => reports.find((one) => one.type === type && one.kind === "audio")?.audioLevel ?? 0;
  return { microphone: loud("media-source"), ear: loud("inbound-rtp") };
}
