/** What is sent: the model sees few pixels, and few pictures a second. */
export const FRAME_WIDTH = 160, FRAME_HEIGHT = 120, FRAMES_PER_SECOND = 5;

const QUALITY = 0.7;

/** The user's camera, as small pictures at a steady rate. */
export class Camera {
  private readonly canvas = Object.assign(document.createElement("canvas"), { width: FRAME_WIDTH, height: FRAME_HEIGHT });
  private readonly timer: ReturnType<typeof setInterval>;
  private encoding = false;
  private closed = false;

  private constructor(
    private readonly stream: MediaStream,
    private readonly preview: HTMLVideoElement,
    private readonly onFrame: (jpeg: Uint8Array, picture: HTMLCanvasElement) => void,
  ) {
    this.timer = setInterval(() => void this.take(), 1_000 / FRAMES_PER_SECOND);
  }

  /**
   * Shows the camera in `preview`, and calls `onFrame` with a JPEG of FRAME_WIDTH by FRAME_HEIGHT and the canvas it was made from
   * until closed; `onLost` when the device goes away. Fails as Microphone.open does.
   */
  static async open(preview: HTMLVideoElement, onFrame: (jpeg: Uint8Array, picture: HTMLCanvasElement) => void, onLost: () => void): Promise<Camera> {
    if (!navigator.mediaDevices) throw new DOMException("No camera on pages from elsewhere without https.", "InsecureContext");
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 320 }, height: { ideal: 240 }, frameRate: { ideal: 15 }, facingMode: "user" } });
    preview.srcObject = stream;
    await preview.play();
    stream.getVideoTracks()[0]?.addEventListener("ended", onLost);
    return new Camera(stream, preview, onFrame);
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
    for (const track of this.stream.getTracks()) track.stop();
    this.preview.srcObject = null;
  }

  private async take(): Promise<void> {
    if (this.encoding || this.preview.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    this.encoding = true;
    try {
      const { x, y, width, height } = cover(this.preview.videoWidth, this.preview.videoHeight, FRAME_WIDTH / FRAME_HEIGHT);
      this.canvas.getContext("2d")!.drawImage(this.preview, x, y, width, height, 0, 0, FRAME_WIDTH, FRAME_HEIGHT);
      const blob = await new Promise<Blob | null>(done => this.canvas.toBlob(done, "image/jpeg", QUALITY));
      if (blob && !this.closed) this.onFrame(new Uint8Array(await blob.arrayBuffer()), this.canvas);
    } finally {
      this.encoding = false;
    }
  }
}

/** The middle of a picture that has a shape of width / height. */
export function cover(width: number, height: number, shape: number): { x: number; y: number; width: number; height: number } {
  const across = Math.min(width, height * shape), down = Math.min(height, width / shape);
  return { x: (width - across) / 2, y: (height - down) / 2, width: across, height: down };
}
