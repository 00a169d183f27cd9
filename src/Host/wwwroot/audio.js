// Microphone in, speech out: 16-bit PCM in 20 ms pieces, and a queue that can be cleared at once.

const CAPTURE = `
registerProcessor("capture", class extends AudioWorkletProcessor {
  constructor() { super(); this.frame = new Float32Array(sampleRate / 50); this.filled = 0; }
  process([input]) {
    for (const sample of input[0] ?? []) {
      this.frame[this.filled++] = sample;
      if (this.filled === this.frame.length) { this.port.postMessage(this.frame.slice()); this.filled = 0; }
    }
    return true;
  }
});`;

export class Microphone {
  /** Calls `onAudio(Int16Array, loudness)` every 20 ms until closed. */
  static async open(rate, onAudio) {
    if (!navigator.mediaDevices) throw new Error("The browser gives a microphone only to pages from localhost or over https.");
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
    const context = new AudioContext({ sampleRate: rate });
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([CAPTURE], { type: "text/javascript" })));
    const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
    capture.port.onmessage = ({ data }) => {
      const pcm = new Int16Array(data.length);
      let sum = 0;
      for (let i = 0; i < data.length; i++) {
        const sample = Math.max(-1, Math.min(1, data[i]));
        pcm[i] = sample * 32767;
        sum += sample * sample;
      }
      onAudio(pcm, Math.sqrt(sum / data.length));
    };
    context.createMediaStreamSource(stream).connect(capture);
    return new Microphone(stream, context);
  }

  constructor(stream, context) {
    this.stream = stream;
    this.context = context;
  }

  close() {
    this.stream.getTracks().forEach(track => track.stop());
    this.context.close();
  }
}

/** Plays pieces one after another; `playedMs` is the place on the session's timeline that is heard now. */
export class Speaker {
  constructor(rate) {
    this.context = new AudioContext({ sampleRate: rate });
    this.rate = rate;
    this.playing = new Set();
    this.until = 0;
    this.origin = 0;
  }

  begin() {
    this.context.resume();
    this.origin = this.context.currentTime;
  }

  play(pcm, startMs) {
    const buffer = this.context.createBuffer(1, Math.max(1, pcm.length), this.rate);
    const channel = buffer.getChannelData(0);
    for (let i = 0; i < pcm.length; i++) channel[i] = pcm[i] / 32768;
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.context.destination);
    source.onended = () => this.playing.delete(source);
    // A little ahead, so that pieces join even when one comes late.
    const start = Math.max(this.until, this.context.currentTime + 0.03);
    source.start(start);
    this.playing.add(source);
    this.until = start + buffer.duration;
    this.last = { start, startMs };
  }

  playedMs() {
    const now = this.context.currentTime;
    return this.last ? this.last.startMs + (now - this.last.start) * 1000 : (now - this.origin) * 1000;
  }

  clear() {
    this.playing.forEach(source => source.stop());
    this.playing.clear();
    this.until = 0;
  }

  close() {
    this.context.close();
  }
}

export function toBase64(pcm) {
  const bytes = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]);
  return btoa(text);
}

export function fromBase64(text) {
  const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0));
  return new Int16Array(bytes.buffer);
}
