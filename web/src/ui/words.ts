/** Codes of the contract in the user's words. */

import { boot } from "../boot";
import { _ } from "../i18n";

function pick(words: Record<string, string>, code: string | null | undefined): string {
  return code ? (words[code] ?? code) : "";
}

/** How a call or a leg of it ended, or how it left a queue. */
export function reasonOf(code: string | null | undefined): string {
  return pick(
    {
      completed: _("Answered"),
      answered: _("Answered"),
      abandoned: _("Abandoned"),
      no_answer: _("No answer"),
      busy: _("Busy"),
      rejected: _("Rejected"),
      failed: _("Failed"),
      unknown: _("Unknown"),
      timeout: _("Timed out"),
      key: _("Left by key"),
      empty: _("No agents"),
      full: _("Queue full"),
      transferred: _("Transferred"),
      cancelled: _("Caller gave up"),
      answered_elsewhere: _("Answered elsewhere"),
    },
    code,
  );
}

export function endedByWord(code: string | null): string {
  return pick(
    { caller: _("by the caller"), agent: _("by the agent"), system: _("by the system"), unknown: _("by whom unknown") },
    code,
  );
}

export function directionWord(code: string): string {
  return pick({ inbound: _("Inbound"), outbound: _("Outbound"), internal: _("Internal") }, code);
}

export function transferWord(code: string | null): string {
  return pick({ blind: _("blind transfer"), attended: _("attended transfer"), blonde: _("transfer while ringing") }, code);
}

export function roleWord(code: string): string {
  return pick({ agent: _("Agent"), supervisor: _("Supervisor"), admin: _("Administrator") }, code);
}

export function dispositionWord(code: string | null): string {
  return boot.dispositions.find((one) => one.code === code)?.label ?? code ?? "";
}

/** What the audit log says somebody did. */
export function actionWord(code: string): string {
  return pick(
    {
      login: _("Logged in"),
      logout: _("Logged out"),
      user_added: _("Added an account"),
      user_disabled: _("Disabled an account"),
      password_set: _("Set a password"),
      customer_created: _("Added a customer"),
      customer_changed: _("Changed a customer"),
      "agent.ready": _("Went ready"),
      "agent.paused": _("Went on a pause"),
      "agent.offline": _("Went offline"),
      "call.dial": _("Dialled a number"),
      "call.hangup": _("Hung up a call"),
      "call.customer": _("Chose the customer of a call"),
      "call.finish": _("Finished a call"),
      "call.follow_up_done": _("Closed a follow-up"),
      "call.follow_up_reopened": _("Reopened a follow-up"),
      "callback.closed": _("Closed something to call back"),
      "task.created": _("Made a task"),
      "number.not_this": _("Set a customer aside for a number"),
      "number.also_this": _("Said that a customer calls from a number too"),
      "number.undone": _("Took back what was said of a number"),
      "number.shared": _("Said who shares a number"),
      "customer.merged": _("Merged two customers"),
      "customer.merge_undone": _("Undid a merge"),
    },
    code,
  );
}

export function openMatterWord(kind: string): string {
  return pick({ follow_up: _("Follow-up"), task: _("Task") }, kind);
}

/** The kinds of entries of a customer's timeline. */
export function entryKindWord(kind: string): string {
  return pick(
    {
      call: _("Calls"), note: _("Notes"), follow_up: _("Follow-ups"), answers: _("Answers"), message: _("Messages"),
      task: _("Tasks"), ruling: _("Who calls"), merge: _("Merges"),
    },
    kind,
  );
}
