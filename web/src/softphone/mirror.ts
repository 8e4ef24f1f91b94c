/** What a tab knows of the phone: whether it holds it, or what the tab that does has told. Pure. */

import { newState, type Order, type PhoneState } from "./types";

export type Message =
  | { type: "state"; holder: string; state: PhoneState }
  | { type: "left"; holder: string }
  | { type: "ask" }
  | { type: "order"; order: Order };

export interface View {
  /** The tab that holds the phone, null while none is known. */
  holder: string | null;
  isMine: boolean;
  state: PhoneState;
}

export function nobodys(): View {
  return { holder: null, isMine: false, state: newState() };
}

/** This tab got the phone. */
export function taken(me: string): View {
  return { holder: me, isMine: true, state: newState() };
}

/** The view after a message of another tab. The one who holds the phone believes nobody else about it: a holder
 * that was put to sleep may speak after another took over. */
export function heard(view: View, message: Message): View {
  if (view.isMine) return view;
  if (message.type === "state") return { holder: message.holder, isMine: false, state: message.state };
  if (message.type === "left" && message.holder === view.holder) return nobodys();
  return view;
}
