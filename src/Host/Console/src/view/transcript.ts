import type { Conversation } from "../session/conversation.ts";
import { type Entry, hasFailed, type Phrase, textOf, type Work } from "../session/entries.ts";
import { element } from "./element.ts";

/** The conversation as a list. Words are added one by one, so that a screen reader reads only what is new. */
export class Transcript {
  private readonly items = new Map<number, { item: HTMLLIElement; drawn: string }>();
  private revision = -1;
  private atEnd = true;

  /** @param scroller what scrolls the list: it stays at the end unless scrolled back */
  constructor(
    private readonly list: HTMLElement,
    private readonly scroller: HTMLElement,
    private conversation: Conversation,
  ) {
    scroller.addEventListener("scroll", () => (this.atEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 40));
    new ResizeObserver(() => this.follow()).observe(scroller);
  }

  /** Shows another conversation from here on. */
  show(conversation: Conversation): void {
    this.conversation = conversation;
    this.revision = -1;
    this.items.clear();
    this.list.replaceChildren();
    this.update();
  }

  /** Marks what comes after this time of a recording, and brings what is under way into view. */
  at(ms: number): void {
    let last: HTMLElement | undefined;
    for (const entry of this.conversation.entries) {
      const item = this.items.get(entry.id)?.item;
      item?.classList.toggle("ahead", entry.startMs > ms);
      if (entry.startMs <= ms) last = item;
    }
    if (last) this.scroller.scrollTop = last.offsetTop + last.offsetHeight - this.scroller.clientHeight * 0.7;
  }

  update(): void {
    if (this.revision === this.conversation.revision) return;
    this.revision = this.conversation.revision;
    for (const entry of this.conversation.entries) this.draw(entry);
    this.follow();
  }

  private follow(): void {
    if (this.atEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  private draw(entry: Entry): void {
    const state = JSON.stringify(entry);
    const shown = this.items.get(entry.id);
    if (shown?.drawn === state) return;
    const item = shown?.item ?? this.list.appendChild(element("li", { class: entry.kind }));
    this.items.set(entry.id, { item, drawn: state });
    if (entry.kind === "work") item.replaceChildren(...workParts(entry));
    else if (entry.kind === "note") item.textContent = entry.text;
    else showPhrase(item, entry);
  }
}

function showPhrase(item: HTMLLIElement, phrase: Phrase): void {
  item.classList.toggle("cut", phrase.cut);
  item.classList.toggle("backchannel", phrase.backchannel);
  if (!item.firstChild) {
    const who = phrase.kind === "heard" ? (phrase.typed ? "You typed" : "You") : "Model";
    item.append(element("span", { class: "who" }, `${who} `, time(phrase.startMs)), element("p", {}));
  }
  const words = item.querySelector("p")!;
  const text = textOf(phrase);
  const before = words.textContent ?? "";
  if (text.startsWith(before)) words.append(text.slice(before.length));
  else words.textContent = text;
}

function workParts(work: Work): Node[] {
  const by = work.target === "client" ? "Asks this page" : "Asks the agent";
  const parts: Node[] = [element("span", { class: "who" }, `${by} `, time(work.startMs), element("span", { class: hasFailed(work) ? "chip bad" : "chip" }, work.status.replace("_", " ")))];
  parts.push(element("p", {}, work.task));
  for (const call of work.calls) {
    parts.push(element("p", { class: "call" }, element("code", {}, `${call.tool} ${call.arguments}`), call.detail ? ` ${call.detail}` : ""));
  }
  if (hasFailed(work) && work.detail) parts.push(element("p", { class: "bad" }, work.detail));
  return parts;
}

function time(ms: number): HTMLElement {
  return element("time", {}, `${(ms / 1_000).toFixed(1)} s`);
}
