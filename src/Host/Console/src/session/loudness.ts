/** A side's loudness over time, one value from 0 to 1 for each 20 ms of the timeline. */
export class Loudness {
  static readonly STEP_MS = 20;
  private values = new Float32Array(1_024);
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** Keeps the louder of what was there and what comes. */
  add(ms: number, value: number): void {
    const index = Math.floor(ms / Loudness.STEP_MS);
    if (index < 0) return;
    while (index >= this.values.length) {
      const longer = new Float32Array(this.values.length * 2);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[index] = Math.max(this.values[index] ?? 0, value);
    this.count = Math.max(this.count, index + 1);
  }

  /** Forgets everything from `ms` on. */
  cut(ms: number): void {
    const index = Math.max(0, Math.ceil(ms / Loudness.STEP_MS));
    this.values.fill(0, index);
    this.count = Math.min(this.count, index);
  }

  /** The loudest value between two times. */
  between(fromMs: number, toMs: number): number {
    const end = Math.min(this.count, Math.max(Math.floor(fromMs / Loudness.STEP_MS) + 1, Math.ceil(toMs / Loudness.STEP_MS)));
    let loudest = 0;
    for (let index = Math.max(0, Math.floor(fromMs / Loudness.STEP_MS)); index < end; index++) {
      loudest = Math.max(loudest, this.values[index] ?? 0);
    }
    return loudest;
  }
}
