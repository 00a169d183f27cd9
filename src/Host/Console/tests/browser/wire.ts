import type { Page } from "playwright-core";

export interface WireEvent {
  type: string;
  [field: string]: unknown;
}

/** What goes over the page's WebSockets, in both directions. */
export class Wire {
  readonly sent: WireEvent[] = [];
  readonly received: WireEvent[] = [];

  constructor(page: Page) {
    page.on("websocket", socket => {
      socket.on("framesent", ({ payload }) => this.sent.push(JSON.parse(String(payload)) as WireEvent));
      socket.on("framereceived", ({ payload }) => this.received.push(JSON.parse(String(payload)) as WireEvent));
    });
  }

  sentOf(type: string): WireEvent[] {
    return this.sent.filter(event => event.type === type);
  }

  /** What the host took for typed by the user. */
  get typed(): unknown[] {
    return this.received.filter(({ type, kind }) => type === "session.context.injected" && kind === "user_text").map(({ text }) => text);
  }
}
