// What all clients do: ask a question aloud, answer the tool that is called for it, and interrupt the answer.
import { appendFileSync, readFileSync } from "node:fs";

export const tool = {
  type: "function",
  name: "get_weather",
  description: "Gets the weather in a city.",
  parameters: { type: "object", properties: { city: { type: "string", description: "The city." } }, required: ["city"] },
};

export const answer = (city) =>
  `it is twelve degrees and cloudy in ${city} with light rain this afternoon and it will be cold and clear this evening`;

/** Arguments: where the host is, the question and the interruption as 24 kHz PCM, where to record events. */
export const [, , base, questionFile, stopFile, recordFile] = process.argv;

const millisecondsOf = (pcm) => pcm.length / 48;
const chunkMs = 100;

/** A microphone: it sends 100 ms at a time, what is said or else silence, until it is switched off. */
export class Microphone {
  #said = Buffer.alloc(0);
  #started = Date.now();
  #sentMs = 0;
  #timer;

  constructor(send) {
    this.#timer = setInterval(() => {
      while (this.#sentMs < Date.now() - this.#started) {
        const chunk = Buffer.alloc(chunkMs * 48);
        this.#said.copy(chunk);
        this.#said = this.#said.subarray(Math.min(this.#said.length, chunk.length));
        this.#sentMs += chunkMs;
        send(chunk);
      }
    }, chunkMs / 2);
  }

  /** Says it after what is being said; resolves when it is said. */
  say(file) {
    const pcm = readFileSync(file);
    this.#said = Buffer.concat([this.#said, pcm]);
    return new Promise((resolve) => setTimeout(resolve, millisecondsOf(this.#said)));
  }

  off() {
    clearInterval(this.#timer);
  }
}

/** Interrupts while something is said; false when it was said to its end. */
export async function interrupt(microphone, interrupted, expected) {
  await microphone.say(stopFile);
  const patience = new Promise((resolve) => setTimeout(() => resolve(false), 8_000));
  return Promise.race([expected.until("the interruption", interrupted).then(() => true, () => false), patience]);
}

/** A busy machine may hear the interruption too late: that is tried again with the same question. */
export const attempts = 3;

/** Records every event, its audio cut short, for the check against the client's types. */
export function record(event) {
  appendFileSync(recordFile, JSON.stringify(event, (key, value) => ((key === "delta" || key === "audio") && typeof value === "string" && value.length > 400 ? value.slice(0, 16) : value)) + "\n");
}

/** What happened, as the last line of the output. */
export function report(result) {
  console.log(JSON.stringify(result));
  process.exit(0);
}

/** Resolves when the condition holds, which is looked at after each event; rejects after a minute. */
export class Expectations {
  #waiting = [];

  until(what, condition) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`waited a minute for: ${what}`)), 60_000);
      this.#waiting.push({ condition, resolve: () => (clearTimeout(timer), resolve()) });
      this.check();
    });
  }

  check() {
    const done = this.#waiting.filter(({ condition }) => condition());
    this.#waiting = this.#waiting.filter((waiting) => !done.includes(waiting));
    for (const { resolve } of done) resolve();
  }
}

process.on("unhandledRejection", (error) => {
  console.error(error);
  process.exit(1);
});
