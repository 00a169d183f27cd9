import { Player } from "../replay/player.ts";
import { readRecording, type Recording } from "../replay/recording.ts";
import type { Conversation } from "../session/conversation.ts";
import { thumbnail } from "../session/sight.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Cards } from "./cards.ts";
import { byId } from "./element.ts";
import type { Transcript } from "./transcript.ts";

/** Shows a recorded session instead of the live one: played, paused, and moved through. */
export class Replay {
  private readonly bar = byId("replay");
  private readonly play = byId<HTMLButtonElement>("replay-play");
  private readonly place = byId<HTMLInputElement>("replay-place");
  private readonly time = byId("replay-time");
  private open: { recording: Recording; player: Player; cardsShown: number; shownAtMs: number } | undefined;

  /** @param onClose called when the live session is to be shown again */
  constructor(
    private readonly timeline: Timeline,
    private readonly transcript: Transcript,
    private readonly cards: Cards,
    private readonly onClose: () => void,
  ) {
    this.play.addEventListener("click", () => (this.open?.player.running ? this.open.player.pause() : this.open?.player.play()));
    this.place.addEventListener("input", () => this.open?.player.seek(Number(this.place.value)));
    byId("replay-close").addEventListener("click", () => this.close());
  }

  /** What is replayed. */
  get conversation(): Conversation | undefined {
    return this.open?.recording.conversation;
  }

  get isOpen(): boolean {
    return this.open !== undefined;
  }

  start(text: string): void {
    this.open?.player.close();
    const recording = readRecording(text);
    const player = new Player(recording, () => this.update());
    this.open = { recording, player, cardsShown: 0, shownAtMs: 0 };
    this.place.max = String(Math.ceil(recording.lengthMs));
    this.timeline.show({ conversation: recording.conversation, clock: player, lengthMs: recording.lengthMs, onSeek: ms => player.seek(ms) });
    this.transcript.show(recording.conversation);
    this.cards.clear();
    this.bar.hidden = false;
    this.update();
    this.play.focus();
    void this.showPictures(recording);
  }

  close(): void {
    this.open?.player.close();
    this.open = undefined;
    this.bar.hidden = true;
    this.cards.clear();
    this.onClose();
  }

  /** Follows the player, again and again while it plays. */
  private update(): void {
    if (!this.open) return;
    const { recording, player } = this.open;
    this.play.textContent = player.running ? "Pause" : "Play";
    this.place.value = String(Math.round(player.ms));
    this.time.textContent = `${inMinutes(player.ms)} of ${inMinutes(recording.lengthMs)}`;
    this.place.setAttribute("aria-valuetext", this.time.textContent);
    this.transcript.at(player.ms);
    this.showCards(player.ms);
    this.timeline.invalidate();
    if (player.running) setTimeout(() => this.update(), 100);
  }

  /** The cards as they were: going back begins anew. */
  private showCards(ms: number): void {
    const open = this.open!;
    if (ms < open.shownAtMs) {
      this.cards.clear();
      open.cardsShown = 0;
    }
    open.shownAtMs = ms;
    for (let change = open.recording.cards[open.cardsShown]; change && change.atMs <= ms; change = open.recording.cards[++open.cardsShown]) {
      if (change.app) this.cards.run(change.app);
      else this.cards.show(change.surfaceId, change.messages);
    }
  }

  private async showPictures(recording: Recording): Promise<void> {
    let lastMs = -Infinity;
    for (const { atMs, base64, mediaType } of recording.pictures) {
      if (atMs - lastMs < 400 || this.open?.recording !== recording) continue;
      lastMs = atMs;
      const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: mediaType })).catch(() => undefined);
      if (picture) recording.conversation.pictures.add(atMs, () => thumbnail(picture));
      picture?.close();
    }
    this.timeline.invalidate();
  }
}

function inMinutes(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
