import { fromPcm } from "../audio/pcm.ts";
import type { Recording } from "./recording.ts";

/** Sound is handed to the browser in pieces of this length, and this far ahead. */
const PIECE_MS = 500, AHEAD_MS = 1_000;

/** Plays a recording's voices together, from anywhere. Its time is where it is in the recording. */
export class Player {
  private readonly context: AudioContext;
  private readonly playing = new Set<AudioBufferSourceNode>();
  private placeMs = 0;
  private startedAt: number | undefined;
  private scheduledMs = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** @param onChange called when it starts, stops or is moved */
  constructor(
    private readonly recording: Recording,
    private readonly onChange: () => void,
  ) {
    this.context = new AudioContext({ sampleRate: recording.rate });
  }

  get running(): boolean {
    return this.startedAt !== undefined;
  }

  get ms(): number {
    const now = this.startedAt === undefined ? this.placeMs : this.placeMs + (this.context.currentTime - this.startedAt) * 1_000;
    return Math.min(this.recording.lengthMs, now);
  }

  play(): void {
    if (this.running) return;
    if (this.placeMs >= this.recording.lengthMs) this.placeMs = 0;
    void this.context.resume();
    this.startedAt = this.context.currentTime;
    this.scheduledMs = this.placeMs;
    this.timer = setInterval(() => this.schedule(), PIECE_MS / 2);
    this.schedule();
    this.onChange();
  }

  pause(): void {
    this.placeMs = this.ms;
    this.startedAt = undefined;
    clearInterval(this.timer);
    for (const source of this.playing) source.stop();
    this.playing.clear();
    this.onChange();
  }

  seek(ms: number): void {
    const goesOn = this.running;
    if (goesOn) this.pause();
    this.placeMs = Math.max(0, Math.min(this.recording.lengthMs, ms));
    if (goesOn) this.play();
    else this.onChange();
  }

  close(): void {
    if (this.running) this.pause();
    void this.context.close();
  }

  private schedule(): void {
    if (this.ms >= this.recording.lengthMs) {
      this.pause();
      return;
    }
    for (; this.scheduledMs < Math.min(this.ms + AHEAD_MS, this.recording.lengthMs); this.scheduledMs += PIECE_MS) {
      for (const track of [this.recording.user, this.recording.model]) {
        const pcm = track?.slice(this.scheduledMs, this.scheduledMs + PIECE_MS);
        if (pcm && pcm.length > 0) this.sound(fromPcm(pcm), this.scheduledMs);
      }
    }
  }

  private sound(samples: Float32Array<ArrayBuffer>, atMs: number): void {
    const buffer = this.context.createBuffer(1, samples.length, this.recording.rate);
    buffer.copyToChannel(samples, 0);
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.context.destination);
    source.onended = () => this.playing.delete(source);
    source.start(this.startedAt! + (atMs - this.placeMs) / 1_000);
    this.playing.add(source);
  }
}
