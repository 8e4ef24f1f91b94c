/** zh/en at once: the page's texts are exchanged in place; calls, drafts and the socket stay. */

import { post } from "./api";
import { boot, readJson, replaceBoot } from "./boot";
import { replaceTexts } from "./i18n";
import { refresh } from "./ui/view";
import type { Boot, Language } from "./wire";

type Listener = () => void | Promise<void>;
const listeners: Listener[] = [];

/** `listener` runs after a switch, to fetch again what the server words (reasons, scripts). */
export function onLanguage(listener: Listener): void {
  listeners.push(listener);
}

function exchangeServerTexts(next: Document): void {
  for (const fresh of next.querySelectorAll("[data-lang-part]")) {
    const name = fresh.getAttribute("data-lang-part");
    document.querySelector(`[data-lang-part="${name}"]`)?.replaceChildren(...fresh.childNodes);
  }
  document.title = next.title;
  document.documentElement.lang = next.documentElement.lang;
}

/** Switches the user's language; listeners run when the new texts are in place. */
export async function switchLanguage(language: Language): Promise<void> {
  if (language === boot.language) return;
  await post("/me/language", { language });
  const page = await fetch(location.href, { credentials: "same-origin" });
  const next = new DOMParser().parseFromString(await page.text(), "text/html");
  const nextBoot = readJson<Boot>("boot", next);
  if (nextBoot) replaceBoot(nextBoot);
  replaceTexts(readJson<Record<string, string>>("i18n", next) ?? {});
  exchangeServerTexts(next);
  await Promise.all(listeners.map((listener) => listener()));
  refresh();
}
