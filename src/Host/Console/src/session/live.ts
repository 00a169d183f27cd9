import { fromBase64, fromPcm, peak } from "../audio/pcm.ts";
import { Speaker } from "../audio/speaker.ts";
import { type Capabilities, type ClientEvent, EXTENSIONS, SAMPLE_RATE, type ServerEvent, type SessionResource, type UiAction, type UiApp, type UiMessage } from "../protocol.ts";
import { Connection, type Ending } from "./connection.ts";
import { Conversation, TURN_MS } from "./conversation.ts";
import { Loudness } from "./loudness.ts";
import { connectionProblem, eventProblem, type Problem } from "./problems.ts";
import { ReconnectPolicy } from "./reconnect.ts";
import { Stopwatch } from "./stopwatch.ts";

/** What the session is doing: "waiting" is for the next attempt to connect. */
export type Phase = "idle" | "connecting" | "live" | "waiting";

const ACKNOWLEDGE_MS = 200;

/** Sessions started by hand stand this far apart on the timeline. */
const BETWEEN_SESSIONS_MS = 1_000;

/** The conversation as it runs: one session after another with the host, got back when lost, and its sound. */
export class Live {
  readonly conversation = new Conversation();
  readonly clock = new Stopwatch();
  phase: Phase = "idle";
  problem: Problem | undefined;
  session: SessionResource | undefined;
  capabilities: Capabilities | undefined;
  instructions = "";

  /** For the next session; empty for the host's own. */
  voice = "";

  /** Tools the agent does not get in the next session. */
  unwantedTools: readonly string[] = [];

  /** When the next attempt is, on performance.now()'s clock; while waiting. */
  retryAt = 0;

  private readonly policy = new ReconnectPolicy();
  private readonly waitingToSend: ClientEvent[] = [];
  private connection: Connection | undefined;
  private speaker: Speaker | undefined;
  private lost: Problem | undefined;
  private offsetMs = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private acknowledging: ReturnType<typeof setInterval> | undefined;

  /**
   * @param onChange called when phase, problem or session change
   * @param onCard called with each change of a card
   * @param onApp called with each app to show
   */
  constructor(
    private readonly url: string,
    private readonly onChange: () => void,
    private readonly onCard: (surfaceId: string, messages: UiMessage[]) => void,
    private readonly onApp: (app: UiApp) => void,
  ) {}

  /** Starts a session, unless there is one. To be called from a click or key: browsers make sound only then. */
  start(): void {
    if (this.phase === "live" || this.phase === "connecting") return;
    if (this.phase === "idle") {
      this.policy.reset();
      this.speaker = new Speaker(SAMPLE_RATE);
    }
    this.problem = undefined;
    this.connect();
  }

  /** Ends the session and any attempt to get it back. */
  stop(problem?: Problem): void {
    this.connection?.close();
    this.connection = undefined;
    clearTimeout(this.retry);
    clearInterval(this.acknowledging);
    this.speaker?.close();
    this.speaker = undefined;
    this.waitingToSend.length = 0;
    this.clock.stop();
    this.problem = problem;
    this.enter("idle");
  }

  /** Sends at once, or as soon as the session has started. */
  send(event: ClientEvent): void {
    if (this.phase === "live") this.connection?.send(event);
    else this.waitingToSend.push(event);
  }

  say(text: string): void {
    this.conversation.typed(text, this.clock.ms);
    this.send({ type: "session.input_text.append", text });
  }

  /** The user pressed something on a card. */
  act(action: UiAction): void {
    this.conversation.acted(action.name, this.clock.ms);
    this.send({ type: "session.ui.action", surface_id: action.surfaceId, name: action.name, source_component_id: action.sourceComponentId, context: action.context });
    this.onChange();
  }

  /** Sound of the user's, for the timeline. */
  hear(loudness: number): void {
    if (this.phase === "live") this.conversation.user.add(this.clock.ms, loudness);
  }

  instruct(instructions: string): void {
    this.instructions = instructions;
    if (this.phase === "live") this.send({ type: "session.update", session: { instructions } });
  }

  report(problem: Problem | undefined): void {
    this.problem = problem;
    this.onChange();
  }

  /** A problem that is none any more; another that came since stays. */
  solve(problem: Problem | undefined): void {
    if (problem && this.problem === problem) this.report(undefined);
  }

  private connect(): void {
    clearTimeout(this.retry);
    const start: ClientEvent = {
      type: "session.start",
      session: {
        ...(this.instructions ? { instructions: this.instructions } : {}),
        audio: { format: { type: "audio/pcm", rate: SAMPLE_RATE }, ...(this.voice ? { output: { voice: this.voice } } : {}) },
        extensions: EXTENSIONS,
        ...(this.unwantedTools.length > 0 ? { unwanted_tools: [...this.unwantedTools] } : {}),
      },
    };
    this.connection = new Connection(this.url, start, event => this.receive(event), ending => this.lose(ending));
    this.enter("connecting");
  }

  private receive(event: ServerEvent): void {
    switch (event.type) {
      case "session.started":
        this.begin(event.session, event.capabilities);
        break;
      case "session.updated":
        this.session = event.session;
        this.onChange();
        break;
      case "session.output_audio.delta":
        this.play(event.delta, event.start_ms);
        break;
      case "session.output_audio.cleared":
        this.speaker?.clear();
        break;
      case "session.ui.patch":
        this.onCard(event.surface_id, event.messages);
        break;
      case "session.ui.app":
        this.onApp(event);
        break;
      case "session.turn":
        // A busy host merges turns, and the session's time falls behind the wall's.
        this.clock.approach(this.offsetMs + (event.turn + 1) * TURN_MS);
        break;
      case "error":
        if (this.phase === "live") this.report(eventProblem(event.error));
        break;
    }
    this.conversation.apply(event, this.clock.ms);
  }

  private begin(session: SessionResource, capabilities: Capabilities): void {
    this.session = session;
    this.capabilities = capabilities;
    this.solve(this.lost);
    if (!this.clock.running && this.clock.ms > 0) this.clock.skip(BETWEEN_SESSIONS_MS);
    this.clock.start();
    this.offsetMs = this.clock.ms;
    this.conversation.begin(this.offsetMs);
    this.speaker?.begin();
    this.acknowledging = setInterval(() => this.send({ type: "session.playback.ack", played_ms: this.speaker?.playedMs ?? 0 }), ACKNOWLEDGE_MS);
    this.phase = "live";
    for (const event of this.waitingToSend.splice(0)) this.send(event);
    this.onChange();
  }

  private play(delta: string, startMs: number): void {
    const pcm = fromBase64(delta);
    this.speaker?.play(pcm, startMs);
    const samples = fromPcm(pcm);
    const step = (SAMPLE_RATE * Loudness.STEP_MS) / 1_000;
    for (let from = 0; from < samples.length; from += step) {
      this.conversation.model.add(this.offsetMs + startMs + (from * 1_000) / SAMPLE_RATE, peak(samples.subarray(from, from + step)));
    }
  }

  private lose({ lastedMs, error }: Ending): void {
    this.connection = undefined;
    clearInterval(this.acknowledging);
    this.speaker?.clear();
    const problem = connectionProblem(error);
    if (this.clock.running) this.conversation.lose(this.clock.ms, "Connection lost");
    const wait = this.policy.next({ lastedMs, code: error?.code, retryAfterMs: error?.retry_after_ms });
    if (wait === undefined) {
      this.stop(problem);
      return;
    }
    this.problem = this.lost = problem;
    this.retryAt = performance.now() + wait;
    this.retry = setTimeout(() => this.connect(), wait);
    this.enter("waiting");
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    this.onChange();
  }
}
