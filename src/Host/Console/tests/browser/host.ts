import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const REPOSITORY = resolve("../../..");
export const RECORDING = join(REPOSITORY, "samples/audio/weather.wav");
const MODEL = join(REPOSITORY, "models/wren");

/** The host's program: of the configuration asked for, else of the one built last. */
const PROGRAM = (process.env.AGENTHOST_CONFIGURATION ? [process.env.AGENTHOST_CONFIGURATION] : ["Release", "Debug"])
  .map(configuration => resolve("..", "bin", configuration, "net10.0/AgentHost.dll"))
  .filter(existsSync)
  .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];

const WEATHER = { weather: { command: "dotnet", args: ["${hostFolder}/samples/WeatherMcpServer/WeatherMcpServer.dll"] } };

/** Why no host can be run; undefined when it can. */
export function whyNoHost(): string | undefined {
  if (!PROGRAM) return "the host is not built: dotnet build src/Host";
  return existsSync(join(MODEL, "model.json")) ? undefined : `there is no model in ${MODEL}`;
}

/** A host on the loopback interface, with room for one session, the shipped model, the agent, MCP servers and the clock. */
export class Host {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
  ) {}

  /**
   * @param url where to listen; by default on a free port
   * @param recordings where sessions are recorded
   * @param mcpServers the agent's tools beside the clock, as plugins.json has them
   */
  static async start(url = "http://127.0.0.1:0", recordings = mkdtempSync(join(tmpdir(), "console-recordings-")), mcpServers: Record<string, object> = WEATHER): Promise<Host> {
    const folder = mkdtempSync(join(tmpdir(), "console-host-"));
    const settings = join(folder, "plugins.json");
    writeFileSync(settings, JSON.stringify({
      plugins: [
        { id: "model", assembly: "plugins/OnnxInteraction/OnnxInteraction.dll", settings: { model: MODEL, device: "cpu" } },
        { id: "agent", assembly: "plugins/SemanticKernelAgent/SemanticKernelAgent.dll", settings: { engine: "auto" } },
        { id: "mcp", assembly: "plugins/McpTools/McpTools.dll", settings: { mcpServers } },
        { id: "clock", assembly: "samples/ClockPlugin/ClockPlugin.dll" },
      ],
    }));
    const child = spawn("dotnet", [PROGRAM!, "--plugins", settings, "--urls", url, "--record", recordings], { env: { ...process.env, AGENTHOST_Interaction__MaxSessions: "1" } });
    let output = "";
    const listening = new Promise<string>((done, failed) => {
      const read = (data: Buffer) => {
        output += data.toString();
        const found = /listening on (\S+)/.exec(output);
        if (found) done(found[1]!);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.on("exit", code => failed(new Error(`The host ended with code ${code}:\n${output}`)));
      setTimeout(() => failed(new Error(`The host does not listen after three minutes:\n${output}`)), 180_000).unref();
    });
    try {
      const host = new Host(await listening, child);
      for (const name of Object.keys(mcpServers)) await host.ready(name);
      return host;
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  /** Waits for an MCP server: it is connected in the background. */
  private async ready(server: string): Promise<void> {
    for (let attempt = 0; attempt < 720; attempt++) {
      if ((await (await fetch(`${this.url}/readyz`)).text()).includes(`ok\tMCP server ${server}`)) return;
      await new Promise(done => setTimeout(done, 250));
    }
    throw new Error(`The MCP server '${server}' is not ready after three minutes.`);
  }

  /** Ends it without a word. */
  async kill(): Promise<void> {
    const ended = new Promise(done => this.process.once("exit", done));
    this.process.kill("SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    const ended = new Promise(done => this.process.once("exit", done));
    this.process.kill("SIGINT");
    const late = setTimeout(() => this.process.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(late);
  }
}
