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
  dispositions: Disposition[];
  disposition_required: boolean;
  disposition_required_in: Record<string, boolean>;
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
  /** Who set the state when it was not the agent. */
  by?: string | null;
  /** What comes when no call and no wrap-up keeps the agent. */
  next_state?: AgentStateName | null;
  next_reason?: string | null;
  next_by?: string | null;
  display_name?: string | null;
  extension?: string | null;
}

export interface QueueChoice {
  queue: string;
  chosen: boolean;
}

export interface ShiftView {
  shift: { started_at: Time; queues: string[] } | null;
  queues: QueueChoice[];
  unfinished: { open_work: number; uncoded: number };
}

/** One outcome of the tree; an inner one is a group. */
export interface Disposition extends Choice {
  parent: string;
  queues: string[];
  key: string;
}

/** A call whose time ended before its disposition was chosen. */
export interface Uncoded {
  work_id: string;
  call_id: string;
  at: Time;
  queue: string | null;
  number: string | null;
  name: string | null;
}

export type MessageChannel = "sms" | "email" | "other";

export interface MessageTemplate {
  template_id: string;
  name: string;
  channel: MessageChannel;
  language: Language;
  text: string;
  queues: string[];
  changed_at: Time;
  changed_by: string;
}

export interface MessageDraft {
  template_id: string;
  channel: MessageChannel;
  to: string | null;
  text: string;
  missing: string[];
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

export type ActionName =
  | "answer" | "hangup" | "hold" | "resume" | "mute" | "transfer" | "consult" | "complete" | "return" | "swap" | "conference" | "park" | "retrieve"
  | "keys" | "record" | "pause_recording";

/** Whether it can be used now, else why not (an id of the catalogue); who carries it out. */
export interface Action {
  can: boolean;
  why?: string;
  by?: "server" | "browser" | "phone";
}

export interface OnTheLine {
  number: string | null;
  name: string | null;
  agent: string | null;
  colleague: boolean;
  seat: "talking" | "held" | "ringing";
}

/** What the user can do with one of the own calls; computed on the server. */
export interface Controls {
  call_id: string;
  phase: "ringing" | "calling" | "talking" | "held" | "consulting" | "asked" | "conference" | "parked";
  parties: OnTheLine[];
  /** The queue in which the agent waits to ask somebody. */
  asking: string | null;
  muted: boolean;
  recording: { paused: boolean; by: string | null } | null;
  place: string | null;
  actions: Record<ActionName, Action>;
}

/** Somebody or something a call can be handed to. */
export interface Target {
  kind: "agent" | "queue" | "customer" | "number";
  value: string;
  name: string;
  shown: string | null;
  state: AgentStateName | null;
  reason: string | null;
  waiting: number | null;
  ready: number | null;
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

/** Packets of sound, milliseconds, and the estimate of how it sounded, 1 to 4.4. */
export interface CallSound {
  agent: string;
  at: Time;
  seconds: number;
  sent: number;
  received: number;
  lost: number;
  lost_there: number;
  jitter_ms: number;
  rtt_ms: number | null;
  mos: number;
  mos_worst: number;
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
  /** Sensitive: neither value nor label is shown to this reader. */
  hidden?: boolean;
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
  may_hear: boolean;
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
  /** How it sounded at browsers' phones. */
  quality: CallSound[];
  answers: AnswerRecord[];
}

export interface PhoneNumber {
  e164: string | null;
  raw: string;
  label: string | null;
  extension?: string | null;
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
  /** The id that was asked for, of a customer that became part of this one. */
  merged_from?: string | null;
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
  call_id: string | null;
  due: Time | null;
  note: string | null;
  task_id?: string | null;
  agent?: string | null;
  customer_id?: string | null;
  created_by?: string | null;
}

/** What the caller was told or promised last time. */
export interface LastSaid {
  call_id: string;
  at: Time;
  agent: string | null;
  disposition: string | null;
  note: string | null;
}

export interface History {
  calls: Call[];
  open: OpenMatter[];
  last: LastSaid | null;
}

export type EntryKind = "call" | "follow_up" | "note" | "answers" | "message" | "task" | "ruling" | "merge";

/** One entry of a customer's timeline; what its kind does not have is null. */
export interface TimelineEntry {
  kind: EntryKind;
  entry_id: string;
  at: Time;
  call_id: string | null;
  by: string | null;
  text: string | null;
  detail: string | null;
  direction: Direction | null;
  queue: string | null;
  number: string | null;
  reason: string | null;
  disposition: string | null;
  talk_s: number | null;
  due: Time | null;
  done_at: Time | null;
  channel: string | null;
  state: string | null;
  script: string | null;
  answers: AnswerRecord[];
  verdict: "not" | "also" | null;
  other: string | null;
  undone_by: string | null;
  undone_at: Time | null;
}

export interface Organisation {
  organisation: string | null;
  people: Customer[];
  open: OpenMatter[];
  more: boolean;
}

export interface Merge {
  merge_id: string;
  by: string;
  at: Time;
  kept_id: string;
  kept_name: string;
  gone: Customer;
  /** Of the kept customer now; null when it became part of another since. */
  version: number | null;
  lost: { field: string; now: string; restored: string }[];
  undone_by: string | null;
  undone_at: Time | null;
}

export interface DuplicateGroup {
  reason: "external_id" | "name" | "email" | "number";
  value: string;
  customers: Customer[];
}

export interface Candidate {
  customer_id: string;
  name: string;
  organisation?: string | null;
  extension?: string | null;
  why: string;
  /** The reason with places for the names of `people`. */
  words?: string;
  people?: Record<string, string>;
  score: number;
}

/** A customer who was said not to call from this number. */
export interface SetAside {
  ruling_id: string;
  customer_id: string;
  name: string;
  organisation: string | null;
  by: string;
  at: Time;
}

export type SharedKind = "family" | "switchboard" | "other";

/** Several people call from the number; nobody said so (it is seen from the records) when `by` is null. */
export interface SharedBy {
  kind: SharedKind;
  organisation: string | null;
  note: string | null;
  by: string | null;
  at: Time | null;
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
  caller_e164?: string | null;
  caller_display?: string | null;
  caller_location?: string | null;
  dialed?: string | null;
  queue: string | null;
  candidates: Candidate[];
  set_aside?: SetAside[];
  shared?: SharedBy | null;
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
  /** Whose the follow-up is; null: anybody's. */
  follow_up_agent?: string | null;
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
  uncoded_at?: Time | null;
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

/** One thing to do for one person (docs/worklists.md). */
export interface Entry {
  entry: string;
  kind: "callback" | "missed" | "task";
  since: Time;
  number: string | null;
  name: string | null;
  customer_id: string | null;
  call_id: string | null;
  title: string | null;
  note: string | null;
  reason: string | null;
  waited_s: number | null;
  queues: string[];
  agents: string[];
  due_at: Time | null;
  last_at: Time | null;
  times: number;
  attempts: number;
  attempted_at: Time | null;
  retry_at: Time | null;
  given_up: boolean;
  created_by: string | null;
  taken_by: string | null;
  taken_until: Time | null;
  /** Where the number may be, one zone for each time of day. */
  zones: string[];
}

export interface Task {
  task_id: string;
  title: string;
  created_by: string;
  created_at: Time;
  note: string | null;
  customer_id: string | null;
  call_id: string | null;
  number: string | null;
  agent: string | null;
  due_at: Time | null;
  done_at: Time | null;
  done_by: string | null;
}

export interface Lists {
  callbacks: Entry[];
  missed: Entry[];
  tasks: Entry[];
  /** Tasks done in the last hours. */
  done: Task[];
  /** What this agent has taken. */
  mine: Entry | null;
  callback_count: number;
  missed_count: number;
  task_count: number;
}

export interface Figure {
  own: number | null;
  team: number | null;
}

export interface DayFigures {
  calls: Figure;
  talk_s: Figure;
  aht_s: Figure;
  wrap_up_s: Figure;
  satisfaction: Figure;
  ratings: number;
  others: number;
  day: string;
  since: Time;
  until: Time;
}

export interface Found {
  customers: Customer[];
  calls: Call[];
  tasks: Task[];
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
  controls: Controls[];
  work: Work[];
  lists: Lists;
  team: Entry[] | null;
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
  | { event: "call_recording" | "call_muted"; call_id: string }
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
  | { type: "controls"; seq: number; call_id: string; controls: Controls | null }
  | { type: "work"; seq: number; work: Work }
  | { type: "worklist_changed"; seq: number; lists: Lists; team: Entry[] | null }
  | { type: "phone"; seq: number; holder: string }
  | { type: "error"; code: string; detail: string };
