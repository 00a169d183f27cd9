import { fromPcm } from "./pcm.ts";

/** Pieces start this much ahead, in s, so that they join even when one comes late. */
const CUSHION = 0.03;

/** Plays pieces of speech one after another, and can fall silent at once. */
export class Speaker {
  private readonly context: AudioContext;
  private readonly playing = new Set<AudioBufferSourceNode>();
  private begun = 0;
  private until = 0;
  private last: { at: number; startMs: number } | undefined;

  constructor(private readonly rate: number) {
    this.context = new AudioContext({ sampleRate: rate });
  }

  /** The session's time is 0 now. */
  begin(): void {
    void this.context.resume();
    this.begun = this.context.currentTime;
  }

  play(pcm: Int16Array, startMs: number): void {
    if (pcm.length === 0) return;
    const buffer = this.context.createBuffer(1, pcm.length, this.rate);
    buffer.copyToChannel(fromPcm(pcm), 0);
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.context.destination);
    source.onended = () => this.playing.delete(source);
    const at = Math.max(this.until, this.context.currentTime + CUSHION);
    source.start(at);
    this.playing.add(source);
    this.until = at + buffer.duration;
    this.last = { at, startMs };
  }

  /** The place on the session's time that is heard now, in ms. */
  get playedMs(): number {
    const now = this.context.currentTime;
    return Math.max(0, Math.round(this.last ? this.last.startMs + (now - this.last.at) * 1000 : (now - this.begun) * 1000));
  }

  clear(): void {
    for (const source of this.playing) source.stop();
    this.playing.clear();
    this.until = 0;
  }

  close(): void {
    void this.context.close();
  }
}
