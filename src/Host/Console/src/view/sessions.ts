import type { RecordingSummary } from "../protocol.ts";
import { byId, element } from "./element.ts";

const ADDRESS = "v1/live/recordings";

/** The dialog with the sessions this host has recorded. */
export class Sessions {
  private readonly dialog = byId<HTMLDialogElement>("sessions");
  private readonly list = byId("recordings");
  private readonly hint = byId("recordings-hint");

  /**
   * @param mayReplay whether a recording can be shown now
   * @param onOpen called with a recording's name and lines
   */
  constructor(
    private readonly mayReplay: () => boolean,
    private readonly onOpen: (name: string, text: string) => void,
  ) {
    byId("open-sessions").addEventListener("click", () => {
      this.dialog.showModal();
      void this.fill();
    });
    byId("close-sessions").addEventListener("click", () => this.dialog.close());
  }

  private async fill(): Promise<void> {
    if (this.list.childElementCount === 0) this.hint.textContent = "Looking for recordings…";
    try {
      const { enabled, recordings } = (await (await fetch(ADDRESS)).json()) as { enabled: boolean; recordings: RecordingSummary[] };
      this.hint.textContent = !enabled
        ? "This host records nothing. To record, start it with --record FOLDER."
        : recordings.length === 0 ? "Nothing is recorded yet."
        : this.mayReplay() ? "This host records all sessions, with their sound and pictures."
        : "End the session to replay another.";
      this.list.replaceChildren(...recordings.map(recording => this.item(recording)));
    } catch {
      this.hint.textContent = "The host does not answer.";
      this.list.replaceChildren();
    }
  }

  private item(recording: RecordingSummary): HTMLElement {
    const started = new Date(recording.started_at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    const title = recording.heard || (recording.seconds === undefined ? "Still being recorded, or cut off" : "Nothing was heard");
    const facts = [started, recording.seconds === undefined ? "" : `${Math.round(recording.seconds)} s`, `${(recording.bytes / 1e6).toFixed(1)} MB`, recording.complete ? "" : "incomplete"];
    const replay = element("button", { type: "button", "aria-label": `Replay ${title}, ${started}` }, "Replay");
    replay.disabled = !this.mayReplay();
    replay.addEventListener("click", () => void this.open(recording.name));
    const remove = element("button", { type: "button", "aria-label": `Delete ${title}, ${started}` }, "Delete");
    remove.addEventListener("click", () => void this.remove(recording.name));
    return element("li", {}, element("div", {}, element("b", {}, title), element("span", { class: "soft" }, facts.filter(Boolean).join(" · "))), element("span", { class: "tools" }, replay, remove));
  }

  private async open(name: string): Promise<void> {
    this.hint.textContent = "Loading…";
    const answer = await fetch(`${ADDRESS}/${name}`).catch(() => undefined);
    if (!answer?.ok) {
      this.hint.textContent = "This recording is gone.";
      return;
    }
    this.onOpen(name, await answer.text());
    this.dialog.close();
  }

  private async remove(name: string): Promise<void> {
    await fetch(`${ADDRESS}/${name}`, { method: "DELETE" }).catch(() => undefined);
    await this.fill();
  }
}
