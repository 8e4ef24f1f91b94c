/** A short chime for a call that rings while the page is in the background; phones in the browser ring themselves. */

let context: AudioContext | null = null;

const TONES_HZ = [660, 880];
const TONE_S = 0.18;
const LOUD = 0.15;

/** Browsers let a page sound only after a click: the one that starts the shift. */
export function unlockChime(): void {
  context ??= new AudioContext();
  void context.resume();
}

export function chime(): void {
  if (context?.state !== "running") return;
  const volume = new GainNode(context, { gain: LOUD });
  volume.connect(context.destination);
  TONES_HZ.forEach((frequency, place) => {
    const tone = new OscillatorNode(context as AudioContext, { frequency });
    const at = (context as AudioContext).currentTime + place * TONE_S;
    tone.connect(volume);
    tone.start(at);
    tone.stop(at + TONE_S);
  });
}
