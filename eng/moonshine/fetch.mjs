// node fetch.mjs FOLDER: Moonshine tiny (English; MIT) out of its npm package: the two graphs, the tokens as lines, and the licence.
// The package itself is fetched alone: what it depends on in a browser is hundreds of megabytes that nothing here uses.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const PACKAGE = "@moonshine-ai/moonshine-js@0.1.29";
const INTEGRITY = "sha512-Gx1B3mJcbM68ihSy/LyJEuEkGq7sYMqTb04zNdcIeidU0URVlSmXP0GyiQOTTAqDZQXlIC7k+bky+FdXk0UPlg==";
const GRAPHS = "package/dist/model/tiny/quantized";
const FIRST_TOKENS = "<unk>\n<s>\n</s>\n";

const folder = path.resolve(process.argv[2]);
mkdirSync(path.dirname(folder), { recursive: true });
const work = mkdtempSync(`${folder}-`);
try {
  const windows = process.platform === "win32";
  execFileSync(windows ? "npm.cmd" : "npm", ["pack", PACKAGE, "--silent", "--ignore-scripts", "--fetch-retries=1"], { cwd: work, stdio: ["ignore", "ignore", "inherit"], shell: windows });
  const archive = readdirSync(work).find(name => name.endsWith(".tgz"));
  const integrity = `sha512-${createHash("sha512").update(readFileSync(path.join(work, archive))).digest("base64")}`;
  if (integrity !== INTEGRITY) throw new Error(`${PACKAGE} has the checksum ${integrity} and should have ${INTEGRITY}: it is not the package that was tried.`);
  execFileSync("tar", ["-xzf", archive, "package/LICENSE", "package/dist/moonshine.min.js", GRAPHS], { cwd: work });

  const made = path.join(work, "made");
  mkdirSync(made);
  for (const graph of ["encoder_model.onnx", "decoder_model_merged.onnx"]) copyFileSync(path.join(work, GRAPHS, graph), path.join(made, graph));
  copyFileSync(path.join(work, "package/LICENSE"), path.join(made, "LICENSE"));
  writeFileSync(path.join(made, "tokens.txt"), tokens(readFileSync(path.join(work, "package/dist/moonshine.min.js"), "utf8")));
  rmSync(folder, { recursive: true, force: true });
  renameSync(made, folder);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The tokenizer's pieces, a line each: a string in the package's script, in base64. */
function tokens(script) {
  for (const [, text] of script.matchAll(/"([A-Za-z0-9+/=]{100000,})"/g)) {
    const lines = Buffer.from(text, "base64").toString("utf8");
    if (lines.startsWith(FIRST_TOKENS)) return lines;
  }
  throw new Error(`${PACKAGE} has no tokens where they were.`);
}
