// An MCP server to test with, over stdio: tells how far it is, asks the user with a form, and brings a page (MCP Apps).
// What it was answered it writes to the file named, a line of JSON for each answer.
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

const answers = process.argv.slice(2).find(argument => !argument.startsWith("--"));
const PAGE = "ui://town/table", MIME_TYPE = "text/html;profile=mcp-app";
const send = message => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");
const wait = ms => new Promise(done => setTimeout(done, ms));
const city = { type: "string", description: "The city, e.g. paris." };
const day = { type: "string", description: "today or tomorrow.", default: "today" };
const waiting = new Map();
let client = {}, asked = 0;

/** Asks the client; the result of its answer. */
function ask(method, params) {
  const id = `ask-${++asked}`;
  return new Promise(done => {
    waiting.set(id, done);
    send({ id, method, params });
  });
}

const tools = () => [
  { name: "get_weather", description: "The weather in a city.", inputSchema: { type: "object", properties: { city, day }, required: ["city"] }, annotations: { readOnlyHint: true } },
  {
    name: "book_table", title: "Table plan", description: "Books a table at a restaurant in a city.", inputSchema: { type: "object", properties: { city, day }, required: ["city"] },
    ...(client.extensions?.["io.modelcontextprotocol/ui"]?.mimeTypes?.includes(MIME_TYPE) ? { _meta: { ui: { resourceUri: process.argv.includes("--no-page") ? "ui://town/nothing" : PAGE } } } : {}),
  },
];

const calls = {
  async get_weather({ city }, progressToken) {
    const steps = ["asking the station", "reading the map", "writing the report"];
    for (const [index, message] of steps.entries()) {
      send({ method: "notifications/progress", params: { progressToken, progress: index + 1, total: steps.length, message } });
      await wait(900);
    }
    const text = `It is 14 degrees and sunny in ${city}. Tomorrow it will be 16 degrees and cloudy in ${city}. On Monday it will be 11 degrees and rainy in ${city}.`;
    return { content: [{ type: "text", text }], structuredContent: { city, condition: "sunny", temperature_c: 14, tomorrow_c: 16, monday_c: 11 } };
  },
  async book_table({ city, day }) {
    const answer = await ask("elicitation/create", {
      message: "For how many people?",
      requestedSchema: {
        type: "object",
        properties: {
          people: { type: "integer", title: "People", minimum: 1, maximum: 8 },
          place: { type: "string", title: "Place", enum: ["inside", "outside"], default: "inside" },
          name: { type: "string", title: "Name", maxLength: 40 },
        },
        required: ["people", "name"],
      },
    });
    if (answers) appendFileSync(answers, JSON.stringify(answer) + "\n");
    if (answer.action !== "accept") return { content: [{ type: "text", text: "There is no table then." }] };
    const { people, place, name } = answer.content;
    return { content: [{ type: "text", text: `A table for ${people} in ${city} it is.` }], structuredContent: { city, day: day ?? "today", people, place, name } };
  },
};

const page = `<!doctype html><html><head><title>Table plan</title><style>
  body { margin: 0; padding: 14px; font: 15px system-ui, sans-serif; color: #1c232c; background: #fffaf2; }
  h1 { margin: 0 0 10px; font-size: 16px; }
  svg { display: block; width: 100%; max-width: 320px; }
</style></head><body><h1 id="title">…</h1><svg viewBox="0 0 320 90" role="img" aria-label="The tables; yours is filled">
  <g id="tables" fill="none" stroke="#8f4513" stroke-width="2"></g></svg><script>
  const post = message => parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  addEventListener("message", ({ data }) => {
    if (data.id === 1) post({ method: "ui/notifications/initialized" });
    if (data.method !== "ui/notifications/tool-result") return;
    const table = data.params.structuredContent;
    document.querySelector("#title").textContent = "Table for " + table.people + " in " + table.city + ", " + table.place;
    document.querySelector("#tables").innerHTML = [0, 1, 2, 3].map(at => "<circle cx='" + (45 + at * 75) + "' cy='45' r='28'" + (at === 2 ? " fill='#e2a672'" : "") + "/>").join("");
    post({ method: "ui/notifications/size-changed", params: { height: document.documentElement.scrollHeight } });
  });
  post({ id: 1, method: "ui/initialize", params: { protocolVersion: "2026-01-26", appInfo: { name: "town", version: "1" }, appCapabilities: {} } });
</script></body></html>`;

createInterface({ input: process.stdin }).on("line", async line => {
  const { id, method, params, result } = JSON.parse(line);
  if (method === undefined) {
    waiting.get(id)?.(result ?? { action: "cancel" });
  } else if (method === "initialize") {
    client = params.capabilities;
    send({ id, result: { protocolVersion: "2025-06-18", capabilities: { tools: {}, resources: {} }, serverInfo: { name: "town", version: "1" } } });
  } else if (method === "tools/list") {
    send({ id, result: { tools: tools() } });
  } else if (method === "tools/call") {
    send({ id, result: await calls[params.name](params.arguments ?? {}, params._meta?.progressToken) });
  } else if (method === "resources/read" && params.uri === PAGE) {
    send({ id, result: { contents: [{ uri: PAGE, mimeType: MIME_TYPE, text: page, _meta: { ui: { csp: { connectDomains: ["https://tables.example.com"] } } } }] } });
  } else if (id !== undefined) {
    send({ id, error: { code: -32601, message: "No such method." } });
  }
});
