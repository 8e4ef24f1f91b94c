/** Logging in. */

import { html, nothing, type TemplateResult } from "lit-html";
import { post, problemText } from "../api";
import { boot } from "../boot";
import { switchLanguage } from "../language";
import { _ } from "../i18n";
import { icon } from "../ui/icon";
import { mount, refresh } from "../ui/view";
import type { Language } from "../wire";

let problem = "";
let sending = false;

/** Only a place of this server. */
function nextPage(): string {
  const wanted = new URLSearchParams(location.search).get("next") ?? "/";
  return /^\/(?![/\\])/.test(wanted) ? wanted : "/";
}

async function logIn(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const form = new FormData(event.target as HTMLFormElement);
  sending = true;
  problem = "";
  refresh();
  try {
    await post("/login", { username: form.get("username"), password: form.get("password") });
    location.assign(nextPage());
  } catch (error) {
    problem = problemText(error);
    sending = false;
    refresh();
    document.querySelector<HTMLInputElement>("input[name=password]")?.select();
  }
}

function language(code: Language, label: string): TemplateResult {
  return html`<button type="button" lang=${code === "en" ? "en" : "zh-CN"} aria-pressed=${boot.language === code}
    @click=${() => switchLanguage(code)}>${label}</button>`;
}

function loginForm(): TemplateResult {
  return html`<form class="login" @submit=${logIn}>
    <header><span class="brand">${icon("brand", 24)}<span>CTI</span></span>
      <span class="pair" role="group" aria-label=${_("Language")}>${language("zh_CN", "中文")}${language("en", "English")}</span></header>
    <h1>${_("Log in")}</h1>
    <label class="field"><span>${_("User name")}</span>
      <input name="username" required autocomplete="username" autocapitalize="none" spellcheck="false" autofocus /></label>
    <label class="field"><span>${_("Password")}</span>
      <input name="password" type="password" required autocomplete="current-password" /></label>
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    <button class="primary" ?disabled=${sending}>${_("Log in")}</button>
  </form>`;
}

export function loginPage(root: HTMLElement): void {
  mount(root, loginForm);
}
