import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase64, toBase64 } from "../src/audio/pcm.ts";
import type { ClientEvent } from "../src/protocol.ts";
import { CatchUp, Outgoing } from "../src/session/outgoing.ts";

const text = (text: string): ClientEvent => ({ type: "session.input_text.append", text });
const sound = (value = 0): ClientEvent => ({ type: "session.input_audio.append", audio: toBase64(new Int16Array(480).fill(value)) });
const texts = ({ events }: { events: ClientEvent[] }) => events.map(event => (event.type === "session.input_text.append" ? event.text : event.type));

test("What did not arrive is sent again, in order and with the same ids", () => {
  const outgoing = new Outgoing(() => 0);
  const [first] = ["one", "two", "three"].map(word => outgoing.add(text(word), true));

  const { events } = outgoing.missing(first!.event_id);

  assert.deepEqual(texts({ events }), ["two", "three"]);
  assert.deepEqual(events.map(event => event.event_id), ["page_2", "page_3"]);
});

test("When nothing arrived, all is sent again", () => {
  const outgoing = new Outgoing(() => 0);
  outgoing.add(text("one"), true);

  assert.deepEqual(texts(outgoing.missing(null)), ["one"]);
});

test("A session that begins anew gets what waited, not what another was sent", () => {
  const outgoing = new Outgoing(() => 0);
  outgoing.add(text("one"), true);
  outgoing.add(text("two"), false);

  assert.deepEqual(texts(outgoing.waiting()), ["two"]);
  assert.deepEqual(texts(outgoing.waiting()), []);
});

test("Pictures and reports of what was played are sent once", () => {
  const outgoing = new Outgoing(() => 0);
  outgoing.add({ type: "session.input_video.append", image: "", media_type: "image/jpeg" }, true);
  outgoing.add({ type: "session.playback.ack", played_ms: 1 }, true);

  assert.deepEqual(outgoing.missing(null).events, []);
});

test("Of the sound, what was said is sent again with a little silence around it, and what came last, in longer pieces", () => {
  const outgoing = new Outgoing(() => 0);
  for (let piece = 0; piece < 120; piece++) outgoing.add(sound(piece), true, piece >= 50 && piece < 60 ? 0.5 : 0);

  const { events, soundMs } = outgoing.missing(null);

  const samples = events.flatMap(event => (event.type === "session.input_audio.append" ? [...fromBase64(event.audio)] : []));
  assert.equal(soundMs, 1_400);
  assert.equal(events.length, 7);
  assert.deepEqual([...new Set(samples)], [...Array.from({ length: 60 }, (_, at) => 25 + at), ...Array.from({ length: 10 }, (_, at) => 110 + at)]);
});

test("Sound that is fifteen seconds old is not said again", () => {
  let now = 0;
  const outgoing = new Outgoing(() => now);
  outgoing.add(sound(), true, 0.5);
  now = 15_001;

  assert.deepEqual(outgoing.missing(null), { events: [], soundMs: 0 });
});

test("What a halted connection held back keeps its pauses", () => {
  const outgoing = new Outgoing(() => 0);
  outgoing.add(sound(), true, 0);
  for (let piece = 0; piece < 20; piece++) outgoing.add(sound(), false, 0);

  assert.equal(outgoing.held().length, 2);
  assert.equal(outgoing.held().length, 0);
});

test("Silence is left out until the host hears the present again, and no word with it", () => {
  const catchUp = new CatchUp();
  catchUp.add(100);
  const sent = (loudness: number, pieces: number) => Array.from({ length: pieces }, () => catchUp.next({ samples: new Float32Array(), loudness }).length).reduce((sum, count) => sum + count);

  assert.equal(sent(0.5, 20), 20);
  assert.equal(sent(0, 30), 25);
  assert.equal(sent(0, 30), 30);
});

test("A word that ends a silence comes with its soft beginning", () => {
  const catchUp = new CatchUp();
  catchUp.add(1_000);
  const heard: number[] = [];

  for (let piece = 0; piece < 60; piece++) heard.push(...catchUp.next({ samples: Float32Array.of(piece), loudness: piece < 50 ? 0 : 0.5 }).map(({ samples }) => samples[0]!));

  assert.deepEqual(heard, [...Array.from({ length: 25 }, (_, at) => at), ...Array.from({ length: 20 }, (_, at) => 40 + at)]);
});
