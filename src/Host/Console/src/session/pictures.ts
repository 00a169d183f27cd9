/** One picture of the user's camera on the timeline. */
export interface Picture<Image> {
  startMs: number;
  image: Image;
}

/** Most that are kept. */
const MOST = 1_200;

/** Pictures over time, few enough to keep: as the conversation grows, they stand further apart. */
export class Pictures<Image = CanvasImageSource> {
  readonly kept: Picture<Image>[] = [];
  private apartMs = 400;

  /** @param make called only when the picture is wanted */
  add(startMs: number, make: () => Image): void {
    const last = this.kept.at(-1);
    if (last && startMs - last.startMs < this.apartMs) return;
    this.kept.push({ startMs, image: make() });
    if (this.kept.length < MOST) return;
    this.apartMs *= 2;
    this.kept.splice(0, this.kept.length, ...this.kept.filter((_, index) => index % 2 === 0));
  }
}
