import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

test("The sources have no type errors", () => {
  const checked = spawnSync("node_modules/.bin/tsc", ["--noEmit"], { encoding: "utf8" });

  assert.equal(checked.stdout, "");
});

test("The first load is under 300 kB compressed", () => {
  const folder = mkdtempSync(join(tmpdir(), "console-"));
  spawnSync(process.execPath, ["build.mjs", folder], { stdio: "inherit" });

  const bytes = readdirSync(folder).map(name => gzipSync(readFileSync(join(folder, name))).length).reduce((sum, length) => sum + length);

  rmSync(folder, { recursive: true });
  assert.ok(bytes > 1_000 && bytes < 300_000, `${bytes} bytes`);
});

test("The lock file names no registry", () => {
  assert.ok(!readFileSync("package-lock.json", "utf8").includes('"resolved"'));
});
