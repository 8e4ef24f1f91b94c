/** Which microphone, headset and ringing device this browser uses; kept in local storage. */

import type { Devices } from "./types";

const KEY = "cti.softphone.devices";
const SYSTEM: Devices = { microphone: "", ear: "", ring: "" };

export function chosenDevices(): Devices {
  const stored = localStorage.getItem(KEY);
  return stored ? { ...SYSTEM, ...(JSON.parse(stored) as Partial<Devices>) } : SYSTEM;
}

export function chooseDevice(use: keyof Devices, deviceId: string): void {
  localStorage.setItem(KEY, JSON.stringify({ ...chosenDevices(), [use]: deviceId }));
}

export interface Plugged {
  microphones: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

/** What is plugged in; names are empty until the microphone was allowed once. */
export async function pluggedDevices(): Promise<Plugged> {
  const all = await navigator.mediaDevices.enumerateDevices();
  const real = all.filter((one) => one.deviceId !== "" && one.deviceId !== "default");
  return {
    microphones: real.filter((one) => one.kind === "audioinput"),
    speakers: real.filter((one) => one.kind === "audiooutput"),
  };
}
