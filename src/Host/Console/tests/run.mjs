// Runs all tests: `npm test`; or those of some files: `npm test -- replay browser/console`. The last line counts them as `dotnet test` does.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("..", import.meta.url));
process.chdir(folder);
if (!existsSync("node_modules/typescript")) {
  console.log("Fetching the console's packages for tests (npm ci; once)...");
  const installed = spawnSync("npm", ["ci", "--ignore-scripts"], { stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
  if (installed.status !== 0) process.exit(1);
  // The host's build sees by this file that there is nothing to fetch.
  writeFileSync("node_modules/.installed", "");
}

const { build } = await import("esbuild");
// Beneath this folder, where packages are found.
const bundles = mkdtempSync(join(folder, "node_modules", ".tests-"));
try {
  const tests = ["tests", "tests/browser"].flatMap(at => readdirSync(at).filter(name => name.endsWith(".test.ts")).map(name => `${at}/${name}`))
    .filter(test => process.argv.length === 2 || process.argv.slice(2).some(name => test === `tests/${name}.test.ts`));
  if (tests.length === 0) throw new Error(`No test file is named ${process.argv.slice(2).join(", ")}.`);
  await build({ entryPoints: tests, outdir: bundles, outbase: "tests", bundle: true, packages: "external", format: "esm", platform: "node", outExtension: { ".js": ".mjs" }, sourcemap: "inline", logLevel: "warning" });
  const files = tests.map(test => join(bundles, test.replace(/^tests\//, "").replace(/\.ts$/, ".mjs")));
  // One file after another: those with a host and a browser each need the machine to be in time.
  const ran = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-concurrency=1", "--test-reporter", "./tests/reporter.mjs", ...files], { stdio: "inherit" });
  process.exitCode = ran.status ?? 1;
} finally {
  rmSync(bundles, { recursive: true, force: true });
}
