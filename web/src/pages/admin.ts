/** Administration: accounts, PBX links, the audit log. */

import { html, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { live } from "../live/state";
import { when } from "../ui/format";
import { icon } from "../ui/icon";
import { mount } from "../ui/view";
import type { LinkState } from "../wire";
import { accountsPart, loadAccounts } from "./accounts";
import { auditPart, loadAudit } from "./audit";

export function linkWord(state: LinkState["state"]): string {
  const words = {
    connecting: _("Connecting"), stale: _("Lost, figures are stale"), reconciling: _("Asking the PBX what is there"), certain: _("Certain"),
  };
  return words[state];
}

function linkRow(link: LinkState): TemplateResult {
  const sign = link.state === "certain" ? "link" : "uncertain";
  return html`<tr class=${link.state === "certain" ? "" : "stale"}><th scope="row">${link.pbx}</th>
    <td><span class="link ${link.state === "certain" ? "link-good" : "link-doubt"}">${icon(sign)}${linkWord(link.state)}</span></td>
    <td>${when(link.at)}</td><td>${link.message ?? ""}</td></tr>`;
}

function links(): TemplateResult {
  const all = [...live.links.values()];
  if (!all.length) return html`<p class="empty">${_("No PBX is configured: add a [[pbx]] block to config.toml.")}</p>`;
  return html`<div class="scroll"><table class="list"><thead><tr><th scope="col">${_("PBX")}</th><th scope="col">${_("State")}</th>
      <th scope="col">${_("Since")}</th><th scope="col">${_("Message")}</th></tr></thead><tbody>${all.map(linkRow)}</tbody></table></div>`;
}

function page(): TemplateResult {
  return html`<div class="sheet">
    <h1>${_("Administration")}</h1>
    ${accountsPart()}
    <section><h2>${_("PBX links")}</h2>${links()}</section>
    ${auditPart()}
  </div>`;
}

export function adminPage(root: HTMLElement): void {
  void loadAccounts();
  void loadAudit();
  mount(root, page);
}
