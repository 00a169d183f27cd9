import type { ServerEvent, UiMessage } from "../protocol.ts";
import { type Entry, type Moment, type Note, type Phrase, type Turn, type Work } from "./entries.ts";
import { Loudness } from "./loudness.ts";
import { Pictures } from "./pictures.ts";

/** Words of one side further apart than this are phrases of their own. */
const PHRASE_GAP_MS = 1_500;

export const TURN_MS = 200;

/** Everything that was said and done, gathered from the host's events; it outlives the sessions it is gathered from. */
export class Conversation {
  /** In the order they began. */
  readonly entries: Entry[] = [];
  readonly injections: Moment[] = [];
  readonly cards: Moment[] = [];
  readonly yields: Moment[] = [];
  readonly turns: Turn[] = [];
  /** What the camera showed. */
  readonly pictures = new Pictures();
  readonly user = new Loudness();
  readonly model = new Loudness();

  /** Rises with every change of the above, loudness and turns excepted. */
  revision = 0;

  private readonly works = new Map<string, Work>();
  private sessions = 0;
  private offsetMs = 0;
  private gap: Note | undefined;
  private answerMs = Infinity;
  private nextId = 1;

  /** A session starts at this place of the timeline. */
  begin(atMs: number): void {
    this.offsetMs = atMs;
    this.abandon(atMs);
    if (this.gap) this.gap.endMs = atMs;
    else if (this.sessions > 0) this.entries.push({ kind: "note", id: this.nextId++, startMs: atMs, endMs: atMs, text: "New session", gap: true });
    this.gap = undefined;
    this.sessions++;
    this.revision++;
  }

  /** The connection was lost; the session may be got back. */
  lose(atMs: number, why: string): void {
    if (!this.gap) this.entries.push((this.gap = { kind: "note", id: this.nextId++, startMs: atMs, endMs: undefined, text: why, gap: true }));
    this.revision++;
  }

  /** The session goes on. */
  resume(atMs: number): void {
    if (this.gap) Object.assign(this.gap, { endMs: atMs, text: `${this.gap.text} for ${Math.max(1, Math.round((atMs - this.gap.startMs) / 1_000))} s` });
    this.gap = undefined;
    this.revision++;
  }

  /** From here on the session's time counts from another place: it stood still. */
  shift(offsetMs: number): void {
    this.offsetMs = offsetMs;
  }

  /** The session is gone: what was under way in it will not be heard of again. */
  abandon(atMs: number): void {
    for (const work of this.works.values()) if (work.endMs === undefined) Object.assign(work, { endMs: this.gap?.startMs ?? atMs, status: "lost", detail: "The session ended before an answer came." });
    this.works.clear();
    this.revision++;
  }

  typed(text: string, atMs: number): void {
    this.entries.push({ ...this.phrase("heard", atMs), words: [{ text, startMs: atMs }], typed: true });
    this.revision++;
  }

  /** The user pressed something on a card, with what was filled in. */
  acted(name: string, context: Record<string, unknown>, atMs: number): void {
    const filledIn = Object.entries(context).map(([field, value]) => `${field} ${String(value)}`);
    const text = [name, ...filledIn].join(", ").replaceAll("_", " ");
    this.cards.push({ startMs: atMs, text: `→ ${text}` });
    this.entries.push({ kind: "note", id: this.nextId++, startMs: atMs, endMs: atMs, text: `You pressed: ${text}`, gap: false });
    this.revision++;
  }

  /** @param atMs now, for events that carry no time of their own. */
  apply(event: ServerEvent, atMs: number): void {
    switch (event.type) {
      case "session.input_transcript.delta":
        return this.word("heard", event.delta, this.offsetMs + event.end_ms);
      case "session.output_transcript.delta":
        return this.word("said", event.delta, this.offsetMs + event.start_ms, event.backchannel === true);
      case "session.output_audio.cleared":
        return this.yield(this.offsetMs + event.from_ms);
      case "session.delegation.created":
        return this.delegate(event.delegation, this.offsetMs + event.offset_ms);
      case "session.delegation.updated":
        return this.update(event, atMs);
      case "session.context.injected":
        this.injections.push({ startMs: atMs, text: `${event.kind.replace("_", " ")}: ${event.text}` });
        if (event.kind === "result" || event.kind === "failure") this.answerMs = atMs;
        break;
      case "session.ui.patch":
        for (const text of titleOf(event.messages)) this.cards.push({ startMs: atMs, text });
        break;
      case "session.ui.app":
        this.cards.push({ startMs: atMs, text: event.title ?? "app" });
        break;
      case "session.turn":
        this.turns.push({ startMs: this.offsetMs + event.turn * TURN_MS, elapsedMs: event.elapsed_ms, late: event.late });
        return;
      default:
        return;
    }
    this.revision++;
  }

  private phrase(kind: Phrase["kind"], atMs: number): Phrase {
    return { kind, id: this.nextId++, startMs: atMs, endMs: atMs, words: [], typed: false, backchannel: false, cut: false };
  }

  private word(kind: Phrase["kind"], text: string, atMs: number, backchannel = false): void {
    const last = this.entries.findLast((entry): entry is Phrase => entry.kind === kind);
    let phrase = last;
    // What is said of an answer stands below it, however soon it follows the phrase that filled the time.
    const answers = kind === "said" && !backchannel && atMs >= this.answerMs;
    if (answers) this.answerMs = Infinity;
    if (answers || !last || last.typed || last.cut || last.backchannel !== backchannel || atMs - last.endMs > PHRASE_GAP_MS) {
      this.entries.push((phrase = { ...this.phrase(kind, atMs), backchannel }));
    }
    phrase!.words.push({ text, startMs: atMs });
    phrase!.endMs = Math.max(phrase!.endMs, atMs);
    this.revision++;
  }

  /** The model gave way: what it had not said yet, nobody heard. */
  private yield(atMs: number): void {
    this.yields.push({ startMs: atMs, text: "yields" });
    this.model.cut(atMs);
    const said = this.entries.findLast((entry): entry is Phrase => entry.kind === "said");
    if (said && atMs - said.endMs <= PHRASE_GAP_MS) {
      said.words = said.words.filter(word => word.startMs < atMs);
      said.endMs = Math.min(said.endMs, Math.max(said.startMs, atMs));
      said.cut = true;
    }
    this.revision++;
  }

  private delegate({ id, task, target }: { id: string; task: string; target: string }, atMs: number): void {
    const work: Work = { kind: "work", id: this.nextId++, startMs: atMs, endMs: undefined, task, target, status: "waiting", detail: "", calls: [] };
    this.works.set(id, work);
    this.entries.push(work);
    this.revision++;
  }

  private update(event: Extract<ServerEvent, { type: "session.delegation.updated" }>, atMs: number): void {
    const work = this.works.get(event.delegation_id);
    if (!work) return;
    if (event.tool === undefined) {
      work.status = event.status;
      work.detail = event.detail ?? work.detail;
      if (event.status !== "running") work.endMs = atMs;
    } else if (event.arguments !== undefined) {
      work.calls.push({ tool: event.tool, arguments: JSON.stringify(event.arguments), startMs: atMs, endMs: undefined, detail: "" });
    } else {
      const call = work.calls.findLast(open => open.tool === event.tool && open.endMs === undefined);
      if (call) Object.assign(call, { endMs: event.progress ? undefined : atMs, detail: event.detail ?? "" });
    }
    this.revision++;
  }
}

/** A card's first text; none for a change of values, or a card that goes. */
function titleOf(messages: UiMessage[]): string[] {
  const components = messages.flatMap(({ updateComponents }) => updateComponents?.components ?? []);
  const texts = components.map(({ text }) => text).filter(text => typeof text === "string");
  return components.length > 0 ? [texts[0] ?? "card"] : [];
}
