// The page to try the host: a microphone button, the live transcript, cards. It speaks the Live dialect at /v1/live/sessions.
import { Microphone, Speaker, toBase64, fromBase64 } from "./audio.js";
import { showCard } from "./cards.js";
import { Transcript } from "./transcript.js";

const RATE = 24000;
const EXTENSIONS = ["ui", "delegations", "playback"];

const status = document.getElementById("status");
const talk = document.getElementById("talk");
const level = document.getElementById("level");
const transcript = new Transcript(document.getElementById("transcript"));

let session = null;

class Session {
  constructor() {
    this.speaker = new Speaker(RATE);
    this.started = new Promise((resolve, reject) => {
      const scheme = location.protocol === "https:" ? "wss" : "ws";
      this.socket = new WebSocket(`${scheme}://${location.host}/v1/live/sessions`);
      this.socket.onopen = () => this.send({ type: "session.start", session: { audio: { format: { type: "audio/pcm", rate: RATE } }, extensions: EXTENSIONS } });
      this.socket.onmessage = message => {
        const event = JSON.parse(message.data);
        if (event.type === "session.started") resolve(event);
        this.handle(event);
      };
      this.socket.onclose = () => { reject(new Error("The host ended the session.")); this.end("The session has ended. Press the microphone to start another."); };
      this.socket.onerror = () => reject(new Error("The host cannot be reached. Is it still running?"));
    });
  }

  send(event) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(event));
  }

  async listen() {
    this.microphone = await Microphone.open(RATE, (pcm, loudness) => {
      level.value = Math.min(1, loudness * 4);
      this.send({ type: "session.input_audio.append", audio: toBase64(pcm) });
    });
  }

  handle(event) {
    switch (event.type) {
      case "session.started":
        this.speaker.begin();
        this.acknowledging = setInterval(() => this.send({ type: "session.playback.ack", played_ms: Math.round(this.speaker.playedMs()) }), 200);
        report(event.capabilities.speaks ? "Listening." : "Listening. The host has no voice: answers are text.");
        break;
      case "session.input_transcript.delta": transcript.add("user", event.delta, event.end_ms); break;
      case "session.output_transcript.delta": transcript.add("model", event.delta, event.start_ms); break;
      case "session.output_audio.delta": this.speaker.play(fromBase64(event.delta), event.start_ms); break;
      case "session.output_audio.cleared": this.speaker.clear(); transcript.cut(); break;
      case "session.delegation.created": transcript.work(event.delegation.id, `asks: ${event.delegation.task}`, event.offset_ms); break;
      case "session.delegation.updated": transcript.update(event); break;
      case "session.ui.patch": showCard(document.getElementById("cards"), event.surface_id, event.messages); break;
      case "error": report(event.error.message, true); break;
    }
  }

  end(message) {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.acknowledging);
    this.microphone?.close();
    this.speaker.close();
    this.send({ type: "session.close" });
    level.value = 0;
    if (session === this) session = null;
    talk.setAttribute("aria-pressed", "false");
    talk.querySelector("span").textContent = "Talk";
    if (!status.classList.contains("error")) report(message);
  }
}

async function ensureSession() {
  session ??= new Session();
  await session.started;
  return session;
}

talk.addEventListener("click", async () => {
  if (session?.microphone) {
    session.end("Press the microphone and speak.");
    return;
  }
  try {
    report("Connecting…");
    const live = await ensureSession();
    await live.listen();
    talk.setAttribute("aria-pressed", "true");
    talk.querySelector("span").textContent = "Stop";
  } catch (error) {
    report(explain(error), true);
    session?.end("");
  }
});

document.getElementById("type").addEventListener("submit", async submitted => {
  submitted.preventDefault();
  const input = document.getElementById("text");
  const text = input.value.trim();
  if (!text) return;
  try {
    const live = await ensureSession();
    transcript.add("user", text, Math.round(live.speaker.playedMs()));
    live.send({ type: "session.input_text.append", text });
    input.value = "";
  } catch (error) {
    report(explain(error), true);
  }
});

function explain(error) {
  if (error.name === "NotAllowedError") return "The browser does not allow the microphone for this page. Allow it, or type below.";
  if (error.name === "NotFoundError") return "No microphone was found. Connect one, or type below.";
  return error.message;
}

function report(text, isError = false) {
  status.textContent = text;
  status.classList.toggle("error", isError);
}
