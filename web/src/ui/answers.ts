/** What was answered in a script: a question once, with all that was answered to it. */

import { _ } from "../i18n";
import type { AnswerRecord } from "../wire";

export interface Answered {
  key: string;
  question: string;
  answer: string;
  script: string;
  version: number;
}

/** In the order they were asked. A refusal has no value; sensitive answers are hidden from some readers. */
export function answeredIn(answers: AnswerRecord[]): Answered[] {
  const found = new Map<string, Answered>();
  for (const { script, version, item, question, value, label, hidden } of answers) {
    const key = `${script} v${version} ${item}`;
    const said = value ? label : _("Refused");
    const text = hidden ? _("Sensitive, not shown to you") : said;
    const known = found.get(key);
    if (known) known.answer += _(", ") + text;
    else found.set(key, { key, question: question || item, answer: text, script, version });
  }
  return [...found.values()];
}
