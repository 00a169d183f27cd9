import type { ClientEvent, HostError, ServerEvent } from "../protocol.ts";

/** A host that runs sends something every turn; after this long without a word it is out of reach. */
const SILENCE_MS = 4_000;

/** After this long, sound had better wait: what is on its way to a connection that is lost is neither heard nor known to be lost. */
const HALT_MS = 700;

/** How long a connection may take to stand. */
const CONNECT_MS = 6_000;

/** Sound that the network does not take is dropped beyond this many bytes, so that what is heard stays near to what is said. */
const BACKLOG_BYTES = 256 * 1024;

/** Pictures give way before sound does. */
const PICTURE_BACKLOG_BYTES = 32 * 1024;

/** Closes a connection that is lost: to the host, a normal close would be the session's end, and it may come when the session is elsewhere. */
const LOST = 4_000;

export interface Ending {
  /** How long the session had run on this connection; 0 when it did not start. */
  lastedMs: number;
  /** The host's last words. */
  error: HostError | undefined;
}

/** One session, or a part of one, on one WebSocket. */
export class Connection {
  /** The id of the last of the session's events that came. */
  lastEventId: string | undefined;

  private readonly socket: WebSocket;
  private readonly watch: ReturnType<typeof setInterval>;
  private startedAt = 0;
  private spokenAt = performance.now();
  private error: HostError | undefined;
  private ended = false;
  /** Of what waits to go out, how much was not to be dropped. */
  private owed = 0;

  /**
   * @param start the session to ask for, or to go on with
   * @param onEvent called with each of the host's events
   * @param onEnd called once, unless this side closes
   */
  constructor(
    url: string,
    start: ClientEvent,
    private readonly onEvent: (event: ServerEvent) => void,
    private readonly onEnd: (ending: Ending) => void,
  ) {
    this.socket = new WebSocket(url);
    this.socket.onopen = () => this.send(start);
    this.socket.onmessage = ({ data }: MessageEvent<string>) => this.receive(JSON.parse(data) as ServerEvent);
    this.socket.onclose = () => this.end();
    this.watch = setInterval(() => {
      if (performance.now() - this.spokenAt > (this.startedAt === 0 ? CONNECT_MS : SILENCE_MS)) this.end();
    }, 500);
  }

  /** Whether the host has not been heard for longer than it is ever silent. */
  get halts(): boolean {
    return performance.now() - this.spokenAt > HALT_MS;
  }

  /** Sound and pictures for which there is no room are dropped; anything else waits its turn. */
  send(event: ClientEvent): void {
    this.owed = Math.min(this.owed, this.socket.bufferedAmount);
    if (event.type === "session.input_audio.append" && this.socket.bufferedAmount - this.owed > BACKLOG_BYTES) return;
    if (event.type === "session.input_video.append" && this.socket.bufferedAmount > PICTURE_BACKLOG_BYTES) return;
    this.write(event);
  }

  /** Drops nothing, and makes nothing that comes after it be dropped. */
  sendAnyway(event: ClientEvent): void {
    this.write(event);
    this.owed = this.socket.bufferedAmount;
  }

  close(): void {
    this.ended = true;
    clearInterval(this.watch);
    this.send({ type: "session.close" });
    this.socket.close();
  }

  private write(event: ClientEvent): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(event));
  }

  private receive(event: ServerEvent): void {
    if (this.ended) return;
    this.spokenAt = performance.now();
    if (event.type === "session.started" || event.type === "session.resumed") this.startedAt = this.spokenAt;
    if (event.type === "error") this.error = event.error;
    else if (event.type !== "session.closed") this.error = undefined;
    if (this.startedAt !== 0) this.lastEventId = event.event_id ?? this.lastEventId;
    this.onEvent(event);
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.watch);
    this.socket.close(LOST);
    this.onEnd({ lastedMs: this.startedAt === 0 ? 0 : performance.now() - this.startedAt, error: this.error });
  }
}
