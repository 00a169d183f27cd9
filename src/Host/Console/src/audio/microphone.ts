import { Downsampler } from "./pcm.ts";

/** The user's microphone, with the browser's echo cancellation. */
export class Microphone {
  private constructor(
    private readonly stream: MediaStream,
    private readonly context: AudioContext,
  ) {}

  /**
   * Calls `onAudio` with 20 ms of samples at `rate` Hz again and again until closed, and `onLost` when the device goes away.
   * Fails with a DOMException that names why, as getUserMedia does; "InsecureContext" where the browser has no microphone to give.
   */
  static async open(rate: number, onAudio: (samples: Float32Array) => void, onLost: () => void): Promise<Microphone> {
    if (!navigator.mediaDevices) throw new DOMException("No microphone on pages from elsewhere without https.", "InsecureContext");
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    const { context, source } = connect(stream, rate);
    const microphone = new Microphone(stream, context);
    try {
      await context.audioWorklet.addModule("capture.js");
      await context.resume();
    } catch (error) {
      microphone.close();
      throw error;
    }
    const lower = context.sampleRate === rate ? undefined : new Downsampler(context.sampleRate, rate);
    const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
    capture.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onAudio(lower ? lower.process(data) : data);
    source.connect(capture);
    stream.getAudioTracks()[0]?.addEventListener("ended", onLost);
    return microphone;
  }

  /** Off: the device delivers silence. */
  set on(on: boolean) {
    for (const track of this.stream.getTracks()) track.enabled = on;
  }

  close(): void {
    for (const track of this.stream.getTracks()) track.stop();
    void this.context.close();
  }
}

/** Some browsers change the rate of a microphone's sound themselves, and well; others refuse to connect it to another rate. */
function connect(stream: MediaStream, rate: number): { context: AudioContext; source: MediaStreamAudioSourceNode } {
  const context = new AudioContext({ sampleRate: rate });
  try {
    return { context, source: context.createMediaStreamSource(stream) };
  } catch {
    void context.close();
    const natural = new AudioContext();
    return { context: natural, source: natural.createMediaStreamSource(stream) };
  }
}
