import { A2uiSurface, basicCatalog } from "@a2ui/lit/v0_9";
import { MessageProcessor } from "@a2ui/web_core/v0_9";
import type { UiMessage } from "../protocol.ts";
import { adapt, textsOf } from "./a2ui.ts";
import { element } from "./element.ts";

const KNOWN: ReadonlySet<string> = new Set(basicCatalog.components.keys());

/** A2UI surfaces, newest first. */
export class Cards {
  private readonly processor = new MessageProcessor([basicCatalog]);
  private readonly shown = new Map<string, HTMLElement>();

  constructor(
    private readonly container: HTMLElement,
    private readonly empty: HTMLElement,
  ) {}

  /** Applies a surface's messages; what cannot be shown as a card is shown as its texts. */
  show(surfaceId: string, messages: UiMessage[]): void {
    try {
      for (const message of messages) this.apply(surfaceId, adapt(message, basicCatalog.id, KNOWN));
    } catch {
      this.place(surfaceId, element("p", {}, textsOf(messages).join(" · ") || "A card came that cannot be shown."));
    }
    this.empty.hidden = this.shown.size > 0;
  }

  private apply(surfaceId: string, message: UiMessage): void {
    if (message.createSurface ?? message.deleteSurface) this.remove(surfaceId);
    if (message.deleteSurface) return;
    this.processor.processMessages([message] as unknown as Parameters<typeof this.processor.processMessages>[0]);
    const surface = this.processor.model.getSurface(surfaceId);
    if (!message.createSurface || !surface) return;
    const card = new A2uiSurface();
    card.surface = surface as NonNullable<typeof card.surface>;
    this.place(surfaceId, card);
  }

  private place(surfaceId: string, content: HTMLElement): void {
    this.shown.get(surfaceId)?.remove();
    const item = element("li", {}, content);
    this.shown.set(surfaceId, item);
    this.container.prepend(item);
  }

  private remove(surfaceId: string): void {
    if (this.processor.model.getSurface(surfaceId)) this.processor.model.deleteSurface(surfaceId);
    this.shown.get(surfaceId)?.remove();
    this.shown.delete(surfaceId);
  }
}
