// npm @openai/agents-realtime: an agent with a tool, over its WebSocket transport.
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool as agentTool } from "@openai/agents-realtime";
import { z } from "zod";
import { Expectations, Microphone, answer, attempts, base, interrupt, questionFile, record, report } from "./conversation.mjs";

const expected = new Expectations();
const seen = { said: "", audio: 0, calls: [], interrupted: 0, history: [], errors: [] };
let saidAfter = "";
const agent = new RealtimeAgent({
  name: "weather",
  instructions: "Answer questions about the weather.",
  tools: [agentTool({
    name: "get_weather",
    description: "Gets the weather in a city.",
    parameters: z.object({ city: z.string() }),
    execute: async ({ city }) => { seen.calls.push(city); return answer(city); },
  })],
});
const transport = new OpenAIRealtimeWebSocket({ url: `${base.replace("http", "ws")}/realtime?model=wren` });
const session = new RealtimeSession(agent, { transport, tracingDisabled: true });
transport.on("*", (event) => { record(event); expected.check(); });
transport.on("audio_transcript_delta", (event) => { seen.said += event.delta; if (seen.calls.length) saidAfter += event.delta; });
session.on("audio", (event) => { seen.audio += event.data.byteLength; });
session.on("audio_interrupted", () => { seen.interrupted++; });
session.on("history_updated", (history) => { seen.history = history.map((item) => `${item.role ?? item.type}: ${item.content?.map((part) => part.text ?? part.transcript ?? "").join(" ") ?? item.output ?? ""}`); });
session.on("error", (event) => seen.errors.push(JSON.stringify(event.error?.error ?? event.error?.message ?? event)));
await session.connect({ apiKey: "none" });

const microphone = new Microphone((pcm) => session.sendAudio(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.byteLength)));
for (let attempt = 0; attempt < attempts && !seen.interrupted; attempt++) {
  const calls = seen.calls.length;
  await microphone.say(questionFile);
  await expected.until("the tool's run", () => seen.calls.length > calls);
  saidAfter = "";
  await expected.until("eight words of the answer", () => saidAfter.trim().split(/\s+/).length >= 8);
  seen.interrupted = 0;
  await interrupt(microphone, () => seen.interrupted > 0, expected);
}
await new Promise((resolve) => setTimeout(resolve, 500));
microphone.off();
session.close();
report(seen);
