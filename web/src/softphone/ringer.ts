/** The sound of ringing, made here, on a device of its own. A browser plays nothing before the first click or key in
 * the page; `isMuted` tells when that is so. */

import { chosenDevices } from "./devices";

/** Two tones, a second on and two off, as loud as half of what the device can. */
const TONES_HZ = [440, 480];
const ON_S = 1;
const PERIOD_S = 3;
const LOUDNESS = 0.25;
/** Enough for the longest ring; the oscillators are stopped long before. */
const PERIODS = 60;

let context: AudioContext | null = null;
let speaker: HTMLAudioElement | null = null;
let sounding: OscillatorNode[] = [];

/** A click or key lets the page sound; called for the first ones. */
export function unlockSound(): void {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
}

export function isMuted(): boolean {
  return context === null || context.state !== "running";
}

function rhythm(on: AudioContext): GainNode {
  const gain = on.createGain();
  const start = on.currentTime;
  gain.gain.value = 0;
  for (let n = 0; n < PERIODS; n += 1) {
    gain.gain.setValueAtTime(LOUDNESS, start + n * PERIOD_S);
    gain.gain.setValueAtTime(0, start + n * PERIOD_S + ON_S);
  }
  return gain;
}

async function playOn(stream: MediaStream, deviceId: string): Promise<void> {
  speaker ??= new Audio();
  speaker.srcObject = stream;
  if (deviceId) await speaker.setSinkId(deviceId).catch(() => undefined);
  await speaker.play().catch(() => undefined);
}

export function startRinging(): void {
  if (sounding.length) return;
  unlockSound();
  if (!context) return;
  const gain = rhythm(context);
  const out = context.createMediaStreamDestination();
  gain.connect(out);
  sounding = TONES_HZ.map((hertz) => {
    const tone = new OscillatorNode(context as AudioContext, { frequency: hertz });
    tone.connect(gain);
    tone.start();
    return tone;
  });
  void playOn(out.stream, chosenDevices().ring);
}

export function stopRinging(): void {
  sounding.forEach((tone) => tone.stop());
  sounding = [];
  if (speaker) speaker.srcObject = null;
}

/** Rings once, to hear where. */
export function tryRinging(): void {
  stopRinging();
  startRinging();
  setTimeout(stopRinging, ON_S * 1000);
}
