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
    },
    code,
  );
}

export function openMatterWord(kind: string): string {
  return pick({ follow_up: _("Follow-up") }, kind);
}
