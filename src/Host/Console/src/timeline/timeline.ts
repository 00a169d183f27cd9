import type { Conversation } from "../session/conversation.ts";
import { AXIS_HEIGHT, draw, LANE_HEIGHT, type View } from "./draw.ts";
import { type Box, LANES, marksOf, place } from "./layout.ts";
import { type Palette, readPalette } from "./palette.ts";
import { DEFAULT_ZOOM, pxPerMs, ZOOMS } from "./scale.ts";

/** Room right of now, in px: the model's words are written there before they are spoken. */
const AHEAD = 90;

/** Under reduced motion the timeline moves by turns. */
const STEP_MS = 200;

export interface TimelineParts {
  /** Scrolls sideways; holds `extent`, which is as wide as the conversation is long and holds the canvas. */
  scroller: HTMLElement;
  extent: HTMLElement;
  canvas: HTMLCanvasElement;
  follow: HTMLButtonElement;
  zoomIn: HTMLButtonElement;
  zoomOut: HTMLButtonElement;
}

/** A conversation and where it is: live, or a recording that is as long as it is. */
export interface Shown {
  conversation: Conversation;
  clock: { readonly ms: number; readonly running: boolean };
  lengthMs?: number;
  /** The user points at a time. */
  onSeek?: (ms: number) => void;
}

/** Draws the conversation as it grows. Follows now until scrolled back, and again once scrolled to the end. */
export class Timeline {
  private readonly context: CanvasRenderingContext2D;
  private palette: Palette;
  private zoom = DEFAULT_ZOOM;
  private following = true;
  private setScroll = 0;
  private boxes: Box[] = [];
  private placed = "";
  private drawnAt = 0;
  private scheduled = false;

  constructor(
    private readonly parts: TimelineParts,
    private shown: Shown,
  ) {
    this.context = parts.canvas.getContext("2d")!;
    this.palette = readPalette(parts.scroller);
    parts.scroller.addEventListener("scroll", () => this.scrolled());
    this.pauseOnInput();
    parts.canvas.addEventListener("pointerdown", event => this.shown.onSeek?.(this.timeAt(event)));
    parts.scroller.addEventListener("pointermove", event => this.explain(event));
    parts.follow.addEventListener("click", () => this.follow(!this.following));
    parts.zoomIn.addEventListener("click", () => this.zoomTo(this.zoom + 1));
    parts.zoomOut.addEventListener("click", () => this.zoomTo(this.zoom - 1));
    new ResizeObserver(() => this.invalidate()).observe(parts.scroller);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.palette = readPalette(parts.scroller);
      this.invalidate();
    });
  }

  /** Shows another conversation from here on. */
  show(shown: Shown): void {
    this.shown = shown;
    this.placed = "";
    this.follow(true);
  }

  /** Draws soon, and goes on while the clock runs. */
  invalidate(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(now => {
      this.scheduled = false;
      const steps = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (!this.shown.clock.running || !steps || now - this.drawnAt >= STEP_MS) {
        this.drawnAt = now;
        this.draw();
      }
      if (this.shown.clock.running) this.invalidate();
    });
  }

  private follow(following: boolean): void {
    this.following = following;
    this.parts.follow.setAttribute("aria-pressed", String(following));
    this.invalidate();
  }

  private zoomTo(zoom: number): void {
    const before = pxPerMs(this.zoom);
    this.zoom = Math.max(0, Math.min(ZOOMS.length - 1, zoom));
    this.parts.zoomOut.disabled = this.zoom === 0;
    this.parts.zoomIn.disabled = this.zoom === ZOOMS.length - 1;
    if (!this.following) {
      const { scroller } = this.parts;
      const centre = (scroller.scrollLeft + scroller.clientWidth / 2) / before;
      this.stretch();
      scroller.scrollLeft = this.setScroll = Math.max(0, Math.round(centre * pxPerMs(this.zoom) - scroller.clientWidth / 2));
    }
    this.invalidate();
  }

  /** At the first touch: browsers scroll smoothly, and a first pixel would be taken back by the next frame. */
  private pauseOnInput(): void {
    const { scroller } = this.parts;
    const pause = () => this.follow(false);
    scroller.addEventListener("wheel", event => {
      if (event.deltaX < 0 || (event.shiftKey && event.deltaY < 0)) pause();
    }, { passive: true });
    scroller.addEventListener("keydown", event => {
      if (["ArrowLeft", "PageUp", "Home"].includes(event.key)) pause();
    });
    let touched: Touch | undefined;
    scroller.addEventListener("touchstart", event => (touched = event.touches[0]), { passive: true });
    scroller.addEventListener("touchmove", ({ touches: [touch] }) => {
      // Not when the page is scrolled up or down.
      if (touch && touched && touch.clientX - touched.clientX > Math.abs(touch.clientY - touched.clientY)) pause();
    }, { passive: true });
    // The canvas covers all but the scroll bar.
    scroller.addEventListener("pointerdown", event => {
      if (event.target === scroller) pause();
    });
  }

  /** Forward to the end: following again. */
  private scrolled(): void {
    const { scroller } = this.parts;
    const forward = scroller.scrollLeft > this.setScroll;
    this.setScroll = scroller.scrollLeft;
    if (forward && !this.following && this.shown.lengthMs === undefined && scroller.scrollLeft + scroller.clientWidth >= scroller.scrollWidth - 8) this.follow(true);
    this.invalidate();
  }

  private stretch(): void {
    this.parts.extent.style.width = `${Math.max(this.parts.scroller.clientWidth, Math.ceil((this.shown.lengthMs ?? this.shown.clock.ms) * pxPerMs(this.zoom)) + AHEAD)}px`;
  }

  private draw(): void {
    const { scroller, canvas } = this.parts;
    const width = scroller.clientWidth, height = AXIS_HEIGHT + LANES.length * LANE_HEIGHT, dots = devicePixelRatio;
    this.stretch();
    if (this.following) {
      scroller.scrollLeft = this.shown.lengthMs === undefined ? scroller.scrollWidth : this.shown.clock.ms * pxPerMs(this.zoom) - width / 2;
      this.setScroll = scroller.scrollLeft;
    }
    if (canvas.width !== Math.round(width * dots) || canvas.height !== Math.round(height * dots)) {
      canvas.width = Math.round(width * dots);
      canvas.height = Math.round(height * dots);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    this.context.setTransform(dots, 0, 0, dots, 0, 0);
    this.place();
    draw(this.context, this.view(width), this.shown.conversation, this.boxes, this.palette);
  }

  private view(width: number): View {
    const nowMs = this.shown.clock.ms;
    return { left: this.parts.scroller.scrollLeft, width, pxPerMs: pxPerMs(this.zoom), nowMs, endMs: this.shown.lengthMs ?? nowMs };
  }

  private place(): void {
    const state = `${this.shown.conversation.revision} ${this.zoom}`;
    if (this.placed === state) return;
    this.placed = state;
    this.context.font = this.palette.font;
    this.boxes = place(marksOf(this.shown.conversation), pxPerMs(this.zoom), text => this.context.measureText(text).width);
  }

  private timeAt(event: PointerEvent): number {
    return (event.clientX - this.parts.canvas.getBoundingClientRect().left + this.parts.scroller.scrollLeft) / pxPerMs(this.zoom);
  }

  /** The whole text of what the pointer is on, as a tool tip. */
  private explain(event: PointerEvent): void {
    const bounds = this.parts.canvas.getBoundingClientRect();
    const x = event.clientX - bounds.left + this.parts.scroller.scrollLeft;
    const lane = LANES[Math.floor((event.clientY - bounds.top - AXIS_HEIGHT) / LANE_HEIGHT)];
    const box = this.boxes.findLast(box => box.lane === lane && box.textX <= x);
    const title = box?.text ?? "";
    if (this.parts.canvas.title !== title) this.parts.canvas.title = title;
  }
}
