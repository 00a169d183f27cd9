// What the renderer's elements leave to the page: fields that say their name, and texts as they are.

import "@a2ui/lit/v0_9";

const TEXT = "a2ui-basic-text";
const FIELDS = ["a2ui-basic-textfield", "a2ui-checkbox", "a2ui-choicepicker", "a2ui-datetimeinput", "a2ui-slider"];

interface RendererElement {
  renderRoot: ParentNode;
  updated(changes: unknown): void;
}

/** Makes the renderer's elements speak to screen readers. To be called once, before the first card. */
export function describeElements(): void {
  for (const name of FIELDS) afterUpdate(name, nameFields);
  afterUpdate(TEXT, levelHeadings);
}

function afterUpdate(name: string, change: (rendered: ParentNode) => void): void {
  const prototype = customElements.get(name)?.prototype as RendererElement | undefined;
  if (!prototype) return;
  const updated = prototype.updated;
  prototype.updated = function (this: RendererElement, changes: unknown) {
    updated.call(this, changes);
    change(this.renderRoot);
  };
}

/** A label beside a field names it. */
function nameFields(rendered: ParentNode): void {
  const label = rendered.querySelector("label")?.textContent?.trim();
  for (const field of rendered.querySelectorAll("input, select, textarea")) if (label && !field.closest("label")) field.setAttribute("aria-label", label);
}

/** A card's headings say how big a text is; on the page, all of them stand below the heading over the cards. */
function levelHeadings(rendered: ParentNode): void {
  for (const heading of rendered.querySelectorAll("h1, h2, h3, h4, h5, h6")) heading.setAttribute("aria-level", "3");
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
