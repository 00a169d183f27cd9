// What the renderer's elements leave to the page: fields that say their name, the page's font, and texts as they are.

import "@a2ui/lit/v0_9";

const FIELDS = ["a2ui-basic-textfield", "a2ui-checkbox", "a2ui-choicepicker", "a2ui-datetimeinput", "a2ui-slider"];
const FONTS = [...FIELDS, "a2ui-basic-button"];

interface Element {
  renderRoot: ShadowRoot;
  updated(changes: unknown): void;
}

/** To be called once, before the first card. */
export function completeElements(): void {
  const font = new CSSStyleSheet();
  font.replaceSync("button, input, select, textarea { font: inherit; min-height: 2.25rem; }");
  for (const name of FONTS) {
    const prototype = customElements.get(name)?.prototype as Element | undefined;
    if (!prototype) continue;
    const updated = prototype.updated;
    prototype.updated = function (this: Element, changes: unknown) {
      updated.call(this, changes);
      if (!this.renderRoot.adoptedStyleSheets.includes(font)) this.renderRoot.adoptedStyleSheets.push(font);
      if (FIELDS.includes(name)) nameFields(this.renderRoot);
    };
  }
}

/** A label beside a field names it for screen readers too. */
function nameFields(root: ShadowRoot): void {
  const label = root.querySelector("label")?.textContent?.trim();
  for (const field of root.querySelectorAll("input, select, textarea")) {
    if (label && !field.closest("label")) field.setAttribute("aria-label", label);
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
