import assert from "node:assert/strict";
import { test } from "node:test";
import { Pictures } from "../src/session/pictures.ts";
import { cover } from "../src/video/camera.ts";

test("A wide camera's sides and a tall one's ends are left out", () => {
  assert.deepEqual(cover(640, 360, 4 / 3), { x: 80, y: 0, width: 480, height: 360 });
  assert.deepEqual(cover(360, 640, 4 / 3), { x: 0, y: 185, width: 360, height: 270 });
});

test("Pictures of five a second are kept at two and a half", () => {
  const pictures = new Pictures<number>();

  for (let ms = 0; ms < 2_000; ms += 200) pictures.add(ms, () => ms);

  assert.deepEqual(pictures.kept.map(picture => picture.startMs), [0, 400, 800, 1_200, 1_600]);
});

test("An hour of pictures is kept in few, from its start to its end", () => {
  const pictures = new Pictures<number>();

  for (let ms = 0; ms < 3_600_000; ms += 200) pictures.add(ms, () => ms);

  assert.ok(pictures.kept.length < 1_200 && pictures.kept.length > 500, String(pictures.kept.length));
  assert.equal(pictures.kept[0]!.startMs, 0);
  assert.ok(pictures.kept.at(-1)!.startMs > 3_590_000);
});
