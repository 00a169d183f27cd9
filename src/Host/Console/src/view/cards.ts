import { A2uiSurface, basicCatalog } from "@a2ui/lit/v0_9";
import { MessageProcessor } from "@a2ui/web_core/v0_9";
import type { UiAction, UiApp, UiMessage } from "../protocol.ts";
import { adapt, asksFor, textsOf } from "./a2ui.ts";
import { describeElements, offerPlainTexts } from "./a2ui-elements.ts";
import { AppFrame } from "./app-frame.ts";
import { element } from "./element.ts";

const KNOWN: ReadonlySet<string> = new Set(basicCatalog.components.keys());

/** A2UI surfaces and tools' own apps, newest first. */
export class Cards {
  private readonly processor: MessageProcessor<(typeof basicCatalog extends { components: ReadonlyMap<string, infer Component> } ? Component : never)>;
  private readonly shown = new Map<string, HTMLElement>();
  private readonly asking = new Set<string>();

  /**
   * @param onAction called when the user presses something on a card
   * @param onAsking called with whether a card waits for an answer
   */
  constructor(
    private readonly container: HTMLElement,
    private readonly onAction: (action: UiAction) => void = () => {},
    private readonly onAsking: (asking: boolean) => void = () => {},
  ) {
    describeElements();
    offerPlainTexts(container);
    this.processor = new MessageProcessor([basicCatalog], action => {
      this.settle(action.surfaceId);
      this.onAction(action as UiAction);
    });
  }

  /** Applies a surface's messages; what cannot be shown as a card is shown as its texts. */
  show(surfaceId: string, messages: UiMessage[]): void {
    try {
      for (const message of messages) this.apply(surfaceId, adapt(message, basicCatalog.id, KNOWN));
    } catch {
      this.place(surfaceId, element("p", {}, textsOf(messages).join(" · ") || "A card came that cannot be shown."));
    }
    if (this.shown.has(surfaceId) && asksFor(messages)) {
      this.asking.add(surfaceId);
      this.shown.get(surfaceId)?.classList.add("asks");
    }
    this.tell();
  }

  /** Shows an app in a sandbox of its own. */
  run(app: UiApp): void {
    this.remove(app.surface_id);
    this.place(app.surface_id, new AppFrame(app).element);
    this.tell();
  }

  clear(): void {
    for (const surfaceId of [...this.shown.keys()]) this.remove(surfaceId);
    this.tell();
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
    this.asking.delete(surfaceId);
  }

  /** It was answered; what comes of it the host says. */
  private settle(surfaceId: string): void {
    this.asking.delete(surfaceId);
    this.shown.get(surfaceId)?.classList.remove("asks");
    this.tell();
  }

  private tell(): void {
    this.onAsking(this.asking.size > 0);
  }
}
