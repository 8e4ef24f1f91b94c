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

export function channelWord(code: string): string {
  return pick({ sms: _("Text message"), email: _("Mail"), other: _("Other") }, code);
}

export function roleWord(code: string): string {
  return pick({ agent: _("Agent"), supervisor: _("Supervisor"), admin: _("Administrator") }, code);
}

/** With the groups it is in: "Complaint › Price"; a code of yesterday as it is. */
export function dispositionWord(code: string | null): string {
  const labels: string[] = [];
  let one = boot.dispositions.find((row) => row.code === code);
  while (one && labels.length < boot.dispositions.length) {
    labels.unshift(one.label);
    const parent = one.parent;
    one = boot.dispositions.find((row) => row.code === parent);
  }
  return labels.join(" › ") || (code ?? "");
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
      softphone_set: _("Changed an account's phone"),
      customer_created: _("Added a customer"),
      customer_changed: _("Changed a customer"),
      "agent.ready": _("Went ready"),
      "agent.paused": _("Went on a pause"),
      "agent.offline": _("Went offline"),
      "agent.next_paused": _("Planned a pause after the call"),
      "agent.next_offline": _("Planned the end of the shift after the call"),
      "agent.next_cancelled": _("Took back what was planned for after the call"),
      "agent.auto_paused": _("Paused after unanswered calls"),
      "agent.queues": _("Chose queues"),
      "message.prepared": _("Prepared a message"),
      template_added: _("Added a message template"),
      template_changed: _("Changed a message template"),
      template_deleted: _("Deleted a message template"),
      "call.dial": _("Dialled a number"),
      "call.hangup": _("Hung up a call"),
      "call.answer": _("Answered from the desk"),
      "call.hold": _("Put a call on hold"),
      "call.resume": _("Took a call back from hold"),
      "call.mute": _("Muted the own side"),
      "call.unmute": _("Ended the mute"),
      "call.transfer": _("Handed a call on"),
      "call.consult": _("Asked a colleague about a call"),
      "call.complete": _("Handed a call over after asking"),
      "call.conference": _("Made a call of three"),
      "call.swap": _("Changed between customer and colleague"),
      "call.return": _("Went back to the customer"),
      "call.park": _("Parked a call"),
      "call.retrieve": _("Fetched a parked call"),
      "call.keys": _("Sent keys to the other side"),
      "call.record_start": _("Began a recording"),
      "call.record_pause": _("Paused a recording"),
      "call.record_resume": _("Went on recording"),
      "call.record_stop": _("Ended a recording"),
      "call.customer": _("Chose the customer of a call"),
      "call.finish": _("Finished a call"),
      "call.follow_up_done": _("Closed a follow-up"),
      "call.follow_up_reopened": _("Reopened a follow-up"),
      "callback.closed": _("Closed something to call back"),
      "task.created": _("Made a task"),
      "task.changed": _("Changed a task"),
      "task.done": _("Did a task"),
      "task.reopened": _("Reopened a task"),
      "task.unmasked": _("Read a task with what agents do not see"),
      "call.unmasked": _("Read a call with what agents do not see"),
      "calls.unmasked": _("Read the calls with what agents do not see"),
      customer_unmasked: _("Read a history with what agents do not see"),
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

/** One entry of a customer's timeline that is no call. */
export function entryWord(kind: string): string {
  return pick(
    { note: _("Note"), follow_up: _("Follow-up"), answers: _("Answers"), message: _("Message"), task: _("Task"), ruling: _("Who calls"), merge: _("Merged") },
    kind,
  );
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
