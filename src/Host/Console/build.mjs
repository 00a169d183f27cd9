// Builds the console into the folder given: `node build.mjs FOLDER`. Quiet unless something is wrong.
import { build } from "esbuild";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = process.argv[2];
if (!folder) throw new Error("Say where to: node build.mjs FOLDER");

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { console: "src/main.ts", capture: "src/audio/capture.worklet.ts", style: "style/style.css" },
  outdir: folder,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "linked",
  logLevel: "warning",
});
// Last: the build takes this file's time for the time of all of them.
await cp(join(here, "app.html"), join(folder, "app.html"));
await cp(join(here, "index.html"), join(folder, "index.html"));
