/** The two packages without declarations that JsSIP's own ones mention. */

declare module "events" {
  export class EventEmitter<Events = unknown> {
    readonly events?: Events;
    on(type: string, listener: (...values: never[]) => void): this;
  }
}

declare module "debug" {
  export interface Debug {
    enable(names: string): void;
    disable(): void;
  }
}
