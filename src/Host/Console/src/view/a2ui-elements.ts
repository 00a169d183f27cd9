// What the renderer's elements leave to the page: fields that say their name, and texts as they are.

import "@a2ui/lit/v0_9";

const FIELDS = ["a2ui-basic-textfield", "a2ui-checkbox", "a2ui-choicepicker", "a2ui-datetimeinput", "a2ui-slider"];

interface FieldElement {
  renderRoot: ParentNode;
  updated(changes: unknown): void;
}

/** A label beside a field names it for screen readers too. To be called once, before the first card. */
export function nameFields(): void {
  for (const name of FIELDS) {
    const prototype = customElements.get(name)?.prototype as FieldElement | undefined;
    if (!prototype) continue;
    const updated = prototype.updated;
    prototype.updated = function (this: FieldElement, changes: unknown) {
      updated.call(this, changes);
      const label = this.renderRoot.querySelector("label")?.textContent?.trim();
      for (const field of this.renderRoot.querySelectorAll("input, select, textarea")) if (label && !field.closest("label")) field.setAttribute("aria-label", label);
    };
  }
}

/** Texts of cards are shown as they are written: markup in them is not the page's. */
export function offerPlainTexts(container: HTMLElement): void {
  container.addEventListener("context-request", event => {
    const request = event as Event & { context: unknown; callback(value: (text: string) => Promise<string>): void };
    if (request.context !== Symbol.for("A2UIMarkdown")) return;
    event.stopPropagation();
    request.callback(text => Promise.resolve(escape(text)));
  });
}

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
