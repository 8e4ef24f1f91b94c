/** The scripts: the newest version of each, and how it reads to the agent, in either language. */

import { html, nothing, type TemplateResult } from "lit-html";
import { get, problemText } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { icon } from "../ui/icon";
import { mount, refresh } from "../ui/view";
import type { ItemKind, Script, ScriptItem, ScriptSummary, Text } from "../wire";
import { Listing } from "./listing";

const list = new Listing<ScriptSummary>();
let shown: Script | null = null;
let problem = "";

const words = (text: Text): string => text[boot.language] || text.zh_CN || text.en || "";

async function show(name: string): Promise<void> {
  try {
    shown = await get<Script>(`/scripts/${encodeURIComponent(name)}`);
    problem = "";
    history.replaceState(null, "", `/scripts?name=${encodeURIComponent(name)}`);
  } catch (error) {
    problem = problemText(error);
  }
  refresh();
}

function kindWord(kind: ItemKind): string {
  const kinds: Record<ItemKind, string> = {
    note: _("To be read"), single: _("One of several"), multiple: _("Several of many"), grade: _("Grade"), scale: _("Scale"),
    number: _("Number"), date: _("Date"), text: _("Free text"), consent: _("Consent"), hidden: _("Filled by the system"),
  };
  return kinds[kind];
}

function marks(item: ScriptItem): string {
  const required = { no: "", soft: _("answer wanted"), hard: _("answer required") }[item.required];
  const bounds = item.minimum !== null && item.maximum !== null ? `${item.minimum}–${item.maximum}` : "";
  const sensitive = item.sensitive ? _("sensitive") : "";
  const refusable = item.refusable && item.kind !== "note" ? _("may be refused") : "";
  return [kindWord(item.kind), bounds, item.kind === "note" ? "" : required, refusable, sensitive].filter(Boolean).join(" · ");
}

function step(item: ScriptItem): TemplateResult {
  const instruction = words(item.instruction);
  return html`<li>
    <p class="step-say">${words(item.say)}</p>
    ${item.choices.length ? html`<ol class="step-choices">${item.choices.map((choice) => html`<li><kbd>${choice.code}</kbd> ${words(choice.label)}</li>`)}</ol>` : nothing}
    ${instruction ? html`<p class="instruction">${instruction}</p>` : nothing}
    <p class="hint"><code>${item.id}</code> · ${marks(item)}${item.show_if ? html` · ${_("only if")} <code>${item.show_if}</code>` : nothing}</p>
  </li>`;
}

function preview(script: Script): TemplateResult {
  return html`<section class="panel preview">
    <h2>${words(script.title)} <span class="version">v${script.version}</span></h2>
    ${words(script.greeting) ? html`<p class="step-say">${words(script.greeting)}</p>` : nothing}
    <ol class="steps">${script.items.map(step)}</ol>
  </section>`;
}

function entry(script: ScriptSummary): TemplateResult {
  const current = shown?.name === script.name;
  return html`<li><button aria-pressed=${current} class=${current ? "on" : ""} @click=${() => show(script.name)}>
    ${icon("script")}<span class="grow">${words(script.title)}</span>
    <span class="muted">v${script.version} · ${_("{n} steps", { n: script.items })}</span></button></li>`;
}

function page(): TemplateResult {
  return html`<div class="sheet">
    <h1>${_("Scripts")}</h1>
    <div class="two-parts">
      <div><ul class="picks">${list.items.map(entry)}</ul>
        ${list.foot(_("No script is published yet. Import one with “cti import script FILE”."))}</div>
      ${shown ? preview(shown) : html`<p class="empty">${problem || _("Choose a script to see how it reads.")}</p>`}
    </div>
  </div>`;
}

export function scriptsPage(root: HTMLElement): void {
  const wanted = new URLSearchParams(location.search).get("name");
  void list.load("/scripts").then(() => {
    const first = wanted ?? list.items[0]?.name;
    if (first) void show(first);
  });
  mount(root, page);
}
