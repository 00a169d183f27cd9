// Has the TypeScript compiler say whether recorded events are what a client's types promise: node check.mjs live|realtime FILE
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [, , protocol, file] = process.argv;
const here = fileURLToPath(new URL(".", import.meta.url));
const types = protocol === "live"
  ? `import type { ServerEvent } from "openai/resources/live/live";`
  : `import type { RealtimeServerEvent as ServerEvent } from "openai/resources/realtime/realtime";`;
// What this host adds (see docs/protocol.md) is only sent to clients that ask.
const additions = ["session.output_audio.cleared", "session.turn", "session.ui.patch", "session.delegation.updated", "session.context.injected", "session.resumed"];
const events = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line)).filter((event) => !additions.includes(event.type));

// One of each shape: a thousand audio deltas say no more than one.
const shapeOf = (value) => Array.isArray(value) ? value.map(shapeOf) : value && typeof value === "object"
  ? Object.entries(value).map(([key, inner]) => [key, key === "type" || key === "status" || key === "role" ? inner : shapeOf(inner)]) : value === null ? null : typeof value;
const unique = [...new Map(events.map((event) => [JSON.stringify(shapeOf(event)), event])).values()];

const folder = mkdtempSync(join(here, "check-"));
try {
  const calls = unique.map((event) => `check(${JSON.stringify(event)});`);
  writeFileSync(join(folder, "events.ts"), `${types}\nfunction check<T extends ServerEvent>(event: T): T { return event; }\n${calls.join("\n")}\n`);
  const compiler = spawnSync(process.execPath, [join(here, "node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022",
    "--module", "nodenext", "--moduleResolution", "nodenext", "--types", "node", join(folder, "events.ts")], { encoding: "utf8" });
  console.log(JSON.stringify({ events: events.length, shapes: unique.length, types: [...new Set(events.map((event) => event.type))].length, errors: compiler.stdout.trim() + compiler.stderr.trim() }));
  process.exitCode = compiler.status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
