import { Microphone } from "../audio/microphone.ts";
import { peak } from "../audio/pcm.ts";
import { SAMPLE_RATE } from "../protocol.ts";
import type { Live } from "./live.ts";
import { deviceProblem, MICROPHONE_LOST, type Problem } from "./problems.ts";

/** The user's voice in a session: the microphone, and when it is let through. */
export class Voice {
  /** Loudness now, 0 to 1. */
  level = 0;
  muted = false;

  private microphone: Microphone | undefined;
  private opening = false;
  private held = false;
  private problem: Problem | undefined;

  /** @param onChange called when the microphone opens, closes, is muted or not */
  constructor(
    private readonly live: Live,
    private readonly onChange: () => void,
  ) {}

  get open(): boolean {
    return this.microphone !== undefined;
  }

  /** Whether what the user says now is heard. */
  get through(): boolean {
    return this.open && (this.held || !this.muted);
  }

  async start(): Promise<void> {
    if (this.microphone || this.opening) return;
    this.opening = true;
    try {
      this.microphone = await Microphone.open(SAMPLE_RATE, samples => this.hear(samples), () => this.lose());
      this.live.solve(this.problem);
      this.apply();
    } catch (error) {
      this.fail(deviceProblem("microphone", error));
    } finally {
      this.opening = false;
    }
  }

  stop(): void {
    this.microphone?.close();
    this.microphone = undefined;
    this.level = 0;
    this.muted = this.held = false;
    this.onChange();
  }

  mute(muted: boolean): void {
    this.muted = muted;
    this.apply();
  }

  /** While held, the microphone is on; let go, it is muted. */
  hold(held: boolean): void {
    if (held === this.held) return;
    this.held = held;
    this.muted = true;
    this.apply();
  }

  private apply(): void {
    if (this.microphone) this.microphone.on = this.through;
    if (!this.through) this.level = 0;
    if (this.microphone) this.live.send({ type: this.through ? "session.input_audio.unmute" : "session.input_audio.mute" });
    this.onChange();
  }

  private hear(samples: Float32Array): void {
    if (!this.through) return;
    this.level = peak(samples);
    this.live.hear(this.level, samples);
  }

  private lose(): void {
    this.stop();
    this.fail(MICROPHONE_LOST);
  }

  private fail(problem: Problem): void {
    this.problem = problem;
    this.live.report(problem);
  }
}
