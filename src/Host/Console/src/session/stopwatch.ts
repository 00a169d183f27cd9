/** The timeline's clock: it runs while there is a session or one is being got back, and stands still otherwise. */
export class Stopwatch {
  private elapsed = 0;
  private since: number | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get running(): boolean {
    return this.since !== undefined;
  }

  get ms(): number {
    return this.elapsed + (this.since === undefined ? 0 : this.now() - this.since);
  }

  start(): void {
    this.since ??= this.now();
  }

  stop(): void {
    this.elapsed = this.ms;
    this.since = undefined;
  }

  /** Nears a clock that counts: a tenth of the way, so that a single late word of it moves nothing visibly. */
  approach(ms: number): void {
    this.skip((ms - this.ms) / 10);
  }

  /** Leaves a gap. */
  skip(ms: number): void {
    this.elapsed += ms;
  }
}
