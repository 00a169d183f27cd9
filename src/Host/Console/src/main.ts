// The web console: talks with the host in the Live dialect and shows what happens.

import { Live } from "./session/live.ts";
import { Sight } from "./session/sight.ts";
import { Voice } from "./session/voice.ts";
import { Timeline } from "./timeline/timeline.ts";
import { Cards } from "./view/cards.ts";
import { Controls } from "./view/controls.ts";
import { byId } from "./view/element.ts";
import { Replay } from "./view/replay.ts";
import { Sessions } from "./view/sessions.ts";
import { Settings } from "./view/settings.ts";
import { Status } from "./view/status.ts";
import { Transcript } from "./view/transcript.ts";
import { turnsInWords } from "./view/turns.ts";

const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/v1/live/sessions`;
const cards = new Cards(byId("cards"), action => live.act(action), asking => (byId("question").hidden = !asking));
const live = new Live(url, update, (surfaceId, messages) => cards.show(surfaceId, messages), app => cards.run(app));
const voice = new Voice(live, update);
const sight = new Sight(live, byId<HTMLVideoElement>("preview"), update);

const timeline = new Timeline(
  {
    scroller: byId("scroller"),
    extent: byId("extent"),
    canvas: byId<HTMLCanvasElement>("canvas"),
    follow: byId<HTMLButtonElement>("follow"),
    zoomIn: byId<HTMLButtonElement>("zoom-in"),
    zoomOut: byId<HTMLButtonElement>("zoom-out"),
  },
  { conversation: live.conversation, clock: live.clock },
);
const transcript = new Transcript(byId("transcript"), byId("talk-panel"), live.conversation);
const controls = new Controls(live, voice, sight);
const status = new Status(live, voice, sight);
const replay = new Replay(timeline, transcript, new Cards(byId("replay-cards")), () => {
  timeline.show({ conversation: live.conversation, clock: live.clock });
  transcript.show(live.conversation);
  showReplaying(false);
});
new Settings(live);
new Sessions(() => live.phase === "idle", (_, text) => {
  replay.start(text);
  showReplaying(true);
});
let ticking = false;

// A host waits for a page that is lost; one that is closed does not come back.
addEventListener("pagehide", () => live.stop());

function update(): void {
  // A session that has ended, for whatever reason, listens and watches no more.
  if (live.phase === "idle" && voice.open) voice.stop();
  if (live.phase === "idle" && sight.open) sight.stop();
  status.update();
  controls.update();
  transcript.update();
  timeline.invalidate();
  if (!ticking) tick();
}

/** Shows what changes all the time, while there is a session. */
function tick(): void {
  transcript.update();
  controls.showLevel();
  byId("no-talk").hidden = replay.isOpen || live.conversation.entries.length > 0;
  byId("turn-times").textContent = turnsInWords((replay.conversation ?? live.conversation).turns);
  ticking = live.phase !== "idle";
  if (ticking) setTimeout(tick, 100);
}

/** A recording takes the place of what a live session is talked with. */
function showReplaying(replaying: boolean): void {
  byId("controls").hidden = byId("cards").hidden = replaying;
  byId("replay-cards").hidden = !replaying;
  byId("talk-title").textContent = replaying ? "Recorded conversation" : "Conversation";
  update();
}

update();
