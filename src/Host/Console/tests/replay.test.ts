import assert from "node:assert/strict";
import { test } from "node:test";
import { toBase64 } from "../src/audio/pcm.ts";
import { readRecording } from "../src/replay/recording.ts";
import { Track } from "../src/replay/track.ts";
import { textOf } from "../src/session/entries.ts";

const RATE = 16_000;

/** So many ms of a constant. */
const sound = (ms: number, value = 1_000) => new Int16Array((ms * RATE) / 1_000).fill(value);

const started = { t: 0, from: "host", event: { type: "session.started", session: { id: "s1", model: "m", instructions: null, audio: { format: { type: "audio/pcm", rate: RATE } } } } };

const lines = (...events: object[]) => [started, ...events].map(line => JSON.stringify(line)).join("\n");

test("A recording has what was heard, typed and said at the time it was", () => {
  const recording = readRecording(lines(
    { t: 1_300, from: "host", event: { type: "session.input_transcript.delta", delta: " hello", start_ms: 1_200, end_ms: 1_200 } },
    { t: 2_000, from: "client", event: { type: "session.input_text.append", text: "good morning" } },
    { t: 2_500, from: "host", event: { type: "session.output_transcript.delta", delta: " yes", start_ms: 2_400, end_ms: 2_400 } },
  ));

  assert.deepEqual(recording.conversation.entries.map(entry => (entry.kind === "heard" || entry.kind === "said" ? `${entry.startMs} ${entry.kind} ${textOf(entry)}` : entry.kind)),
    ["1200 heard hello", "2000 heard good morning", "2400 said yes"]);
  assert.equal(recording.lengthMs, 2_500);
});

test("Speech the model took back is not in the recording's sound, nor is what came late of it", () => {
  const recording = readRecording(lines(
    { t: 1_000, from: "host", event: { type: "session.output_audio.delta", delta: toBase64(sound(200)), start_ms: 1_000, epoch: 0 } },
    { t: 1_150, from: "host", event: { type: "session.output_audio.cleared", epoch: 1, from_ms: 1_100 } },
    { t: 1_200, from: "host", event: { type: "session.output_audio.delta", delta: toBase64(sound(200)), start_ms: 1_200, epoch: 0 } },
  ));

  assert.equal(recording.model!.lengthMs, 1_100);
  assert.equal(recording.conversation.model.between(1_000, 1_100) > 0, true);
  assert.equal(recording.conversation.model.between(1_200, 1_400), 0);
});

test("A line cut in half by the end of the host is left out", () => {
  const recording = readRecording(`${lines({ t: 900, from: "client", event: { type: "session.input_text.append", text: "hi" } })}\n{"t":1000,"from":"ho`);

  assert.equal(recording.conversation.entries.length, 1);
});

test("Pieces of sound that arrive unevenly join, and after a pause begin where they arrived", () => {
  const track = new Track(RATE);
  track.follow(sound(20), 20);
  track.follow(sound(20), 110);
  track.follow(sound(20), 2_000);

  assert.equal(track.slice(0, 40).every(sample => sample === 1_000), true);
  assert.equal(track.slice(40, 1_980).every(sample => sample === 0), true);
  assert.equal(track.lengthMs, 2_000);
});

test("Cards keep their order and time, pictures theirs", () => {
  const recording = readRecording(lines(
    { t: 500, from: "client", event: { type: "session.input_video.append", image: "AAAA", media_type: "image/jpeg" } },
    { t: 700, from: "host", event: { type: "session.ui.patch", surface_id: "a", messages: [{ createSurface: { surfaceId: "a", catalogId: "c" } }] } },
    { t: 900, from: "host", event: { type: "session.ui.patch", surface_id: "a", messages: [{ deleteSurface: { surfaceId: "a" } }] } },
  ));

  assert.deepEqual(recording.cards.map(card => card.atMs), [700, 900]);
  assert.deepEqual(recording.pictures.map(picture => picture.atMs), [500]);
});
