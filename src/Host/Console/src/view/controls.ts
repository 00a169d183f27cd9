import type { Live } from "../session/live.ts";
import type { Sight } from "../session/sight.ts";
import type { Voice } from "../session/voice.ts";
import { byId } from "./element.ts";

/** The buttons and the line to type in. */
export class Controls {
  private readonly talk = byId<HTMLButtonElement>("talk");
  private readonly mute = byId<HTMLButtonElement>("mute");
  private readonly hold = byId<HTMLButtonElement>("hold");
  private readonly end = byId<HTMLButtonElement>("end");
  private readonly camera = byId<HTMLButtonElement>("camera");
  private readonly preview = byId<HTMLVideoElement>("preview");
  private readonly meter = byId<HTMLMeterElement>("level");
  private readonly text = byId<HTMLInputElement>("text");

  constructor(
    private readonly live: Live,
    private readonly voice: Voice,
    private readonly sight: Sight,
  ) {
    this.talk.addEventListener("click", () => this.toggle());
    this.end.addEventListener("click", () => live.stop());
    this.camera.addEventListener("click", () => this.watch());
    this.mute.addEventListener("click", () => voice.mute(!voice.muted));
    byId("type").addEventListener("submit", event => this.type(event));
    this.holdWith();
  }

  update(): void {
    const stops = this.stops;
    this.talk.classList.toggle("stops", stops);
    this.talk.querySelector("span")!.textContent = stops ? "Stop" : "Talk";
    this.end.hidden = stops || this.live.phase === "idle";
    this.mute.disabled = !this.voice.open;
    this.mute.setAttribute("aria-pressed", String(this.voice.open && this.voice.muted));
    this.camera.setAttribute("aria-pressed", String(this.sight.open));
    this.preview.hidden = !this.sight.open;
    this.hold.classList.toggle("held", this.voice.muted && this.voice.through);
  }

  /** Apart from `update`, since it is called all the time. */
  showLevel(): void {
    this.meter.value = Math.sqrt(this.voice.level);
  }

  /** Whether the talk button ends the session; in one without a microphone it opens that. */
  private get stops(): boolean {
    return this.live.phase !== "idle" && (this.voice.open || this.live.phase === "waiting");
  }

  private toggle(): void {
    if (this.stops) {
      this.voice.stop();
      this.live.stop();
    } else {
      this.live.start();
      void this.voice.start();
    }
  }

  private watch(): void {
    if (this.sight.open) {
      this.sight.stop();
    } else {
      this.live.start();
      void this.sight.start();
    }
  }

  private type(event: Event): void {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text) return;
    this.live.start();
    this.live.say(text);
    this.text.value = "";
  }

  /** Held by pointer, or by the space or enter key. */
  private holdWith(): void {
    const press = () => {
      this.live.start();
      void this.voice.start();
      this.voice.hold(true);
    };
    const release = () => this.voice.hold(false);
    const isKey = (event: KeyboardEvent) => event.key === " " || event.key === "Enter";
    this.hold.addEventListener("pointerdown", event => {
      this.hold.setPointerCapture(event.pointerId);
      press();
    });
    this.hold.addEventListener("pointerup", release);
    this.hold.addEventListener("pointercancel", release);
    this.hold.addEventListener("blur", release);
    this.hold.addEventListener("contextmenu", event => event.preventDefault());
    this.hold.addEventListener("keydown", event => {
      if (!isKey(event)) return;
      event.preventDefault();
      if (!event.repeat) press();
    });
    this.hold.addEventListener("keyup", event => {
      if (isKey(event)) release();
    });
  }
}
