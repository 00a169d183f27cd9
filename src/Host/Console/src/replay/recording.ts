// A recorded session, made into what the page shows of a live one. A recording is the wire's events, one a line; see docs/operations.md.

import { fromBase64, fromPcm, peak } from "../audio/pcm.ts";
import type { ClientEvent, ServerEvent, UiApp, UiMessage } from "../protocol.ts";
import { Conversation, TURN_MS } from "../session/conversation.ts";
import { Loudness } from "../session/loudness.ts";
import { Track } from "./track.ts";

interface Line {
  t: number;
  from: "client" | "host";
  event: ClientEvent | ServerEvent;
}

/** Something that changes the cards. */
export interface CardChange {
  atMs: number;
  surfaceId: string;
  messages: UiMessage[];
  app?: UiApp;
}

export interface CameraPicture {
  atMs: number;
  mediaType: string;
  base64: string;
}

export interface Recording {
  conversation: Conversation;
  lengthMs: number;
  /** Both voices, in Hz of `rate`; null when they are in an encoding that this page does not decode. */
  user: Track | null;
  model: Track | null;
  rate: number;
  cards: CardChange[];
  pictures: CameraPicture[];
}

/** Lines that cannot be read are left out: the last one of a host that was killed is half a line. */
function parse(text: string): Line[] {
  const lines: Line[] = [];
  for (const line of text.split("\n")) {
    try {
      if (line) lines.push(JSON.parse(line) as Line);
    } catch {
      continue;
    }
  }
  return lines;
}

export function readRecording(text: string): Recording {
  const lines = parse(text);
  const format = lines.map(({ event }) => event).find(event => event.type === "session.started")?.session.audio.format;
  const decodes = format?.type === "audio/pcm";
  const rate = format?.rate ?? 24_000;
  const recording: Recording = {
    conversation: new Conversation(),
    lengthMs: Math.max(TURN_MS, lines.at(-1)?.t ?? 0),
    user: decodes ? new Track(rate) : null,
    model: decodes ? new Track(rate) : null,
    rate,
    cards: [],
    pictures: [],
  };
  recording.conversation.begin(0);
  let epoch = 0, muted = false;
  for (const { t, from, event } of lines) {
    switch (event.type) {
      case "session.input_audio.append":
        if (!muted) recording.user?.follow(fromBase64(event.audio), t);
        break;
      case "session.input_audio.mute":
        muted = from === "client" || muted;
        break;
      case "session.input_audio.unmute":
        muted = false;
        break;
      case "session.input_text.append":
        recording.conversation.typed(event.text, t);
        break;
      case "session.input_video.append":
        recording.pictures.push({ atMs: t, mediaType: event.media_type, base64: event.image });
        break;
      case "session.ui.action":
        recording.conversation.acted(event.name, event.context ?? {}, t);
        break;
      case "session.output_audio.delta":
        if (event.epoch >= epoch) recording.model?.place(fromBase64(event.delta), event.start_ms);
        break;
      case "session.output_audio.cleared":
        epoch = event.epoch;
        recording.model?.cut(event.from_ms);
        break;
      case "session.ui.patch":
        recording.cards.push({ atMs: t, surfaceId: event.surface_id, messages: event.messages });
        break;
      case "session.ui.app":
        recording.cards.push({ atMs: t, surfaceId: event.surface_id, messages: [], app: event });
        break;
    }
    if (from === "host") recording.conversation.apply(event as ServerEvent, t);
  }
  recording.lengthMs = Math.max(recording.lengthMs, recording.user?.lengthMs ?? 0, recording.model?.lengthMs ?? 0);
  measure(recording.user, recording.conversation.user);
  measure(recording.model, recording.conversation.model);
  return recording;
}

function measure(track: Track | null, loudness: Loudness): void {
  if (!track) return;
  for (let atMs = 0; atMs < track.lengthMs; atMs += Loudness.STEP_MS) loudness.add(atMs, peak(fromPcm(track.slice(atMs, atMs + Loudness.STEP_MS))));
}
