import type { HistoryMessage } from "../protocol.ts";
import type { Conversation } from "./conversation.ts";
import { textOf } from "./entries.ts";

/** The protocol takes 128 messages and 8,192 tokens, of four letters or a sign each. */
const MOST_MESSAGES = 100, MOST_CHARS = 12_000;

/** The last of what was said before a time, for a session that takes the place of one that is gone. */
export function historyOf(conversation: Conversation, beforeMs: number): HistoryMessage[] {
  const messages: HistoryMessage[] = [];
  let chars = 0;
  for (const entry of conversation.entries.toReversed()) {
    if ((entry.kind !== "heard" && entry.kind !== "said") || entry.startMs >= beforeMs) continue;
    const text = textOf(entry);
    chars += text.length;
    if (messages.length === MOST_MESSAGES || chars > MOST_CHARS) break;
    if (text && !entry.backchannel) messages.push({ type: "message", role: entry.kind === "heard" ? "user" : "assistant", content: [{ type: entry.kind === "heard" ? "input_text" : "output_text", text }] });
  }
  return messages.reverse();
}
