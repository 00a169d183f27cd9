import assert from "node:assert/strict";
import { test } from "node:test";
import { ReconnectPolicy } from "../src/session/reconnect.ts";

const lost = { lastedMs: 0 };

test("Each attempt waits twice as long, to 15 s", () => {
  const policy = new ReconnectPolicy(() => 0);

  assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(() => policy.next(lost)), [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
});

test("After eight attempts it gives up", () => {
  const policy = new ReconnectPolicy(() => 0);
  for (let attempt = 0; attempt < 8; attempt++) assert.notEqual(policy.next(lost), undefined);

  assert.equal(policy.next(lost), undefined);
});

test("Chance adds up to a fifth", () => {
  assert.equal(new ReconnectPolicy(() => 1).next(lost), 600);
});

test("A full host is asked again when it said", () => {
  assert.equal(new ReconnectPolicy(() => 0).next({ ...lost, code: "host_full", retryAfterMs: 5_000 }), 5_000);
});

test("After a good session counting starts anew", () => {
  const policy = new ReconnectPolicy(() => 0);
  for (let attempt = 0; attempt < 5; attempt++) policy.next(lost);

  assert.equal(policy.next({ lastedMs: 60_000 }), 500);
});

test("A session that fails again and again at once is not asked for faster and faster", () => {
  const policy = new ReconnectPolicy(() => 0);
  policy.next({ lastedMs: 100 });

  assert.equal(policy.next({ lastedMs: 100 }), 1_000);
});

test("What the host will never do is not asked again", () => {
  assert.equal(new ReconnectPolicy(() => 0).next({ ...lost, code: "unsupported_extension" }), undefined);
});

test("When the user tries again, counting starts anew", () => {
  const policy = new ReconnectPolicy(() => 0);
  for (let attempt = 0; attempt < 9; attempt++) policy.next(lost);
  policy.reset();

  assert.equal(policy.next(lost), 500);
});
