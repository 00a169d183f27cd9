// When to try again after a connection was lost.

const FIRST_MS = 500;
const LONGEST_MS = 15_000;
const ATTEMPTS = 8;

/** A session that lasted this long was a good one: after it, counting starts anew. */
const GOOD_MS = 10_000;

export interface Lost {
  /** How long the session had run; 0 when it did not start. */
  lastedMs: number;
  /** What the host said last, if it said something. */
  code?: string | undefined;
  retryAfterMs?: number | undefined;
}

/** These are answers to what this page asks for: asking again changes nothing. */
const FINAL = new Set(["unsupported_audio", "unsupported_delegation", "unsupported_extension", "invalid_event", "unknown_event", "not_started"]);

/** Decides after each loss; counts the attempts in a row. */
export class ReconnectPolicy {
  private attempts = 0;

  /** @param random gives numbers from 0 to 1: pages that lost the same host do not all come back at once. */
  constructor(private readonly random: () => number = Math.random) {}

  /** How many ms to wait, or undefined to give up. */
  next(lost: Lost): number | undefined {
    if (lost.lastedMs >= GOOD_MS) this.attempts = 0;
    if (lost.code !== undefined && FINAL.has(lost.code)) return undefined;
    if (this.attempts >= ATTEMPTS) return undefined;
    const backOff = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempts++);
    return Math.round(Math.max(lost.retryAfterMs ?? 0, backOff) * (1 + 0.2 * this.random()));
  }

  /** The user tries again: counting starts anew. */
  reset(): void {
    this.attempts = 0;
  }
}
