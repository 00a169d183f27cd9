import { toBase64Bytes } from "../audio/pcm.ts";
import { Camera } from "../video/camera.ts";
import type { Live } from "./live.ts";
import { CAMERA_LOST, deviceProblem, type Problem } from "./problems.ts";

const THUMBNAIL_WIDTH = 40, THUMBNAIL_HEIGHT = 30;

/** The user's camera in a session. */
export class Sight {
  private camera: Camera | undefined;
  private opening = false;
  private problem: Problem | undefined;

  /** @param onChange called when the camera opens or closes */
  constructor(
    private readonly live: Live,
    private readonly preview: HTMLVideoElement,
    private readonly onChange: () => void,
  ) {}

  get open(): boolean {
    return this.camera !== undefined;
  }

  async start(): Promise<void> {
    if (this.camera || this.opening) return;
    this.opening = true;
    try {
      this.camera = await Camera.open(this.preview, (jpeg, picture) => this.see(jpeg, picture), () => this.lose());
      this.live.solve(this.problem);
    } catch (error) {
      this.fail(deviceProblem("camera", error));
    } finally {
      this.opening = false;
      this.onChange();
    }
  }

  stop(): void {
    this.camera?.close();
    this.camera = undefined;
    this.onChange();
  }

  private see(jpeg: Uint8Array, picture: HTMLCanvasElement): void {
    if (this.live.phase !== "live") return;
    this.live.send({ type: "session.input_video.append", image: toBase64Bytes(jpeg), media_type: "image/jpeg" });
    this.live.conversation.pictures.add(this.live.clock.ms, () => thumbnail(picture));
  }

  private lose(): void {
    this.stop();
    this.fail(CAMERA_LOST);
  }

  private fail(problem: Problem): void {
    this.problem = problem;
    this.live.report(problem);
  }
}

/** A small copy of a picture. */
export function thumbnail(picture: CanvasImageSource): HTMLCanvasElement {
  const copy = Object.assign(document.createElement("canvas"), { width: THUMBNAIL_WIDTH * 2, height: THUMBNAIL_HEIGHT * 2 });
  copy.getContext("2d")!.drawImage(picture, 0, 0, copy.width, copy.height);
  return copy;
}
