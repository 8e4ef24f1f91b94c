/** What each figure of the board means; the same words on the board and above the calls behind it. */

import { _ } from "../i18n";

/** The share of calls that should be answered in time, percent; the line in every service-level bar. */
export const TARGET = 80;

export function definition(figure: string): string {
  const definitions: Record<string, string> = {
    waiting: _("Waiting: callers in the queue now whom nobody has answered yet."),
    longest: _("Longest wait: the time since the caller who has waited longest joined the queue."),
    service_level: _("Service level: of the calls answered or abandoned today, the share answered within the queue’s time."),
    answered: _("Answered: calls of this queue today that an agent answered."),
    abandoned: _("Abandoned: callers who hung up today before anybody answered."),
  };
  return definitions[figure] ?? "";
}
