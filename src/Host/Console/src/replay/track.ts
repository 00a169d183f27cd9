/** Sound that comes later than this after its place is taken for a pause of the sender. */
const PAUSE_MS = 400;

/** One voice from a session's start to its end, as 16-bit samples; silence where nothing came. */
export class Track {
  private samples = new Int16Array(1 << 16);
  private end = 0;

  constructor(private readonly rate: number) {}

  get lengthMs(): number {
    return (this.end * 1_000) / this.rate;
  }

  /** Puts sound where it begins, over what is there. */
  place(pcm: Int16Array, startMs: number): void {
    this.write(pcm, Math.round((startMs * this.rate) / 1_000));
  }

  /** Puts sound that arrived at a time behind what came before; after a pause, where it arrived. */
  follow(pcm: Int16Array, arrivedMs: number): void {
    const begun = Math.round((arrivedMs * this.rate) / 1_000) - pcm.length;
    this.write(pcm, begun - this.end > (PAUSE_MS * this.rate) / 1_000 ? begun : this.end);
  }

  /** Silences everything from a time on. */
  cut(fromMs: number): void {
    const from = Math.max(0, Math.round((fromMs * this.rate) / 1_000));
    this.samples.fill(0, from);
    this.end = Math.min(this.end, from);
  }

  /** A stretch of it, shorter at the end. */
  slice(fromMs: number, toMs: number): Int16Array {
    const at = (ms: number) => Math.min(this.end, Math.round((ms * this.rate) / 1_000));
    return this.samples.subarray(at(fromMs), at(toMs));
  }

  private write(pcm: Int16Array, at: number): void {
    const from = Math.max(0, at);
    const end = from + pcm.length;
    if (end > this.samples.length) {
      const longer = new Int16Array(Math.max(end, this.samples.length * 2));
      longer.set(this.samples.subarray(0, this.end));
      this.samples = longer;
    }
    this.samples.set(pcm, from);
    this.end = Math.max(this.end, end);
  }
}
