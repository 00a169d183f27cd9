import type { UiApp } from "../protocol.ts";
import { element } from "./element.ts";

const LEAST_HEIGHT = 60, MOST_HEIGHT = 480;

interface Message {
  jsonrpc: "2.0";
  id?: number | string;
  method?: string;
  params?: Record<string, unknown>;
}

/**
 * An MCP App in a sandboxed frame: an origin of its own, scripts and nothing else, and a content policy of what its server
 * declared. It is told the tool's call and answer, may say how high it is, and gets an error for all else it asks.
 */
export class AppFrame {
  readonly element: HTMLIFrameElement;

  constructor(private readonly app: UiApp) {
    this.element = element("iframe", { class: "app", sandbox: "allow-scripts", src: "app.html", title: app.title ?? "A tool's app", referrerpolicy: "no-referrer" });
    const listener = (event: MessageEvent<unknown>) => {
      if (event.source === this.element.contentWindow) this.receive(event.data);
      else if (!this.element.isConnected && this.element.dataset.shown) removeEventListener("message", listener);
    };
    addEventListener("message", listener);
  }

  private receive(data: unknown): void {
    if (data === "agenthost:ready") {
      this.element.dataset.shown = "true";
      this.post({ policy: policyOf(this.app), html: this.app.html });
      return;
    }
    const message = data as Message;
    if (message?.jsonrpc !== "2.0" || message.method === undefined) return;
    switch (message.method) {
      case "ui/initialize":
        this.answer(message, {
          protocolVersion: "2026-01-26",
          hostInfo: { name: "AgentHost", version: "1" },
          hostCapabilities: {},
          hostContext: { theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light", displayMode: "inline", locale: navigator.language, platform: "web" },
        });
        break;
      case "ui/notifications/initialized":
        this.post({ jsonrpc: "2.0", method: "ui/notifications/tool-input", params: { arguments: this.app.arguments ?? {} } });
        if (this.app.result !== undefined) this.post({ jsonrpc: "2.0", method: "ui/notifications/tool-result", params: this.app.result });
        break;
      case "ui/notifications/size-changed":
        this.resize(Number(message.params?.height));
        break;
      case "ping":
        this.answer(message, {});
        break;
      default:
        if (message.id !== undefined) this.post({ jsonrpc: "2.0", id: message.id, error: { code: -32_601, message: `This host does not offer '${message.method}' to apps.` } });
    }
  }

  private resize(height: number): void {
    if (Number.isFinite(height)) this.element.style.height = `${Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, height))}px`;
  }

  private answer({ id }: Message, result: unknown): void {
    if (id !== undefined) this.post({ jsonrpc: "2.0", id, result });
  }

  /** To any origin: the sandbox's is none that can be named, and what is sent is the app's own. */
  private post(message: unknown): void {
    this.element.contentWindow?.postMessage(message, "*");
  }
}

/** The app's content policy: its own text, and the origins it declared. What is no origin is left out. */
export function policyOf({ csp }: UiApp): string {
  const origins = (given: readonly string[] | undefined) => (given ?? []).filter(origin => /^(https|wss):\/\/(\*\.)?[a-z0-9.-]+(:\d+)?$/i.test(origin)).join(" ");
  const resources = origins(csp?.resource_domains), connections = origins(csp?.connect_domains);
  return [
    "default-src 'none'",
    `script-src 'unsafe-inline' ${resources}`,
    `style-src 'unsafe-inline' ${resources}`,
    `img-src data: ${resources}`,
    `font-src data: ${resources}`,
    `media-src data: ${resources}`,
    `connect-src ${connections || "'none'"}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].map(rule => rule.trim()).join("; ");
}
