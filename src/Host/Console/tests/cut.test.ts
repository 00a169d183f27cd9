import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, mock, test } from "node:test";
import { fromBase64, peak, toPcm } from "../src/audio/pcm.ts";
import type { ServerEvent } from "../src/protocol.ts";
import { Live } from "../src/session/live.ts";

const PIECE_MS = 20, TURN_MS = 200, PIECE = 480;

interface Sent {
  type: string;
  event_id?: string;
  audio?: string;
  text?: string;
}

/** The browser's end of a connection through a network that can be cut: what is sent then waits, and arrives late. */
class Socket {
  static readonly OPEN = 1;
  static all: Socket[] = [];
  readyState = 0;
  bufferedAmount = 0;
  readonly sent: Sent[] = [];
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;

  constructor() {
    Socket.all.push(this);
  }

  open(): void {
    this.readyState = Socket.OPEN;
    this.onopen?.();
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Sent);
  }

  tell(event: object): void {
    this.onmessage?.({ data: JSON.stringify(event as ServerEvent) });
  }

  close(): void {
    this.readyState = 3;
  }
}

/** Sound that nobody hears. */
class NoSound {
  currentTime = 0;
  resume = async () => {};
  close = async () => {};
}

/** Of the page's clock. */
const START_MS = 1_000;

let now = START_MS;
const originals = { WebSocket: globalThis.WebSocket, AudioContext: globalThis.AudioContext };

beforeEach(() => {
  now = START_MS;
  Socket.all = [];
  Object.assign(globalThis, { WebSocket: Socket, AudioContext: NoSound });
  mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  mock.method(performance, "now", () => now);
  mock.method(Math, "random", () => 0.5);
});

afterEach(() => {
  Object.assign(globalThis, originals);
  mock.timers.reset();
  mock.restoreAll();
});

/** A page that talks into a network which is cut and mended: what the host hears of it, event by event. */
class Talk {
  readonly live = new Live("", () => {}, () => {}, () => {});
  private turn = 0;
  private isCut = false;
  private arrived: Sent[] = [];

  constructor() {
    this.live.start();
    Socket.all[0]!.open();
    Socket.all[0]!.tell({ type: "session.started", event_id: "event_1", session: { id: "live_1" }, capabilities: { extensions: ["resume"] } });
  }

  /** 20 ms pass in which the microphone takes this. */
  hear(samples: Float32Array): void {
    now += PIECE_MS;
    mock.timers.tick(PIECE_MS);
    this.live.hear(peak(samples), samples);
    if (!this.isCut && now % TURN_MS === 0) Socket.all.at(-1)!.tell({ type: "session.turn", event_id: `event_${++this.turn + 1}`, turn: this.turn, elapsed_ms: 1, late: false });
  }

  cut(): void {
    this.isCut = true;
  }

  /** What was under way arrives, and the page is told how far it came. */
  mend(): void {
    this.isCut = false;
    if (Socket.all.length === 1) return;
    this.arrived = Socket.all[0]!.sent;
    const last = this.arrived.findLast(({ event_id }) => event_id !== undefined);
    Socket.all.at(-1)!.open();
    Socket.all.at(-1)!.tell({ type: "session.resumed", session_id: "live_1", last_client_event_id: last?.event_id ?? null });
  }

  get heard(): Sent[] {
    return Socket.all.length === 1 ? Socket.all[0]!.sent : [...this.arrived, ...Socket.all.at(-1)!.sent];
  }

  get samples(): number[] {
    return this.heard.flatMap(({ audio }) => (audio === undefined ? [] : [...fromBase64(audio)]));
  }
}

/** A question, silence, and a word, as the microphone gives them: 24 kHz in pieces of 20 ms. */
const said = recording();

function recording(): Float32Array[] {
  const pcm = readFileSync("tests/browser/conversation.wav").subarray(44);
  const at16 = new Int16Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.length - (pcm.length % 2)));
  const samples = Float32Array.from({ length: Math.floor((at16.length * 3) / 2) }, (_, at) => {
    const place = (at * 2) / 3, before = Math.floor(place);
    return (at16[before]! + (place - before) * ((at16[before + 1] ?? 0) - at16[before]!)) / 32_768;
  });
  return Array.from({ length: Math.floor(samples.length / PIECE) }, (_, at) => samples.slice(at * PIECE, (at + 1) * PIECE));
}

/** Zeros, which stand for nothing, left out. */
const spoken = (samples: Iterable<number>) => Int16Array.from(samples).filter(sample => sample !== 0);

for (const cutMs of [100, 300, 500, 3_700, 4_900]) {
  test(`Of what is said around a cut of ten seconds after ${cutMs} ms, every sample arrives, once and in order`, () => {
    const talk = new Talk();

    said.forEach((piece, at) => {
      if (at * PIECE_MS === cutMs) talk.cut();
      if (at * PIECE_MS === cutMs + 10_000) talk.mend();
      talk.hear(piece);
    });

    assert.deepEqual(spoken(talk.samples), spoken(said.flatMap(piece => [...toPcm(piece)])));
  });
}

test("What is said as the connection comes back keeps its beginning", () => {
  const talk = new Talk();
  const piece = (value: number) => new Float32Array(PIECE).fill(value / 32_767);

  for (let at = 0; at < 700; at++) {
    if (at === 10) talk.cut();
    if (at === 500) talk.mend();
    // Softly from 495 on, and aloud from 505.
    talk.hear(piece(at < 495 || at >= 600 ? 0 : at < 505 ? at - 400 : 1_000 + at));
  }

  const heard = [...new Set(spoken(talk.samples))];
  assert.deepEqual(heard, [...Array.from({ length: 10 }, (_, at) => 95 + at), ...Array.from({ length: 95 }, (_, at) => 1_505 + at)]);
});

test("A network that only halts loses nothing, and lets nothing overtake what it held back", () => {
  const talk = new Talk();

  said.forEach((piece, at) => {
    if (at * PIECE_MS === 2_500) talk.cut();
    if (at * PIECE_MS === 4_500) talk.mend();
    if (at * PIECE_MS === 4_000) talk.live.say("and tomorrow");
    talk.hear(piece);
  });

  assert.deepEqual(Int16Array.from(talk.samples), Int16Array.from(said.flatMap(piece => [...toPcm(piece)])));
  const ids = talk.heard.flatMap(({ event_id }) => (event_id ? [Number(event_id.slice("page_".length))] : []));
  assert.deepEqual(ids, ids.toSorted((a, b) => a - b));
  assert.ok(talk.heard.some(({ text }) => text === "and tomorrow"));
});
