/** The right part of the top bar: own state, today's figures, link, language, me. */

import { html, nothing, type TemplateResult } from "lit-html";
import { post } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { switchLanguage } from "../language";
import { doubtfulLink, live, ringingHere } from "../live/state";
import { elapsed } from "../live/ticking";
import type { Language } from "../wire";
import { refusal } from "./agent_state";
import { fullTime, phone } from "./format";
import { toggleHelp } from "./help";
import { icon } from "./icon";
import { closeMenus } from "./menu";
import { setTheme, theme, type Theme } from "./settings";
import { stateMenu } from "./state_menu";
import { stateNotice } from "./state_notice";
import { todayFigures } from "./today";
import { refresh } from "./view";

function choice(name: string, label: string, act: () => void): TemplateResult {
  return html`<li><button @click=${act}>${icon(name)}<span>${label}</span></button></li>`;
}

function linkSign(): TemplateResult {
  const { state, lostAt } = live.connection;
  if (state === "lost" && lostAt !== null) {
    const since = new Date(lostAt).toISOString();
    return html`<span class="link link-lost" title=${fullTime(since)}>${icon("unlinked")}
      <span>${_("No connection for")} <span class="time">${elapsed(since)}</span></span></span>`;
  }
  if (state === "connecting") return html`<span class="link">${icon("link")}<span>${_("Connecting")}</span></span>`;
  if (doubtfulLink()) return html`<span class="link link-doubt">${icon("uncertain")}<span>${_("PBX uncertain")}</span></span>`;
  return html`<span class="link link-good">${icon("link")}<span>${_("Connected")}</span></span>`;
}

function languageButton(code: Language, label: string, title: string): TemplateResult {
  return html`<button lang=${code === "en" ? "en" : "zh-CN"} title=${title} aria-label=${title}
    aria-pressed=${boot.language === code} @click=${() => switchLanguage(code)}>${label}</button>`;
}

function themeButton(value: Theme, label: string): TemplateResult {
  const set = (): void => {
    setTheme(value);
    refresh();
  };
  return html`<button aria-pressed=${theme() === value} @click=${set}>${label}</button>`;
}

async function logOut(): Promise<void> {
  await post("/logout");
  location.assign("/login");
}

function meMenu(): TemplateResult | typeof nothing {
  const user = boot.user;
  if (!user) return nothing;
  return html`<details class="menu me-menu">
    <summary>${icon("person")}<span>${user.display_name ?? user.name}</span>${icon("down", 12)}</summary>
    <ul aria-label=${_("Me")}>
      <li class="about">${user.name}${user.extension ? ` · ${_("Extension {number}", { number: user.extension })}` : ""}</li>
      <li class="pair" role="group" aria-label=${_("Colours")}>
        ${themeButton("auto", _("Auto"))}${themeButton("light", _("Light"))}${themeButton("dark", _("Dark"))}
      </li>
      ${choice("keyboard", _("Keys"), () => (closeMenus(), toggleHelp()))}
      ${choice("leave", _("Log out"), () => void logOut())}
    </ul>
  </details>`;
}

/** Between the state and the link: a refusal, the way to a ringing call from other pages, or today's figures. */
function middle(): TemplateResult | typeof nothing {
  if (refusal()) return html`<span class="refusal" role="alert">${refusal()}</span>`;
  const call = boot.page === "desk" ? null : ringingHere();
  if (!call) return stateNotice() ?? todayFigures();
  const who = phone(call.caller.number) || _("Number withheld");
  return html`<a class="to-desk" href="/desk">${_("Incoming call {who}: to the desk", { who })}</a>`;
}

export function topBar(): TemplateResult {
  return html`${live.known && boot.user?.extension ? stateMenu() : nothing}
    ${middle()}
    <span class="push"></span>
    <span role="status">${linkSign()}</span>
    <span class="pair" role="group" aria-label=${_("Language")}>
      ${languageButton("zh_CN", "中", "中文")}${languageButton("en", "EN", "English")}
    </span>
    ${meMenu()}`;
}
