// Moonshine tiny (MIT), run from the ONNX files of its npm package: 16 kHz samples to text, greedily.

import path from "node:path";
import { fileURLToPath } from "node:url";
import tokenizer from "llama-tokenizer-js";
import ort from "onnxruntime-node";

const LAYERS = 6, HEADS = 8, HEAD_SIZE = 36;
const START = 1, END = 2;
const TOKENS_PER_SECOND = 6.5;

const packageFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "node_modules/@moonshine-ai/moonshine-js");
const graph = name => ort.InferenceSession.create(path.join(packageFolder, "dist/model/tiny/quantized", name), { intraOpNumThreads: 1 });

export async function openRecogniser() {
  const [encoder, decoder] = [await graph("encoder_model.onnx"), await graph("decoder_model_merged.onnx")];
  return async samples => {
    const encoded = (await encoder.run({ input_values: new ort.Tensor("float32", samples, [1, samples.length]) }))[encoder.outputNames[0]];
    const caches = {};
    for (let layer = 0; layer < LAYERS; layer++) {
      for (const side of ["decoder", "encoder"]) {
        for (const part of ["key", "value"]) {
          caches[`past_key_values.${layer}.${side}.${part}`] = new ort.Tensor("float32", new Float32Array(0), [0, HEADS, 1, HEAD_SIZE]);
        }
      }
    }
    const written = [];
    let token = START;
    const most = Math.max(4, Math.trunc(samples.length / 16_000 * TOKENS_PER_SECOND));
    for (let step = 0; step < most; step++) {
      const result = await decoder.run({
        input_ids: new ort.Tensor("int64", BigInt64Array.from([BigInt(token)]), [1, 1]),
        encoder_hidden_states: encoded,
        use_cache_branch: new ort.Tensor("bool", [step > 0], [1]),
        ...caches,
      });
      const logits = result.logits.data, size = result.logits.dims[2], from = logits.length - size;
      token = 0;
      for (let i = 1; i < size; i++) if (logits[from + i] > logits[from + token]) token = i;
      if (token === END) break;
      written.push(token);
      for (const name of Object.keys(caches)) {
        // The encoder's keys are computed in the first step only.
        if (step === 0 || name.includes("decoder")) caches[name] = result["present" + name.slice("past_key_values".length)];
      }
    }
    return tokenizer.decode(written, false, false).trim();
  };
}
