/** What each figure of the board means; the same words on the board and above the calls behind it. */

import { boot } from "../boot";
import { _ } from "../i18n";

/** The share of calls that should be answered in time, percent; the line in the queue's service-level bar. */
export function targetOf(queue: string): number {
  return boot.service_level_targets[queue] ?? boot.service_level_target;
}

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
