import { fromBase64, fromPcm, peak, toBase64, toPcm } from "../audio/pcm.ts";
import { Speaker } from "../audio/speaker.ts";
import { type Capabilities, type ClientEvent, EXTENSIONS, SAMPLE_RATE, type ServerEvent, type SessionResource, type UiAction, type UiApp, type UiMessage } from "../protocol.ts";
import { Connection, type Ending } from "./connection.ts";
import { Conversation, TURN_MS } from "./conversation.ts";
import { historyOf } from "./history.ts";
import { Loudness } from "./loudness.ts";
import { type Again, CatchUp, Outgoing } from "./outgoing.ts";
import { connectionProblem, eventProblem, type Problem } from "./problems.ts";
import { ReconnectPolicy } from "./reconnect.ts";
import { Stopwatch } from "./stopwatch.ts";

/** What the session is doing: "waiting" is for the next attempt to connect. */
export type Phase = "idle" | "connecting" | "live" | "waiting";

const ACKNOWLEDGE_MS = 200;

/** Sessions started by hand stand this far apart on the timeline. */
const BETWEEN_SESSIONS_MS = 1_000;

/** A session this far behind has stood still. */
const STOOD_STILL_MS = 1_000;

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
  private readonly outgoing = new Outgoing();
  private readonly catchUp = new CatchUp();
  private connection: Connection | undefined;
  private speaker: Speaker | undefined;
  private lost: Problem | undefined;
  private offsetMs = 0;
  private lostAtMs = 0;
  private lastEventId: string | undefined;
  private resumes = false;
  private holding = false;
  private missedUntil: number | undefined;
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

  /** Whether what is said while there is no connection waits for it. */
  get keeps(): boolean {
    return this.phase !== "live" && this.clock.running;
  }

  /** Ends the session and any attempt to get it back. */
  stop(problem?: Problem): void {
    this.connection?.close();
    this.connection = undefined;
    clearTimeout(this.retry);
    clearInterval(this.acknowledging);
    this.speaker?.close();
    this.speaker = undefined;
    this.outgoing.clear();
    this.conversation.abandon(this.clock.ms);
    this.resumes = false;
    if (!problem) this.lost = undefined;
    this.clock.stop();
    this.problem = problem;
    this.enter("idle");
  }

  /** Sends at once, or as soon as there is a session. */
  send(event: ClientEvent, loudness?: number): void {
    if (this.phase === "idle") return;
    // What is held back holds back all that comes after it: the host counts what arrived by the last of it.
    this.holding ||= this.phase === "live" && loudness !== undefined && this.connection?.halts === true;
    const goes = this.phase === "live" && !this.holding;
    const numbered = this.outgoing.add(event, goes, loudness);
    if (goes) this.connection?.send(numbered);
  }

  say(text: string): void {
    this.conversation.typed(text, this.clock.ms);
    this.send({ type: "session.input_text.append", text });
  }

  /** The user pressed something on a card. */
  act(action: UiAction): void {
    this.conversation.acted(action.name, action.context, this.clock.ms);
    this.send({ type: "session.ui.action", surface_id: action.surfaceId, name: action.name, source_component_id: action.sourceComponentId, context: action.context });
    this.onChange();
  }

  /** 20 ms of the user's sound. What is said while there is no connection waits for it. */
  hear(loudness: number, samples: Float32Array): void {
    if (this.clock.running) this.conversation.user.add(this.clock.ms, loudness);
    for (const piece of this.phase === "live" ? this.catchUp.next({ samples, loudness }) : [{ samples, loudness }]) {
      this.send({ type: "session.input_audio.append", audio: toBase64(toPcm(piece.samples)) }, piece.loudness);
    }
  }

  instruct(instructions: string): void {
    this.instructions = instructions;
    this.send({ type: "session.update", session: { instructions } });
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
    const start: ClientEvent = this.resumes && this.session ? { type: "session.resume", session_id: this.session.id, ...(this.lastEventId ? { last_event_id: this.lastEventId } : {}) } : {
      type: "session.start",
      session: {
        ...(this.lost ? { input: historyOf(this.conversation, this.lostAtMs) } : {}),
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
    if (this.holding && this.phase === "live") {
      this.holding = false;
      for (const held of this.outgoing.held()) this.connection?.send(held);
    }
    switch (event.type) {
      case "session.started":
        this.begin(event.session, event.capabilities);
        break;
      case "session.resumed":
        this.resume(event.last_client_event_id);
        break;
      case "session.closed":
        this.resumes = false;
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
        this.follow(event.turn);
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
    this.lost = undefined;
    this.resumes = capabilities.extensions.includes("resume");
    this.catchUp.reset();
    if (!this.clock.running && this.clock.ms > 0) this.clock.skip(BETWEEN_SESSIONS_MS);
    this.clock.start();
    this.offsetMs = this.clock.ms;
    this.conversation.begin(this.offsetMs);
    this.speaker?.begin();
    this.goOn(this.outgoing.waiting());
  }

  /** The session is the same; what did not arrive on either side is sent again. */
  private resume(arrived: string | null): void {
    this.solve(this.lost);
    this.lost = undefined;
    this.conversation.resume(this.clock.ms);
    this.missedUntil = performance.now();
    this.goOn(this.outgoing.missing(arrived));
  }

  private goOn({ events, soundMs }: Again): void {
    this.acknowledging = setInterval(() => this.send({ type: "session.playback.ack", played_ms: this.speaker?.playedMs ?? 0 }), ACKNOWLEDGE_MS);
    for (const event of events) this.connection?.sendAnyway(event);
    this.catchUp.add(soundMs);
    this.enter("live");
  }

  /** Keeps the clock with the session's. Turns that were missed come all at once, and say nothing about now. */
  private follow(turn: number): void {
    if (this.missedUntil !== undefined) {
      const now = performance.now(), isMissed = now - this.missedUntil < TURN_MS / 2;
      this.missedUntil = isMissed ? now : undefined;
      if (isMissed) return;
      const behindMs = this.clock.ms - this.offsetMs - (turn + 1) * TURN_MS;
      if (Math.abs(behindMs) > STOOD_STILL_MS) this.conversation.shift((this.offsetMs += behindMs));
    }
    this.clock.approach(this.offsetMs + (turn + 1) * TURN_MS);
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
    this.lastEventId = this.connection?.lastEventId ?? this.lastEventId;
    this.connection = undefined;
    this.holding = false;
    clearInterval(this.acknowledging);
    if (this.phase === "live") this.lostAtMs = this.clock.ms;
    if (error?.code === "resume_failed") this.resumes = false;
    if (!this.resumes) this.speaker?.clear();
    const problem = connectionProblem(error?.code === "resume_failed" ? undefined : error);
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
