import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServerEvent } from "../src/protocol.ts";
import { Conversation } from "../src/session/conversation.ts";
import { historyOf } from "../src/session/history.ts";
import { type Phrase, textOf, type Work } from "../src/session/entries.ts";

const heard = (delta: string, ms: number): ServerEvent => ({ type: "session.input_transcript.delta", delta, start_ms: ms, end_ms: ms });
const said = (delta: string, ms: number, backchannel = false): ServerEvent => ({ type: "session.output_transcript.delta", delta, start_ms: ms, end_ms: ms, backchannel });
const created: ServerEvent = { type: "session.delegation.created", offset_ms: 3_200, delegation: { id: "d1", target: "host", task: "what is the weather" } };
const update = (fields: object): ServerEvent => ({ type: "session.delegation.updated", delegation_id: "d1", status: "running", ...fields });

function after(...events: ServerEvent[]): Conversation {
  const conversation = new Conversation();
  conversation.begin(0);
  for (const event of events) conversation.apply(event, 5_000);
  return conversation;
}

const texts = (conversation: Conversation) => conversation.entries.map(entry => (entry.kind === "work" ? entry.task : entry.kind === "note" ? entry.text : `${entry.kind}: ${textOf(entry)}`));

test("Words of one side that come close together are one phrase", () => {
  assert.deepEqual(texts(after(heard(" what", 1_300), heard(" is", 1_450))), ["heard: what is"]);
});

test("After a pause a phrase begins", () => {
  assert.deepEqual(texts(after(heard(" one", 1_000), heard(" two", 3_000))), ["heard: one", "heard: two"]);
});

test("Speaking at the same time breaks no phrase", () => {
  assert.deepEqual(texts(after(heard(" one", 1_000), said(" yes", 1_100), heard(" two", 1_400))), ["heard: one two", "said: yes"]);
});

test("An answer is a phrase of its own, below the work it came from", () => {
  const conversation = after(said(" let me check", 4_200), created, { type: "session.context.injected", kind: "result", text: "It is 14." }, said(" it is fourteen", 5_200), said(" degrees", 5_600));

  assert.deepEqual(texts(conversation), ["said: let me check", "what is the weather", "said: it is fourteen degrees"]);
});

test("A backchannel is a phrase of its own", () => {
  const conversation = after(said(" it is", 1_000), said(" mhm", 1_200, true));

  assert.deepEqual(conversation.entries.map(entry => (entry as Phrase).backchannel), [false, true]);
});

test("A yield cuts the phrase and drops what nobody heard", () => {
  const conversation = after(said(" it", 1_000), said(" is", 1_300), said(" sunny", 1_800), { type: "session.output_audio.cleared", epoch: 1, from_ms: 1_600 });

  const phrase = conversation.entries[0] as Phrase;
  assert.equal(textOf(phrase), "it is");
  assert.equal(phrase.cut, true);
  assert.deepEqual(conversation.yields.map(yielded => yielded.startMs), [1_600]);
});

test("After a yield the model begins a new phrase", () => {
  const cleared: ServerEvent = { type: "session.output_audio.cleared", epoch: 1, from_ms: 1_200 };

  assert.deepEqual(texts(after(said(" it", 1_000), cleared, said(" sorry", 1_400))), ["said: it", "said: sorry"]);
});

test("Work has its tool calls, their answers and an end", () => {
  const conversation = after(created, update({ tool: "get_weather", arguments: { city: "paris" } }), update({ tool: "get_weather", detail: "14 degrees" }), update({ status: "completed", detail: "It is 14." }));

  const work = conversation.entries[0] as Work;
  assert.deepEqual(work.calls, [{ tool: "get_weather", arguments: '{"city":"paris"}', startMs: 5_000, endMs: 5_000, detail: "14 degrees" }]);
  assert.equal(work.status, "completed");
  assert.equal(work.endMs, 5_000);
});

test("Progress is told while the tool goes on", () => {
  const conversation = after(created, update({ tool: "get_weather", arguments: {} }), update({ tool: "get_weather", detail: "1 of 3: looking", progress: { done: 1, total: 3 } }));

  const [call] = (conversation.entries[0] as Work).calls;
  assert.equal(call!.detail, "1 of 3: looking");
  assert.equal(call!.endMs, undefined);
});

test("Cards, injections and turns are kept with their times", () => {
  const conversation = after(
    { type: "session.ui.patch", surface_id: "s", messages: [{ updateComponents: { surfaceId: "s", components: [{ id: "t", component: "Text", text: "weather" }] } }] },
    { type: "session.context.injected", kind: "user_text", text: "hello" },
    { type: "session.turn", turn: 3, elapsed_ms: 41.5, late: true });

  assert.deepEqual(conversation.cards, [{ startMs: 5_000, text: "weather" }]);
  assert.deepEqual(conversation.injections, [{ startMs: 5_000, text: "user text: hello" }]);
  assert.deepEqual(conversation.turns, [{ startMs: 600, elapsedMs: 41.5, late: true }]);
});

test("A lost connection keeps what was said, and the next session goes on after it", () => {
  const conversation = after(heard(" one", 1_000), created);
  conversation.lose(6_000, "Connection lost");
  conversation.lose(7_000, "Connection lost");
  conversation.begin(9_000);
  conversation.apply(heard(" two", 500), 9_500);

  assert.deepEqual(texts(conversation), ["heard: one", "what is the weather", "Connection lost", "heard: two"]);
  assert.equal((conversation.entries[1] as Work).status, "lost");
  assert.deepEqual(conversation.entries.map(entry => entry.startMs), [1_000, 3_200, 6_000, 9_500]);
  assert.equal(conversation.entries[2]!.endMs, 9_000);
});

test("A session that is got back goes on with its work", () => {
  const conversation = after(heard(" one", 1_000), created);
  conversation.lose(6_000, "Connection lost");
  conversation.resume(16_000);
  conversation.apply(update({ status: "completed" }), 16_500);

  assert.equal((conversation.entries[1] as Work).status, "completed");
  assert.deepEqual(texts(conversation).at(-1), "Connection lost for 10 s");
});

test("A session whose time stood still goes on later on the timeline", () => {
  const conversation = after(heard(" one", 1_000));
  conversation.lose(2_000, "Connection lost");
  conversation.resume(12_000);
  conversation.shift(10_000);
  conversation.apply(heard(" two", 2_500), 12_500);

  assert.deepEqual(conversation.entries.map(entry => entry.startMs), [1_000, 2_000, 12_500]);
});

test("What was said is a new session's history, but for murmurs and what waits to be sent", () => {
  const conversation = after(heard(" one", 1_000), said(" two", 2_000), said(" mhm", 2_500, true));
  conversation.typed("three", 9_000);

  assert.deepEqual(historyOf(conversation, 6_000), [
    { type: "message", role: "user", content: [{ type: "input_text", text: "one" }] },
    { type: "message", role: "assistant", content: [{ type: "output_text", text: "two" }] },
  ]);
});

test("A session started by hand is told from the one before; the first needs no telling", () => {
  const conversation = new Conversation();
  conversation.typed("hello", 0);
  conversation.begin(0);
  conversation.begin(8_000);

  assert.deepEqual(texts(conversation), ["heard: hello", "New session"]);
});

test("Ids of a lost session's work mean nothing in the next one", () => {
  const conversation = after(created);
  conversation.lose(6_000, "Connection lost");
  conversation.begin(9_000);
  conversation.apply(update({ status: "completed" }), 9_500);

  assert.equal((conversation.entries[0] as Work).status, "lost");
});

test("What this page does not know is passed over", () => {
  assert.deepEqual(texts(after({ type: "session.something.new" } as unknown as ServerEvent)), []);
});
