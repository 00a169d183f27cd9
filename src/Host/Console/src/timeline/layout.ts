// Where things stand on the timeline. x is in px from the timeline's start; nothing here knows how it is drawn.

import type { Conversation } from "../session/conversation.ts";
import { hasFailed, textOf } from "../session/entries.ts";

/** Top to bottom. */
export const LANES = ["you", "sees", "hears", "asks", "calls", "cards", "injected", "says", "voice", "turns"] as const;
export type Lane = (typeof LANES)[number];

export type Tone = "user" | "model" | "agent" | "quiet" | "bad";

/** Something on a lane: from when to when, what it says, and the moments within it. */
export interface Mark {
  lane: Lane;
  startMs: number;
  endMs: number;
  text: string;
  tone: Tone;
  ticks: readonly number[];
}

export interface Box extends Mark {
  /** Where its text begins and what of it fits. */
  textX: number;
  shown: string;
  /** 0 or 1: which of the lane's two lines the text is on. */
  line: number;
}

/** What a conversation puts on the timeline; what has no end yet ends at Infinity. */
export function marksOf(conversation: Conversation): Mark[] {
  const marks: Mark[] = [];
  const add = (lane: Lane, tone: Tone, startMs: number, endMs: number, text: string, ticks: readonly number[] = []) =>
    marks.push({ lane, tone, startMs, endMs: Math.max(startMs, endMs), text, ticks });

  for (const entry of conversation.entries) {
    switch (entry.kind) {
      case "heard":
        add("hears", "user", entry.startMs, entry.endMs, entry.typed ? `⌨ ${textOf(entry)}` : textOf(entry), entry.words.map(word => word.startMs));
        break;
      case "said":
        add("says", entry.backchannel ? "quiet" : "model", entry.startMs, entry.endMs, entry.backchannel ? `(${textOf(entry)})` : textOf(entry), entry.words.map(word => word.startMs));
        break;
      case "work":
        add("asks", hasFailed(entry) ? "bad" : "agent", entry.startMs, entry.endMs ?? Infinity, entry.task);
        for (const call of entry.calls) add("calls", "agent", call.startMs, call.endMs ?? entry.endMs ?? Infinity, `${call.tool} ${call.arguments}`);
        break;
      case "note":
        if (entry.gap) add("asks", "bad", entry.startMs, entry.endMs ?? Infinity, entry.text);
        break;
    }
  }
  for (const card of conversation.cards) add("cards", "agent", card.startMs, card.startMs, card.text);
  for (const injected of conversation.injections) add("injected", "agent", injected.startMs, injected.startMs, injected.text);
  for (const yielded of conversation.yields) add("says", "bad", yielded.startMs, yielded.startMs, yielded.text);
  return marks.sort((a, b) => a.startMs - b.startMs);
}

const GAP = 10;

/** A text shorter than this, in px, says nothing. */
const LEAST = 26;

/**
 * Finds each mark's text a place: on its lane's first line, or the second where it would run into its neighbour; where both
 * are taken it is shortened, or left out.
 */
export function place(marks: readonly Mark[], pxPerMs: number, widthOf: (text: string) => number): Box[] {
  const boxes: Box[] = [];
  const last = new Map<string, Box>();
  const filled = new Map<string, number>();
  for (const mark of marks) {
    const textX = mark.startMs * pxPerMs;
    const free = (line: number) => filled.get(`${mark.lane}${line}`) ?? -Infinity;
    const line = free(0) <= textX || free(0) <= free(1) ? 0 : 1;
    const key = `${mark.lane}${line}`;
    const before = last.get(key);
    if (before && free(line) > textX) {
      before.shown = shorten(before.shown, textX - before.textX - GAP, widthOf);
    }
    const box: Box = { ...mark, textX, shown: mark.text, line };
    boxes.push(box);
    last.set(key, box);
    filled.set(key, textX + widthOf(mark.text) + GAP);
  }
  return boxes;
}

/** As much of a text as fits into `width` px. */
export function shorten(text: string, width: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= width) return text;
  if (width < LEAST) return "";
  let fits = 0;
  for (let most = text.length; fits < most; ) {
    const middle = Math.ceil((fits + most) / 2);
    if (widthOf(`${text.slice(0, middle)}…`) <= width) fits = middle;
    else most = middle - 1;
  }
  return fits > 0 ? `${text.slice(0, fits).trimEnd()}…` : "";
}
