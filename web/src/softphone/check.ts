/** The microphone check before the shift: listens for a while, shows how loud it is, and says whether anything came. */

import { problemText } from "../api";
import { refresh } from "../ui/view";
import { chosenDevices, pluggedDevices, type Plugged } from "./devices";
import { runMeters, stopMeters } from "./meters";

const LISTEN_MS = 15_000;
/** Louder than an idle microphone hisses. */
const HEARD = 0.02;

export interface Check {
  state: "idle" | "listening" | "heard" | "silent" | "refused";
  detail: string | null;
}

export let check: Check = { state: "idle", detail: null };
export let plugged: Plugged = { microphones: [], speakers: [] };

let stream: MediaStream | null = null;
let context: AudioContext | null = null;
let stopping: number | null = null;

function is(state: Check["state"], detail: string | null = null): void {
  check = { state, detail };
  refresh();
}

export async function findDevices(): Promise<void> {
  plugged = await pluggedDevices();
  refresh();
}

function loudness(analyser: AnalyserNode, samples: Float32Array<ArrayBuffer>): number {
  analyser.getFloatTimeDomainData(samples);
  return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
}

function measure(opened: MediaStream): void {
  context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(opened).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  runMeters(async () => {
    const microphone = loudness(analyser, samples);
    if (microphone > HEARD && check.state === "listening") is("heard");
    return { microphone };
  });
}

export async function startCheck(): Promise<void> {
  stopCheck();
  const { microphone } = chosenDevices();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: microphone ? { deviceId: { ideal: microphone } } : true });
  } catch (error) {
    return is("refused", problemText(error));
  }
  is("listening");
  measure(stream);
  void findDevices();
  stopping = window.setTimeout(stopCheck, LISTEN_MS);
}

/** Lets the microphone go; what was found stays on the screen. */
export function stopCheck(): void {
  if (stopping !== null) clearTimeout(stopping);
  stopping = null;
  if (!stream) return;
  stream.getTracks().forEach((track) => track.stop());
  stream = null;
  void context?.close();
  stopMeters();
  if (check.state === "listening") is("silent");
  else refresh();
}

export const isListening = (): boolean => stream !== null;
