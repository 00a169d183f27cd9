import type { Tone } from "./layout.ts";

/** The page's colours, for the canvas. */
export interface Palette {
  ink: string;
  soft: string;
  line: string;
  faint: string;
  gap: string;
  font: string;
  tones: Record<Tone, string>;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: colour("--ink"),
    soft: colour("--soft"),
    line: colour("--line"),
    faint: colour("--faint"),
    gap: colour("--gap"),
    font: `12px ${style.fontFamily}`,
    tones: { user: colour("--user"), model: colour("--model"), agent: colour("--agent"), quiet: colour("--soft"), bad: colour("--bad") },
  };
}
