// How much time a pixel is, and which times get a label.

export const ZOOMS = [20, 40, 70, 110, 180, 300] as const;
export const DEFAULT_ZOOM = 3;

/** Pixels per ms at a step of ZOOMS; steps beyond the ends are the ends. */
export const pxPerMs = (zoom: number): number => ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, zoom))]! / 1_000;

/** Seconds between labels so that they stand at least 60 px apart. */
export function labelStep(perMs: number): number {
  return [1, 2, 5, 10, 30, 60].find(seconds => seconds * 1_000 * perMs >= 60) ?? 60;
}

/** Whether single turns are far enough apart, in px, to draw a grid of them. */
export const showsTurns = (perMs: number, turnMs: number): boolean => perMs * turnMs >= 7;

export function clock(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
