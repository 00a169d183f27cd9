import assert from "node:assert/strict";
import { test } from "node:test";
import { Conversation } from "../src/session/conversation.ts";
import { Loudness } from "../src/session/loudness.ts";
import { Stopwatch } from "../src/session/stopwatch.ts";
import { type Mark, marksOf, place, shorten } from "../src/timeline/layout.ts";
import { clock, labelStep, pxPerMs, showsTurns } from "../src/timeline/scale.ts";

/** Every letter is 10 px wide. */
const widthOf = (text: string) => text.length * 10;
const mark = (startMs: number, text: string, lane: Mark["lane"] = "hears"): Mark => ({ lane, startMs, endMs: startMs, text, tone: "user", ticks: [] });

test("A text that would run into its neighbour goes to the second line", () => {
  const boxes = place([mark(0, "what is"), mark(50, "the")], 1, widthOf);

  assert.deepEqual(boxes.map(box => [box.textX, box.line]), [[0, 0], [50, 1]]);
});

test("Texts with room between them stay on the first line, and lanes do not mind each other", () => {
  const boxes = place([mark(0, "one"), mark(10, "two", "says"), mark(90, "three")], 1, widthOf);

  assert.deepEqual(boxes.map(box => box.line), [0, 0, 0]);
});

test("Where both lines are taken, the text before is shortened", () => {
  const boxes = place([mark(0, "abcdefghij"), mark(20, "klmnopqrst"), mark(70, "x")], 1, widthOf);

  assert.deepEqual(boxes.map(box => [box.line, box.shown]), [[0, "abcde…"], [1, "klmnopqrst"], [0, "x"]]);
});

test("A text with no room at all is left out", () => {
  assert.equal(shorten("weather", 20, widthOf), "");
  assert.equal(shorten("weather", 70, widthOf), "weather");
  assert.equal(shorten("weather", 40, widthOf), "wea…");
});

test("A conversation's marks are in the order of time, and open work has no end", () => {
  const conversation = new Conversation();
  conversation.begin(0);
  conversation.apply({ type: "session.delegation.created", offset_ms: 3_000, delegation: { id: "d1", target: "host", task: "task" } }, 3_000);
  conversation.apply({ type: "session.input_transcript.delta", delta: " hi", start_ms: 1_000, end_ms: 1_000 }, 3_000);

  const marks = marksOf(conversation);

  assert.deepEqual(marks.map(made => [made.lane, made.startMs, made.endMs]), [["hears", 1_000, 1_000], ["asks", 3_000, Infinity]]);
});

test("Labels stand at least 60 px apart, and turns are drawn while they can be told apart", () => {
  assert.equal(labelStep(pxPerMs(3)), 1);
  assert.equal(labelStep(pxPerMs(0)), 5);
  assert.equal(showsTurns(pxPerMs(3), 200), true);
  assert.equal(showsTurns(pxPerMs(0), 200), false);
  assert.equal(pxPerMs(99), 0.3);
});

test("Times above a minute are minutes and seconds", () => {
  assert.deepEqual([clock(5), clock(65), clock(600)], ["5 s", "1:05", "10:00"]);
});

test("Loudness keeps the loudest of a stretch, grows, and forgets what is cut", () => {
  const loudness = new Loudness();
  loudness.add(0, 0.2);
  loudness.add(30_000, 0.7);
  loudness.add(30_005, 0.4);

  assert.ok(Math.abs(loudness.between(29_000, 31_000) - 0.7) < 1e-6);
  loudness.cut(1_000);
  assert.equal(loudness.between(29_000, 31_000), 0);
  assert.ok(loudness.between(0, 10) > 0.19);
});

test("The clock stands still between sessions", () => {
  let now = 100;
  const watch = new Stopwatch(() => now);
  watch.start();
  now = 600;
  watch.stop();
  now = 9_000;
  assert.equal(watch.ms, 500);

  watch.skip(1_000);
  watch.start();
  now = 9_250;
  assert.equal(watch.ms, 1_750);
});

test("The clock nears the session's by a tenth at a time", () => {
  let now = 0;
  const watch = new Stopwatch(() => now);
  watch.start();
  now = 1_000;

  watch.approach(800);

  assert.equal(watch.ms, 980);
});
