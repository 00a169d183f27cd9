import type { Turn } from "../session/entries.ts";

/** How the last minute's turns went, in a few words. */
export function turnsInWords(turns: readonly Turn[]): string {
  if (turns.length === 0) return "";
  const recent = turns.slice(-300);
  const sorted = recent.map(turn => turn.elapsedMs).sort((a, b) => a - b);
  const late = recent.filter(turn => turn.late).length;
  return `turns of 200 ms take ${Math.round(sorted[sorted.length >> 1]!)} ms${late === 0 ? ", none late" : `, ${late} of ${recent.length} late`}`;
}
