// node measure.mjs FOLDER [scores.json]: writes down what bench spoke into FOLDER and counts wrong words.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openRecogniser } from "./recogniser.mjs";
import { distance, words } from "./wer.mjs";

const [folder, scoresPath] = process.argv.slice(2);
const sentences = readFileSync(new URL("sentences.txt", import.meta.url), "utf8").split("\n").filter(Boolean);
const timings = JSON.parse(readFileSync(path.join(folder, "timings.json"), "utf8"));
const recognise = await openRecogniser();

async function errorRate(voice, pace) {
  const files = readdirSync(path.join(folder, voice, pace)).sort();
  let wrong = 0, count = 0;
  for (let i = 0; i < files.length; i++) {
    const bytes = readFileSync(path.join(folder, voice, pace, files[i]));
    const text = await recognise(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4));
    const wanted = words(sentences[i]), errors = distance(wanted, words(text));
    wrong += errors;
    count += wanted.length;
    if (errors > 0) console.log(`${voice} ${pace} ${i + 1}: ${errors} of ${wanted.length} wrong: "${text}" for "${sentences[i]}"`);
  }
  return wrong / count;
}

const scores = {};
for (const voice of Object.keys(timings)) {
  scores[voice] = { wordErrorRate: await errorRate(voice, "calm"), hurriedWordErrorRate: await errorRate(voice, "hurried"), ...timings[voice] };
}
console.log("\n| voice | word error rate | in a hurry | ms per second of speech | first sound, ms | lag, ms | lag in a hurry, ms |\n| --- | --- | --- | --- | --- | --- | --- |");
for (const [voice, s] of Object.entries(scores)) {
  console.log(`| ${voice} | ${(100 * s.wordErrorRate).toFixed(1)} % | ${(100 * s.hurriedWordErrorRate).toFixed(1)} % | ${s.millisecondsPerSecond.toFixed(1)} | ${s.firstAudioMilliseconds.toFixed(1)} | ${s.lagMilliseconds} | ${s.hurriedLagMilliseconds} |`);
}
if (scoresPath) writeFileSync(scoresPath, JSON.stringify(scores, null, 1) + "\n");
