import type { Live } from "../session/live.ts";
import type { Sight } from "../session/sight.ts";
import type { Voice } from "../session/voice.ts";
import { byId } from "./element.ts";

/** The line that says what goes on, and the box that says what went wrong. */
export class Status {
  private readonly line = byId("status");
  private readonly box = byId("problem");
  private readonly title = byId("problem-title");
  private readonly next = byId("problem-next");
  private readonly again = byId<HTMLButtonElement>("problem-again");

  constructor(
    private readonly live: Live,
    private readonly voice: Voice,
    private readonly sight: Sight,
  ) {
    this.again.addEventListener("click", () => live.start());
    byId("problem-dismiss").addEventListener("click", () => live.report(undefined));
    setInterval(() => {
      if (live.phase === "waiting") this.update();
    }, 1_000);
  }

  update(): void {
    const { phase, problem } = this.live;
    set(this.line, this.words());
    this.line.dataset.phase = phase;
    this.box.hidden = !problem;
    set(this.title, problem?.title ?? "");
    set(this.next, problem?.next ?? "");
    this.again.hidden = phase !== "waiting";
  }

  private words(): string {
    switch (this.live.phase) {
      case "idle":
        return "Press Talk and speak, or type.";
      case "connecting":
        return "Connecting…";
      case "waiting":
        return `Trying again in ${Math.max(1, Math.ceil((this.live.retryAt - performance.now()) / 1_000))} s…${this.live.keeps ? " What you say is kept." : ""}`;
      case "live": {
        const ears = this.voice.open ? (this.voice.through ? "Listening." : "Muted.") : "Connected. Type, or press Talk.";
        const { speaks, sees } = this.live.capabilities ?? {};
        const eyes = this.sight.open ? (sees === false ? " The camera is on, but this model does not see." : " The camera is on.") : "";
        return `${ears}${eyes}${speaks === false ? " The host has no voice: answers are text." : ""}`;
      }
    }
  }
}

/** Only changes: a screen reader reads a live region again each time it is written. */
function set(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
