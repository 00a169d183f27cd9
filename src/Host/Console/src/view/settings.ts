import type { HostFacts } from "../protocol.ts";
import type { Live } from "../session/live.ts";
import { byId, element } from "./element.ts";

/** What the browser keeps. */
const INSTRUCTIONS = "instructions", VOICE = "voice", TOOLS = "unwanted-tools";

/** The dialog: what a session is to be like, and what the host says about itself. */
export class Settings {
  private readonly dialog = byId<HTMLDialogElement>("settings");
  private readonly instructions = byId<HTMLTextAreaElement>("instructions");
  private readonly voice = byId<HTMLSelectElement>("voice");
  private readonly voiceRow = byId("voice-row");
  private readonly tools = byId("tools");
  private readonly facts = byId("facts");
  private readonly parts = byId("parts");

  constructor(private readonly live: Live) {
    live.instructions = this.instructions.value = localStorage.getItem(INSTRUCTIONS) ?? "";
    live.voice = localStorage.getItem(VOICE) ?? "";
    live.unwantedTools = JSON.parse(localStorage.getItem(TOOLS) ?? "[]") as string[];
    byId("open-settings").addEventListener("click", () => this.open());
    byId("settings-form").addEventListener("submit", () => this.save());
    byId("cancel-settings").addEventListener("click", () => this.dialog.close());
  }

  private open(): void {
    this.instructions.value = this.live.instructions;
    this.dialog.showModal();
    void this.showHost();
    void this.showParts();
  }

  private save(): void {
    const text = this.instructions.value.trim();
    localStorage.setItem(INSTRUCTIONS, text);
    if (text !== this.live.instructions) this.live.instruct(text);
    if (!this.voiceRow.hidden) localStorage.setItem(VOICE, (this.live.voice = this.voice.value));
    const boxes = [...this.tools.querySelectorAll<HTMLInputElement>("input")];
    if (boxes.length > 0) {
      // A tool that is away now stays unwanted until it is back to be chosen.
      const away = this.live.unwantedTools.filter(name => boxes.every(box => box.value !== name));
      this.live.unwantedTools = [...away, ...boxes.filter(box => !box.checked).map(box => box.value)];
      localStorage.setItem(TOOLS, JSON.stringify(this.live.unwantedTools));
    }
  }

  /** Model, agent, voices and tools; see docs/protocol.md. */
  private async showHost(): Promise<void> {
    let host: HostFacts | undefined;
    try {
      host = (await (await fetch("v1/live/host")).json()) as HostFacts;
    } catch {
      // The list of parts says that nobody answers.
    }
    this.facts.replaceChildren(...this.describe(host).flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
    const voices = host?.model.voices ?? [];
    this.voiceRow.hidden = voices.length === 0;
    this.voice.replaceChildren(element("option", { value: "" }, "The model's first"), ...voices.map(name => element("option", { value: name }, name)));
    this.voice.value = voices.includes(this.live.voice) ? this.live.voice : "";
    this.tools.replaceChildren(...(host?.tools ?? []).map(tool => this.switchOf(tool)));
  }

  private switchOf({ name, description }: { name: string; description: string }): HTMLElement {
    const box = element("input", { type: "checkbox", value: name });
    box.checked = !this.live.unwantedTools.includes(name);
    return element("li", {}, element("label", {}, box, element("span", {}, element("b", {}, name.replaceAll("_", " ")), element("span", { class: "soft" }, ` ${description}`))));
  }

  private describe(host: HostFacts | undefined): [string, string][] {
    const { session } = this.live;
    const about: [string, string][] = host
      ? [
          ["Model", `${host.model.name}, on ${host.model.device}`],
          ["Speaks", host.model.voice],
          ["Sees", host.model.sees ? "what the camera shows" : "nothing: it has not learned to"],
          ["Agent", `${host.agent.engine}, ${host.agent.language_model}`],
          ["Records", host.records ? "all sessions" : "nothing"],
        ]
      : [];
    return session ? [...about, ["Session", `${session.id}, ${session.audio.format.type} at ${session.audio.format.rate / 1_000} kHz`]] : [...about, ["Session", "none yet: press Talk, or type"]];
  }

  /** The host's parts and how they are; see /readyz. */
  private async showParts(): Promise<void> {
    try {
      const lines = (await (await fetch("readyz")).text()).trim().split("\n");
      this.parts.replaceChildren(...lines.map(line => {
        const [health = "", part = "", detail = ""] = line.split("\t");
        return element("li", {}, element("span", { class: health === "broken" ? "chip bad" : "chip" }, health), element("b", {}, part), ` ${detail}`);
      }));
    } catch {
      this.parts.replaceChildren(element("li", {}, "The host does not answer."));
    }
  }
}
