/** Settings of the phone in the browser: where it rings, where one talks, and the microphone check. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { icon } from "../ui/icon";
import { refresh } from "../ui/view";
import { check, findDevices, isListening, plugged, startCheck, stopCheck } from "./check";
import { chooseDevice, chosenDevices } from "./devices";
import { meter } from "./meters";
import { tryRinging } from "./ringer";
import type { Devices } from "./types";

let isOpen = false;

export function togglePanel(): void {
  isOpen = !isOpen;
  if (isOpen) void findDevices();
  else stopCheck();
  refresh();
}

export const isPanelOpen = (): boolean => isOpen;

function choose(use: keyof Devices, event: Event): void {
  chooseDevice(use, (event.target as HTMLSelectElement).value);
  if (use === "microphone" && isListening()) void startCheck();
  if (use === "ring") tryRinging();
  refresh();
}

function deviceField(use: keyof Devices, label: string, devices: MediaDeviceInfo[]): TemplateResult {
  const chosen = chosenDevices()[use];
  const option = (one: MediaDeviceInfo, at: number): TemplateResult =>
    html`<option value=${one.deviceId} ?selected=${one.deviceId === chosen}>${one.label || `${label} ${at + 1}`}</option>`;
  return html`<label class="field"><span>${label}</span><select @change=${(event: Event) => choose(use, event)}>
    <option value="" ?selected=${chosen === ""}>${_("System default")}</option>${devices.map(option)}</select></label>`;
}

function checkResult(): TemplateResult | typeof nothing {
  const { state, detail } = check;
  if (state === "refused") return html`<p class="problem" role="alert">${_("No access to the microphone: allow it next to the address.")} ${detail}</p>`;
  if (state === "listening") return html`<p class="hint" role="status">${_("Say something …")}</p>`;
  if (state === "heard") return html`<p class="saved" role="status">${icon("check")}${_("You can be heard.")}</p>`;
  if (state === "silent") return html`<p class="unsaved" role="status">${icon("warning")}${_("Nothing was heard: is it the right microphone, and is it on?")}</p>`;
  return nothing;
}

export function settingsPanel(): TemplateResult | typeof nothing {
  if (!isOpen) return nothing;
  return html`<div class="softphone-settings" id="softphone-settings">
    ${deviceField("microphone", _("Microphone"), plugged.microphones)}
    ${deviceField("ear", _("Headset"), plugged.speakers)}
    ${deviceField("ring", _("Rings on"), plugged.speakers)}
    <div class="buttons">
      ${isListening()
        ? html`<button @click=${stopCheck}>${_("Stop the check")}</button>`
        : html`<button @click=${startCheck}>${_("Check the microphone")}</button>`}
      <button @click=${tryRinging}>${_("Ring once")}</button>
    </div>
    ${isListening() ? meter("microphone", _("Microphone")) : nothing}
    ${checkResult()}
  </div>`;
}
