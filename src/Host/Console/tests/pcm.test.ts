import assert from "node:assert/strict";
import { test } from "node:test";
import { Downsampler, fromBase64, fromPcm, peak, toBase64, toPcm } from "../src/audio/pcm.ts";

test("Floats become 16-bit samples, and louder ones are clipped", () => {
  assert.deepEqual([...toPcm(Float32Array.of(0, 0.5, 1, -1, 7, -7))], [0, 16384, 32767, -32767, 32767, -32767]);
});

test("Samples survive base64", () => {
  const samples = Int16Array.of(0, 1, -1, 32767, -32768);

  assert.deepEqual(fromBase64(toBase64(samples)), samples);
});

test("A part of a longer buffer is sent as just that part", () => {
  const part = Int16Array.of(1, 2, 3, 4).subarray(1, 3);

  assert.deepEqual([...fromBase64(toBase64(part))], [2, 3]);
});

test("A trailing odd byte is ignored", () => {
  assert.deepEqual([...fromBase64(btoa("\x01\x00\x02"))], [1]);
});

test("16-bit samples become floats below 1", () => {
  assert.deepEqual([...fromPcm(Int16Array.of(-32768, 0, 16384))], [-1, 0, 0.5]);
});

test("Loudness is the loudest sample's size, at most 1", () => {
  assert.equal(peak(Float32Array.of(0.1, -0.5, 0.2)), 0.5);
  assert.equal(peak(Float32Array.of(3)), 1);
  assert.equal(peak(new Float32Array(0)), 0);
});

test("48 kHz become 24 kHz by taking means", () => {
  assert.deepEqual([...new Downsampler(48_000, 24_000).process(Float32Array.of(0, 1, 0.5, 0.5))], [0.5, 0.5]);
});

test("A rate that is no multiple keeps its length over many pieces", () => {
  const downsampler = new Downsampler(44_100, 24_000);

  let count = 0;
  for (let piece = 0; piece < 50; piece++) count += downsampler.process(new Float32Array(882).fill(0.25)).length;

  assert.ok(Math.abs(count - 24_000) <= 1, `${count}`);
});

test("A constant stays what it is at any rate", () => {
  const lowered = new Downsampler(44_100, 24_000).process(new Float32Array(441).fill(0.25));

  assert.ok(lowered.every(sample => Math.abs(sample - 0.25) < 1e-6));
});
