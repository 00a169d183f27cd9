// What a conversation is made of. Times are ms on the page's timeline, which goes on over reconnections.

import type { DelegationStatus } from "../protocol.ts";

export interface Word {
  text: string;
  startMs: number;
}

/** Words of one side that come close together. */
export interface Phrase {
  kind: "heard" | "said";
  id: number;
  startMs: number;
  endMs: number;
  words: Word[];
  typed: boolean;
  backchannel: boolean;
  /** The model stopped here, with more to say. */
  cut: boolean;
}

export interface ToolCall {
  tool: string;
  arguments: string;
  startMs: number;
  endMs: number | undefined;
  detail: string;
}

/** Work handed to the background agent. */
export interface Work {
  kind: "work";
  id: number;
  startMs: number;
  endMs: number | undefined;
  task: string;
  target: string;
  status: DelegationStatus | "waiting" | "lost";
  detail: string;
  calls: ToolCall[];
}

/** Something the page has to tell about the session itself. */
export interface Note {
  kind: "note";
  id: number;
  startMs: number;
  endMs: number | undefined;
  text: string;
  /** Nobody listened meanwhile. */
  gap: boolean;
}

export type Entry = Phrase | Work | Note;

/** Something at one moment: text fed to the model, a card, a yield. */
export interface Moment {
  startMs: number;
  text: string;
}

export interface Turn {
  startMs: number;
  elapsedMs: number;
  late: boolean;
}

export const textOf = (phrase: Phrase): string => phrase.words.map(word => word.text).join("").trim();

export const hasFailed = (work: Work): boolean => ["failed", "timed_out", "rejected", "lost"].includes(work.status);
