// The Live dialect as this page speaks it; see docs/protocol.md. Times are ms since the session's start.

export const EXTENSIONS = ["ui", "delegations", "playback", "injections", "turns", "resume"] as const;

/** Of the sound in both directions, in Hz. */
export const SAMPLE_RATE = 24_000;

export interface SessionResource {
  id: string;
  model: string;
  instructions: string | null;
  audio: { format: { type: string; rate: number } };
}

export interface Capabilities {
  model: string;
  speaks: boolean;
  /** Whether the model looks at what the camera shows. */
  sees?: boolean;
  extensions: string[];
}

export type DelegationStatus = "running" | "completed" | "failed" | "timed_out" | "cancelled" | "rejected";

export interface HostError {
  code: string;
  message: string;
  retry_after_ms?: number;
}

/** An A2UI v0.9 message: one of createSurface, updateComponents, updateDataModel, deleteSurface. */
export interface UiMessage {
  version?: string;
  createSurface?: { surfaceId: string; catalogId: string };
  updateComponents?: { surfaceId: string; components: UiComponent[] };
  updateDataModel?: { surfaceId: string; path?: string; value?: unknown };
  deleteSurface?: { surfaceId: string };
}

export interface UiComponent {
  id: string;
  component: string;
  [property: string]: unknown;
}

/** What the user did on a card, as A2UI's renderer tells it. */
export interface UiAction {
  name: string;
  surfaceId: string;
  sourceComponentId: string;
  timestamp: string;
  context: Record<string, unknown>;
}

/** An MCP App: a tool's own page, shown in a sandbox. */
export interface UiApp {
  surface_id: string;
  delegation_id?: string;
  title?: string;
  html: string;
  /** Where it may load from and connect to, as origins; nowhere by default. */
  csp?: { connect_domains?: string[]; resource_domains?: string[] };
  /** The tool's call and answer, as MCP has them. */
  arguments?: unknown;
  result?: unknown;
}

/** What the host says of itself, at v1/live/host. */
export interface HostFacts {
  model: { name: string; device: string; voice: string; speaks: boolean; sees: boolean; voices?: string[] };
  agent: { engine: string; language_model: string };
  tools: { name: string; description: string }[];
  records: boolean;
}

/** One of the recorded sessions at v1/live/recordings. */
export interface RecordingSummary {
  name: string;
  started_at: string;
  seconds?: number;
  bytes: number;
  heard: string;
  complete: boolean;
}

/** What was said before a session. */
export interface HistoryMessage {
  type: "message";
  role: "user" | "assistant";
  content: [{ type: "input_text" | "output_text"; text: string }];
}

export interface SessionChoice {
  instructions?: string;
  audio: { format: { type: "audio/pcm"; rate: number }; output?: { voice: string } };
  extensions: readonly string[];
  input?: HistoryMessage[];
  unwanted_tools?: string[];
}

export type ServerEvent = { event_id?: string } & (
  | { type: "session.started"; session: SessionResource; capabilities: Capabilities }
  | { type: "session.updated"; session: SessionResource }
  | { type: "session.resumed"; session_id: string; last_client_event_id: string | null }
  | { type: "session.closed"; reason: string }
  | { type: "session.output_audio.delta"; delta: string; start_ms: number; epoch: number }
  | { type: "session.output_audio.cleared"; epoch: number; from_ms: number }
  | { type: "session.input_transcript.delta"; delta: string; start_ms: number; end_ms: number }
  | { type: "session.output_transcript.delta"; delta: string; start_ms: number; end_ms: number; backchannel?: boolean }
  | { type: "session.delegation.created"; offset_ms: number; delegation: { id: string; target: string; task: string } }
  | { type: "session.delegation.updated"; delegation_id: string; status: DelegationStatus; tool?: string; arguments?: unknown; detail?: string; progress?: { done: number; total?: number; message?: string } }
  | { type: "session.context.injected"; kind: string; text: string; delegation_id?: string }
  | { type: "session.ui.patch"; surface_id: string; delegation_id?: string; messages: UiMessage[] }
  | ({ type: "session.ui.app" } & UiApp)
  | { type: "session.turn"; turn: number; elapsed_ms: number; late: boolean }
  | { type: "error"; error: HostError }
);

export type ClientEvent =
  | {
      type: "session.start";
      session: SessionChoice;
    }
  | { type: "session.resume"; session_id: string; last_event_id?: string }
  | { type: "session.update"; session: { instructions: string } }
  | { type: "session.input_audio.append"; audio: string }
  | { type: "session.input_audio.mute" | "session.input_audio.unmute" }
  | { type: "session.input_text.append"; text: string }
  | { type: "session.input_video.append"; image: string; media_type: "image/jpeg" }
  | { type: "session.ui.action"; surface_id: string; name: string; source_component_id: string; context: Record<string, unknown> }
  | { type: "session.playback.ack"; played_ms: number }
  | { type: "session.close" };
