/** What travels between server and browser: the JSON of the API and the websocket, no behaviour. */

export type Role = "agent" | "supervisor" | "admin";
export type Language = "zh_CN" | "en";
export type Direction = "inbound" | "outbound" | "internal";
export type AgentStateName = "offline" | "ready" | "paused" | "ringing" | "talking" | "wrap_up";
export type LinkStateName = "connecting" | "stale" | "reconciling" | "certain";
export type Time = string;

export interface Choice {
  code: string;
  label: string;
}

export interface User {
  name: string;
  display_name: string | null;
  role: Role;
  extension: string | null;
  device: string | null;
  phone: "desk" | "softphone";
  pbx?: string | null;
  queues: string[];
}

export interface Account extends User {
  disabled: boolean;
  created_at: Time | null;
}

export interface Boot {
  user: User | null;
  /** Names to show by log-in name. */
  people: Record<string, string>;
  csrf: string | null;
  /** Where the browser phone's script is, for users whose phone is the browser. */
  softphone: string | null;
  language: Language;
  page: string;
  /** Own keys: the program's key -> the chosen one. */
  keys?: Record<string, string>;
  server_time: Time;
  dispositions: (Choice & { queues?: string[] })[];
  pause_reasons: Choice[];
  /** Percent; of queues without a target of their own. */
  service_level_target: number;
  service_level_targets: Record<string, number>;
}

export interface Party {
  number: string | null;
  name: string | null;
  channel?: string | null;
  device?: string | null;
  agent?: string | null;
}

export interface AgentState {
  agent: string;
  state: AgentStateName;
  reason: string | null;
  since: Time;
  call_id: string | null;
  until: Time | null;
  queues: string[];
  display_name?: string | null;
  extension?: string | null;
}

export interface QueueFigures {
  pbx: string;
  queue: string;
  waiting: number;
  longest_wait_s: number;
  ready: number;
  talking: number;
  paused: number;
  wrap_up: number;
  ringing: number;
  answered: number;
  abandoned: number;
  service_level: number | null;
  service_level_s: number;
  answered_in_service_level: number;
  oldest_joined_at: Time | null;
}

export interface LinkState {
  pbx: string;
  state: LinkStateName;
  at: Time;
  gap_s: number | null;
  message: string | null;
}

export interface LinkGap {
  pbx: string;
  from: Time;
  to: Time;
  gap_s: number;
  calls_closed: number;
  calls_kept: number;
}

export type LiveCallState = "started" | "queued" | "ringing" | "talking" | "held";

export interface LiveCall {
  call_id: string;
  pbx: string;
  direction: Direction;
  caller: Party;
  dialed: string | null;
  queue: string | null;
  state: LiveCallState;
  started_at: Time;
  queued_at: Time | null;
  offered_at: Time | null;
  answered_at: Time | null;
  agent: string | null;
  waited_s: number | null;
  /** The caller's place in the queue while they wait; 1 is next. */
  position: number | null;
}

export interface Leg {
  agent: string | null;
  device: string | null;
  channel: string | null;
  queue: string | null;
  offered_at: Time | null;
  answered_at: Time | null;
  ended_at: Time | null;
  ring_s: number;
  talk_s: number;
  hold_s: number;
  wrap_up_s: number;
  reason: string | null;
  transfer: string | null;
}

export interface Visit {
  queue: string;
  joined_at: Time;
  left_at: Time | null;
  reason: string | null;
  waited_s: number | null;
}

export interface AnswerRecord {
  script: string;
  version: number;
  item: string;
  /** What was asked, in the reader's language. */
  question?: string;
  value: string;
  label: string;
}

export interface Unrecorded {
  began_at: Time;
  ended_at: Time | null;
}

export interface SoundRecording {
  recording_id: string;
  call_id: string;
  started_at: Time;
  ended_at: Time | null;
  started_by: string | null;
  unrecorded: Unrecorded[];
  url: string | null;
}

export interface Call {
  call_id: string;
  pbx: string;
  linkedids: string[];
  started_at: Time;
  ended_at: Time | null;
  direction: Direction;
  caller: { number: string | null; name: string | null };
  customer_id: string | null;
  customer_name?: string | null;
  dialed: string | null;
  queue: string | null;
  agent: string | null;
  reason: string | null;
  ended_by: string | null;
  waited_s: number;
  talk_s: number;
  hold_s: number;
  certain: boolean;
  gap_s: number;
  disposition: string | null;
  note: string | null;
  follow_up_at?: Time | null;
  follow_up_done_at?: Time | null;
  /** Nobody closed it, and nobody talked to the customer after it was due. */
  follow_up_open?: boolean;
  legs: Leg[];
  visits?: Visit[];
  answers: AnswerRecord[];
}

export interface PhoneNumber {
  e164: string | null;
  raw: string;
  label: string | null;
}

export interface Customer {
  customer_id: string;
  name: string;
  organisation: string | null;
  numbers: PhoneNumber[];
  email: string | null;
  tags: string[];
  note: string | null;
  external_id: string | null;
  fields: Record<string, string>;
  version: number;
}

export interface CustomerDraft {
  name: string;
  organisation: string | null;
  numbers: string[];
  email: string | null;
  tags: string[];
  note: string | null;
  external_id: string | null;
  fields: Record<string, string>;
}

export interface OpenMatter {
  kind: string;
  call_id: string;
  due: Time | null;
  note: string | null;
}

export interface History {
  calls: Call[];
  open: OpenMatter[];
}

export interface Candidate {
  customer_id: string;
  name: string;
  organisation?: string | null;
  why: string;
  score: number;
}

export interface PopScript {
  name: string;
  version: number;
  title: string | null;
  greeting: string | null;
}

export interface Pop {
  pop_id: string;
  work_id: string;
  call_id: string;
  reason: "offered" | "answered" | "transferred" | "resumed";
  caller: Party;
  caller_display?: string | null;
  caller_location?: string | null;
  dialed?: string | null;
  queue: string | null;
  candidates: Candidate[];
  customer: (Customer & { last_calls?: Call[]; open?: OpenMatter[] }) | null;
  /** What the agent says first: the queue's own words, else the script's. */
  greeting?: string | null;
  script: PopScript | null;
  /** What the call went through before it came here, oldest first; `words` has places for the names of `people`. */
  story?: { at: Time; text: string; words: string; people: Record<string, string> }[];
  /** What colleagues noted of this call. */
  notes?: { by: string; text: string }[];
}

export interface Outcome {
  disposition: string | null;
  note: string | null;
  follow_up_at: Time | null;
  finished_at?: Time | null;
}

export type ItemKind =
  | "note" | "single" | "multiple" | "grade" | "scale" | "number" | "date" | "text" | "consent" | "hidden";

export interface RunItem {
  id: string;
  kind: ItemKind;
  say: string;
  instruction: string | null;
  choices: Choice[];
  required: "no" | "soft" | "hard";
  refusable: boolean;
  minimum: number | null;
  maximum: number | null;
  answer: { values: string[]; refused: boolean } | null;
}

export interface RunView {
  run_id: string;
  script: { name: string; version: number; title: string };
  language: string;
  state: "open" | "complete" | "partial";
  number: number;
  total: number;
  item: RunItem | null;
  answered: { item: string; label: string; values: string[] }[];
}

export interface Work {
  work_id: string;
  call_id: string;
  pop: Pop;
  customer: Customer | null;
  outcome: Outcome;
  run: RunView | null;
  answered_at: Time | null;
  wrap_up_until: Time | null;
  created_at: Time;
  dismissed_at?: Time | null;
  call: Call | null;
}

export type Text = Partial<Record<Language, string>>;

export interface ScriptSummary {
  name: string;
  title: Text;
  version: number;
  items: number;
}

export interface ScriptItem {
  id: string;
  kind: ItemKind;
  say: Text;
  instruction: Text;
  choices: { code: string; label: Text; score: number | null }[];
  required: "no" | "soft" | "hard";
  show_if: string | null;
  minimum: number | null;
  maximum: number | null;
  sensitive: boolean;
  refusable: boolean;
}

export interface Script {
  name: string;
  title: Text;
  greeting: Text;
  version: number;
  items: ScriptItem[];
}

export interface AuditEntry {
  at: Time;
  user: string;
  action: string;
  subject: string;
  detail: Record<string, string>;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Snapshot {
  type: "snapshot";
  seq: number;
  me: User;
  agent: AgentState | null;
  calls: LiveCall[];
  queues: QueueFigures[];
  agents: AgentState[];
  links: LinkState[];
  work: Work[];
  server_time: Time;
}

/** A domain event as the websocket carries it; only the fields the screens read. */
export type DomainEvent = { at: Time; pbx: string } & (
  | { event: "call_started"; call_id: string; direction: Direction; caller: Party; dialed: string | null }
  | { event: "call_found"; call_id: string; talking: Party[]; queue: string | null }
  | { event: "call_queued"; call_id: string; queue: string; position: number | null; waited_s: number }
  | { event: "queue_position"; call_id: string; queue: string; position: number }
  | { event: "call_left_queue"; call_id: string; queue: string; reason: string; waited_s: number }
  | { event: "call_offered"; call_id: string; to: Party; queue: string | null; caller: Party; dialed?: string | null }
  | { event: "call_offer_ended"; call_id: string; to: Party; reason: string }
  | { event: "call_answered"; call_id: string; by: Party; queue: string | null; waited_s: number; ring_s: number }
  | { event: "call_held" | "call_resumed"; call_id: string; by: Party }
  | { event: "call_transferred"; call_id: string; kind: string; by: Party; to: Party }
  | { event: "call_parked"; call_id: string; by: Party; space: string | null }
  | { event: "call_unparked"; call_id: string; reason: string; by: Party | null }
  | { event: "call_merged"; call_id: string; other_call_id: string }
  | { event: "call_joined" | "call_parted" | "call_leg_ended"; call_id: string; party: Party }
  | { event: "call_ended"; call_id: string; reason: string; waited_s: number; talk_s: number }
  | ({ event: "agent_state" } & AgentState)
  | ({ event: "queue_figures" } & QueueFigures)
  | { event: "queue_gone"; queue: string }
  | { event: "queue_member_state" | "queue_member_gone"; queue: string; device: string }
  | ({ event: "link_state" } & LinkState)
);

export type Frame =
  | Snapshot
  | ({ type: "event"; seq: number } & DomainEvent)
  | ({ type: "pop"; seq: number } & Pop)
  | { type: "work"; seq: number; work: Work }
  | { type: "error"; code: string; detail: string };
