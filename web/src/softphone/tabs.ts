/** One tab holds the phone (a lock of the browser), the others follow it and send it orders over a channel. */

import { heard, nobodys, taken, type Message, type View } from "./mirror";
import type { Order, PhoneState } from "./types";

export interface TabsOwner {
  changed(): void;
  /** The phone is this tab's from now on, until it goes. */
  lead(): void;
  order(order: Order): void;
}

export class Tabs {
  view: View = nobodys();
  readonly me = crypto.randomUUID();
  private readonly channel: BroadcastChannel;

  constructor(
    name: string,
    private readonly owner: TabsOwner,
  ) {
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = (message: MessageEvent<Message>) => this.hear(message.data);
    this.say({ type: "ask" });
    void navigator.locks.request(name, () => this.holdForEver());
  }

  /** Tells the other tabs what the phone is now. */
  tell(state: PhoneState): void {
    this.view = { ...this.view, state };
    this.say({ type: "state", holder: this.me, state });
    this.owner.changed();
  }

  /** To the phone, wherever it is. */
  order(order: Order): void {
    if (this.view.isMine) this.owner.order(order);
    else this.say({ type: "order", order });
  }

  /** This page goes; the browser gives the lock to another. */
  leave(): void {
    if (this.view.isMine) this.say({ type: "left", holder: this.me });
  }

  private holdForEver(): Promise<never> {
    this.view = taken(this.me);
    this.owner.lead();
    return new Promise<never>(() => undefined);
  }

  private say(message: Message): void {
    this.channel.postMessage(message);
  }

  private hear(message: Message): void {
    const { isMine, state } = this.view;
    if (isMine && message.type === "ask") this.say({ type: "state", holder: this.me, state });
    if (isMine && message.type === "order") this.owner.order(message.order);
    this.view = heard(this.view, message);
    this.owner.changed();
  }
}
