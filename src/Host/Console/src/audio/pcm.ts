// 16-bit PCM: to and from floats and base64, loudness, and a change of rate for browsers that do not do it themselves.

/** Floats in [-1, 1] as 16-bit samples; louder is clipped. */
export function toPcm(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, sample => Math.round(Math.max(-1, Math.min(1, sample)) * 32_767));
}

/** 16-bit samples as floats in [-1, 1). */
export function fromPcm(pcm: Int16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(pcm, sample => sample / 32_768);
}

export function toBase64(pcm: Int16Array): string {
  return toBase64Bytes(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength));
}

export function toBase64Bytes(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** A trailing odd byte is ignored. */
export function fromBase64(text: string): Int16Array {
  const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0));
  return new Int16Array(bytes.buffer, 0, bytes.length >> 1);
}

/** The loudest sample's size, 0 to 1. */
export function peak(samples: Float32Array): number {
  let loudest = 0;
  for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
  return Math.min(1, loudest);
}

/** Lowers the rate of a stream: each output sample is the mean of the input's stretch it covers, which also damps what would alias. */
export class Downsampler {
  private readonly step: number;
  private sum = 0;
  private weight = 0;

  constructor(from: number, to: number) {
    if (from < to) throw new RangeError(`${from} Hz cannot be lowered to ${to} Hz.`);
    this.step = from / to;
  }

  process(samples: Float32Array): Float32Array {
    const lowered: number[] = [];
    for (const sample of samples) {
      const part = Math.min(1, this.step - this.weight);
      this.sum += sample * part;
      this.weight += part;
      if (this.weight >= this.step - 1e-9) {
        lowered.push(this.sum / this.step);
        this.weight = 1 - part;
        this.sum = sample * this.weight;
      }
    }
    return Float32Array.from(lowered);
  }
}
