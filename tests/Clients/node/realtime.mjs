// npm openai: OpenAIRealtimeWS, which speaks TLS only.
import OpenAI from "openai";
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { Expectations, Microphone, answer, attempts, base, interrupt, questionFile, record, report, tool } from "./conversation.mjs";

const realtime = new OpenAIRealtimeWS({ model: "wren", options: { rejectUnauthorized: false } }, new OpenAI({ apiKey: "none", baseURL: base }));
const expected = new Expectations();
const seen = { heard: "", said: "", audio: 0, calls: [], responses: [], speechStarted: 0, errors: [] };
let updated = false, call, saidAfter = "";

realtime.on("event", (event) => {
  record(event);
  switch (event.type) {
    case "session.updated": updated = true; break;
    case "conversation.item.input_audio_transcription.completed": seen.heard += ` ${event.transcript}`; break;
    case "response.output_audio_transcript.delta": seen.said += event.delta; if (call) saidAfter += event.delta; break;
    case "response.output_audio.delta": seen.audio += event.delta.length; break;
    case "response.output_item.done": if (event.item.type === "function_call") { call ??= event.item; seen.calls.push(`${event.item.name} ${event.item.arguments}`); } break;
    case "response.done": seen.responses.push([event.response.status, event.response.status_details?.reason ?? ""].join(" ").trim()); break;
    case "input_audio_buffer.speech_started": seen.speechStarted++; break;
  }
  expected.check();
});
realtime.on("error", (error) => seen.errors.push(error.message));
realtime.socket.on("close", () => { seen.gone = true; expected.check(); });
realtime.socket.on("open", () => realtime.send({ type: "session.update", session: { type: "realtime", tools: [tool], audio: { input: { transcription: { model: "whisper-1" } } } } }));
await expected.until("session.updated", () => updated);

const microphone = new Microphone((pcm) => realtime.send({ type: "input_audio_buffer.append", audio: pcm.toString("base64") }));
const interrupted = () => seen.responses.includes("cancelled turn_detected");
for (let attempt = 0; attempt < attempts && !interrupted(); attempt++) {
  call = undefined;
  await microphone.say(questionFile);
  await expected.until("a function call", () => call);
  saidAfter = "";
  realtime.send({ type: "conversation.item.create", item: { type: "function_call_output", call_id: call.call_id, output: answer(JSON.parse(call.arguments).city) } });
  realtime.send({ type: "response.create" });
  await expected.until("eight words of the answer", () => saidAfter.trim().split(/\s+/).length >= 8);
  await interrupt(microphone, interrupted, expected);
}
microphone.off();
realtime.close();
await expected.until("the end", () => seen.gone);
report(seen);
