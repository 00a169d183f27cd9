import { type Conversation, TURN_MS } from "../session/conversation.ts";
import type { Loudness } from "../session/loudness.ts";
import { type Box, type Lane, LANES } from "./layout.ts";
import type { Palette } from "./palette.ts";
import { clock, labelStep, showsTurns } from "./scale.ts";

/** The heights are the style sheet's, for the lanes' names beside the canvas. */
export const AXIS_HEIGHT = 24;
export const LANE_HEIGHT = 30;

/** A turn that takes this long fills its lane. */
const FULL_TURN_MS = 300;

/** Which stretch is drawn. */
export interface View {
  /** px of the timeline left of the canvas. */
  left: number;
  width: number;
  pxPerMs: number;
  nowMs: number;
  /** What has no end yet ends here: now, or a recording's end. */
  endMs: number;
}

export function draw(context: CanvasRenderingContext2D, view: View, conversation: Conversation, boxes: readonly Box[], palette: Palette): void {
  const height = AXIS_HEIGHT + LANES.length * LANE_HEIGHT;
  context.clearRect(0, 0, view.width, height);
  context.font = palette.font;
  context.textBaseline = "alphabetic";
  drawGaps(context, view, conversation, palette, height);
  drawGrid(context, view, palette, height);
  drawLoudness(context, view, conversation.user, "you", palette.tones.user);
  drawLoudness(context, view, conversation.model, "voice", palette.tones.model);
  drawPictures(context, view, conversation);
  drawTurns(context, view, conversation, palette);
  for (const box of boxes) drawBox(context, view, box, palette);
  drawNow(context, view, palette, height);
}

const top = (lane: Lane): number => AXIS_HEIGHT + LANES.indexOf(lane) * LANE_HEIGHT;

const x = (view: View, ms: number): number => ms * view.pxPerMs - view.left;

function drawGaps(context: CanvasRenderingContext2D, view: View, conversation: Conversation, palette: Palette, height: number): void {
  context.fillStyle = palette.gap;
  for (const entry of conversation.entries) {
    if (entry.kind !== "note" || !entry.gap) continue;
    const from = x(view, entry.startMs);
    context.fillRect(from, AXIS_HEIGHT, Math.max(1, x(view, Math.min(entry.endMs ?? view.endMs, view.endMs)) - from), height);
  }
}

function drawGrid(context: CanvasRenderingContext2D, view: View, palette: Palette, height: number): void {
  const stepMs = showsTurns(view.pxPerMs, TURN_MS) ? TURN_MS : 1_000;
  const label = labelStep(view.pxPerMs) * 1_000;
  context.textAlign = "center";
  for (let ms = Math.floor(view.left / view.pxPerMs / stepMs) * stepMs; x(view, ms) < view.width; ms += stepMs) {
    const labelled = ms % label === 0;
    context.fillStyle = labelled ? palette.line : palette.faint;
    context.fillRect(Math.round(x(view, ms)), AXIS_HEIGHT - (labelled ? 6 : 0), 1, height);
    if (labelled && ms > 0) {
      context.fillStyle = palette.soft;
      context.fillText(clock(ms / 1_000), x(view, ms), 13);
    }
  }
  context.fillStyle = palette.line;
  for (let lane = 0; lane <= LANES.length; lane++) context.fillRect(0, AXIS_HEIGHT + lane * LANE_HEIGHT, view.width, 1);
}

function drawLoudness(context: CanvasRenderingContext2D, view: View, loudness: Loudness, lane: Lane, colour: string): void {
  const middle = top(lane) + LANE_HEIGHT / 2;
  const last = Math.min(view.width, x(view, Math.min(view.endMs + 1_000, loudness.length * 20)));
  context.fillStyle = colour;
  // Columns stand at fixed places of the timeline, so that they do not flicker as it moves.
  for (let column = -(view.left % 3); column < last; column += 3) {
    const fromMs = (view.left + column) / view.pxPerMs;
    const size = Math.sqrt(loudness.between(fromMs, fromMs + 3 / view.pxPerMs)) * (LANE_HEIGHT / 2 - 4);
    if (size > 0.4) context.fillRect(column, middle - size, 2, 2 * size);
  }
}

/** As many as stand side by side. */
function drawPictures(context: CanvasRenderingContext2D, view: View, conversation: Conversation): void {
  const height = LANE_HEIGHT - 4, width = (height * 4) / 3;
  let free = -Infinity;
  for (const { startMs, image } of conversation.pictures.kept) {
    const from = x(view, startMs);
    if (from < free || from > view.width) continue;
    free = from + width + 2;
    if (free > 0) context.drawImage(image, from, top("sees") + 2, width, height);
  }
}

function drawTurns(context: CanvasRenderingContext2D, view: View, conversation: Conversation, palette: Palette): void {
  const bottom = top("turns") + LANE_HEIGHT;
  const height = (ms: number) => Math.max(1, (Math.min(ms, FULL_TURN_MS) / FULL_TURN_MS) * (LANE_HEIGHT - 5));
  const width = Math.max(1, TURN_MS * view.pxPerMs - 1);
  for (let index = conversation.turns.length - 1; index >= 0; index--) {
    const turn = conversation.turns[index]!;
    const from = x(view, turn.startMs);
    if (from > view.width) continue;
    if (from + width < 0) break;
    context.fillStyle = turn.late ? palette.tones.bad : palette.soft;
    context.globalAlpha = turn.late ? 1 : 0.45;
    context.fillRect(from, bottom - height(turn.elapsedMs), width, height(turn.elapsedMs));
  }
  context.globalAlpha = 1;
  context.fillStyle = palette.tones.bad;
  for (let dash = -(view.left % 6); dash < view.width; dash += 6) context.fillRect(dash, bottom - height(TURN_MS), 2, 1);
}

function drawBox(context: CanvasRenderingContext2D, view: View, box: Box, palette: Palette): void {
  const from = x(view, box.startMs);
  const to = x(view, Math.min(box.endMs, view.endMs));
  if (from > view.width || Math.max(to, from + context.measureText(box.shown).width) < 0) return;
  const y = top(box.lane) + 2;
  context.fillStyle = palette.tones[box.tone];
  context.beginPath();
  context.roundRect(from, y, Math.max(6, to - from), 3, 1.5);
  context.fill();
  for (const tick of box.ticks) context.fillRect(x(view, tick), y, 2, 5);
  context.textAlign = "left";
  context.fillText(box.shown, from, y + (box.line === 0 ? 14 : 25));
}

function drawNow(context: CanvasRenderingContext2D, view: View, palette: Palette, height: number): void {
  // Now moves by itself and is only hinted at; a place in a recording is what the eye looks for.
  const replayed = view.nowMs < view.endMs;
  context.fillStyle = replayed ? palette.tones.user : palette.ink;
  context.globalAlpha = replayed ? 1 : 0.35;
  context.fillRect(Math.round(x(view, view.nowMs)), AXIS_HEIGHT - 6, replayed ? 2 : 1, height);
  context.globalAlpha = 1;
}
