// What the page sends, kept until it is old: a connection that takes a lost one's place sends again what did not arrive.

import { fromBase64, toBase64 } from "../audio/pcm.ts";
import type { ClientEvent } from "../protocol.ts";

export type NumberedEvent = ClientEvent & { event_id: string };

interface Kept {
  number: number;
  event: ClientEvent;
  atMs: number;
  /** Of 20 ms of sound, how loud they are; undefined for all else. */
  loudness: number | undefined;
  sent: boolean;
}

export interface Again {
  events: NumberedEvent[];
  /** How much sound is among them. */
  soundMs: number;
}

const PIECE_MS = 20;

/** Sound older than this is not said again, */
const SOUND_MS = 15_000;

/** and no more than this many pieces: the host takes ten seconds ahead of time. */
const MOST_PIECES = 450;

/** No session waits longer for its client, unless it is set to. */
const OTHERS_MS = 60_000;

/** Softer than this is silence. */
const QUIET = 0.02;

/** Pieces of silence that stay before and after what is said: half a second, by which a sentence's end is known. */
const AROUND = 25;

/** Pieces of silence just before a word that go with it: words begin softly. */
const LEAD = 10;

/** Pieces that are sent as one: the host's queue counts appends. */
const JOINED = 10;

/** Numbers what is sent, and knows what is to be sent again. */
export class Outgoing {
  private kept: Kept[] = [];
  private count = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Keeps an event, but for pictures and reports of what was played: they are worth nothing later.
   * @param sent whether it is sent now, or waits for a connection
   */
  add(event: ClientEvent, sent: boolean, loudness?: number): NumberedEvent {
    const number = ++this.count;
    if (event.type !== "session.input_video.append" && event.type !== "session.playback.ack") {
      this.kept.push({ number, event, atMs: this.now(), loudness, sent });
      // A list is copied: not with every piece of sound.
      if (number % 64 === 0) this.trim();
    }
    return numbered(event, number);
  }

  /**
   * What did not arrive, in order; of the sound only what was said.
   * @param arrived the id of the last event that did; null when none did
   */
  missing(arrived: string | null): Again {
    const last = arrived === null ? 0 : Number(arrived.slice("page_".length));
    return this.take(({ number }) => number > last);
  }

  /** What waits for a connection, for a session that begins anew. */
  waiting(): Again {
    return this.take(({ sent }) => !sent);
  }

  /** The same, for a connection that only halted: with the pauses. What comes after one of these waits too, or they would count as arrived with it. */
  held(): NumberedEvent[] {
    const held = this.kept.filter(({ sent }) => !sent);
    for (const one of held) one.sent = true;
    return joined(held);
  }

  clear(): void {
    this.kept = [];
  }

  private take(wanted: (one: Kept) => boolean): Again {
    this.trim();
    const missing = this.kept.filter(wanted);
    for (const one of missing) one.sent = true;
    const sounds = missing.filter(({ loudness }) => loudness !== undefined);
    const said = new Set<Kept>();
    sounds.forEach(({ loudness }, at) => {
      if (loudness! >= QUIET) for (const near of sounds.slice(Math.max(0, at - AROUND), at + AROUND + 1)) said.add(near);
    });
    // A word may begin with the next piece, which is not here yet.
    for (const latest of sounds.slice(-LEAD)) said.add(latest);
    const again = new Set(sounds.filter(one => said.has(one)).slice(-MOST_PIECES));
    return { events: joined(missing.filter(one => one.loudness === undefined || again.has(one))), soundMs: again.size * PIECE_MS };
  }

  private trim(): void {
    const now = this.now();
    this.kept = this.kept.filter(({ atMs, loudness }) => now - atMs <= (loudness === undefined ? OTHERS_MS : SOUND_MS));
  }
}

const numbered = (event: ClientEvent, number: number): NumberedEvent => ({ ...event, event_id: `page_${number}` });

/** Pieces of sound beside each other become longer ones. */
function joined(kept: readonly Kept[]): NumberedEvent[] {
  const events: NumberedEvent[] = [];
  let pieces: string[] = [], last = 0;
  const flush = () => {
    if (pieces.length > 0) events.push(numbered({ type: "session.input_audio.append", audio: join(pieces) }, last));
    pieces = [];
  };
  for (const { event, number } of kept) {
    if (event.type === "session.input_audio.append") {
      pieces.push(event.audio);
      last = number;
      if (pieces.length === JOINED) flush();
    } else {
      flush();
      events.push(numbered(event, number));
    }
  }
  flush();
  return events;
}

function join(pieces: readonly string[]): string {
  const parts = pieces.map(fromBase64);
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return toBase64(whole);
}

/** A piece of the user's sound. */
export interface Piece {
  samples: Float32Array;
  loudness: number;
}

/** After something was said again, the host hears the user late: silence that is left out brings it back to the present. */
export class CatchUp {
  private behindMs = 0;
  private quiet = 0;
  /** The latest of what was left out. */
  private left: Piece[] = [];

  add(soundMs: number): void {
    this.behindMs += soundMs;
  }

  /** What to send, now that this piece has come: nothing of a silence that lasts; with a word, what was left out just before it. */
  next(piece: Piece): Piece[] {
    this.quiet = piece.loudness < QUIET ? this.quiet + 1 : 0;
    if (this.behindMs > 0 && this.quiet > AROUND) {
      this.behindMs -= PIECE_MS;
      this.left = [...this.left, piece].slice(-LEAD);
      return [];
    }
    const lead = this.quiet === 0 ? this.left : [];
    this.behindMs += lead.length * PIECE_MS;
    this.left = [];
    return [...lead, piece];
  }

  reset(): void {
    this.behindMs = 0;
    this.left = [];
  }
}
