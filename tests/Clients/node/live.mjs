// npm openai: LiveWS.
import OpenAI from "openai";
import { LiveWS } from "openai/resources/live/ws";
import { Expectations, Microphone, answer, attempts, base, interrupt, questionFile, record, report } from "./conversation.mjs";

const live = new LiveWS(new OpenAI({ apiKey: "none", baseURL: base }));
const expected = new Expectations();
const seen = { heard: "", said: "", audio: 0, delegations: 0, cleared: 0, audioAfterClear: 0, appended: 0, errors: [], closed: "" };
let delegation, saidAfter = "";

live.on("event", (event) => {
  record(event);
  switch (event.type) {
    case "session.input_transcript.delta": seen.heard += event.delta; break;
    case "session.output_transcript.delta": seen.said += event.delta; if (delegation) saidAfter += event.delta; break;
    case "session.output_audio.delta": seen.audio += event.delta.length; break;
    case "session.delegation.created": seen.delegations++; delegation ??= event.delegation; break;
    case "session.commentary.appended": seen.appended++; break;
    case "session.output_audio.cleared": seen.cleared++; break;
    case "session.closed": seen.closed = event.reason; break;
  }
  expected.check();
});
live.on("error", (error) => seen.errors.push(error.message));
live.on("close", () => { seen.gone = true; expected.check(); });

let started = false;
live.on("session.started", () => { started = true; });
live.send({ type: "session.start", session: { model: "wren", audio: { format: { type: "audio/pcm", rate: 24000 } }, delegation: { type: "client" }, extensions: ["playback"] } });
await expected.until("session.started", () => started);

const microphone = new Microphone((pcm) => live.send({ type: "session.input_audio.append", audio: pcm.toString("base64") }));
for (let attempt = 0; attempt < attempts && !seen.cleared; attempt++) {
  saidAfter = "";
  delegation = undefined;
  await microphone.say(questionFile);
  await expected.until("a delegation", () => delegation);
  saidAfter = "";
  live.send({ type: "session.commentary.append", content: answer("lisbon"), delegation_id: delegation.id });
  await expected.until("eight words of the answer", () => saidAfter.trim().split(/\s+/).length >= 8);
  await interrupt(microphone, () => seen.cleared > 0, expected);
}
live.send({ type: "session.close" });
await expected.until("the end", () => seen.gone);
microphone.off();
report({ ...seen, target: delegation.target });
