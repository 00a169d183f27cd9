import type { Live } from "../session/live.ts";
import { byId, element } from "./element.ts";

const STORED = "instructions";

/** The dialog: instructions to give, and what the host says about itself. */
export class Settings {
  private readonly dialog = byId<HTMLDialogElement>("settings");
  private readonly instructions = byId<HTMLTextAreaElement>("instructions");
  private readonly facts = byId("facts");
  private readonly parts = byId("parts");

  constructor(private readonly live: Live) {
    live.instructions = this.instructions.value = localStorage.getItem(STORED) ?? "";
    byId("open-settings").addEventListener("click", () => this.open());
    byId("settings-form").addEventListener("submit", () => this.save());
    byId("cancel-settings").addEventListener("click", () => this.dialog.close());
  }

  private open(): void {
    this.instructions.value = this.live.instructions;
    this.facts.replaceChildren(...this.describe().flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
    this.dialog.showModal();
    void this.showParts();
  }

  private save(): void {
    const text = this.instructions.value.trim();
    localStorage.setItem(STORED, text);
    if (text !== this.live.instructions) this.live.instruct(text);
  }

  private describe(): [string, string][] {
    const { session, capabilities } = this.live;
    if (!session || !capabilities) return [["Session", "none yet: press Talk, or type"]];
    const { type, rate } = session.audio.format;
    return [
      ["Model", capabilities.model],
      ["Voice", capabilities.speaks ? "speaks" : "none: answers are text"],
      ["Sound", `${type} at ${rate / 1_000} kHz`],
      ["Extensions", capabilities.extensions.join(", ")],
      ["Work is done by", "the host's background agent"],
      ["Session", session.id],
    ];
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
