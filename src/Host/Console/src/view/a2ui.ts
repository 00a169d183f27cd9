// What is done to A2UI messages before the renderer gets them; it refuses more than a person would.

import type { UiComponent, UiMessage } from "../protocol.ts";

/** A message the renderer takes: its one catalogue, and components it does not know as texts. */
export function adapt(message: UiMessage, catalogId: string, known: ReadonlySet<string>): UiMessage {
  if (message.createSurface) return { ...message, createSurface: { ...message.createSurface, catalogId } };
  if (!message.updateComponents) return message;
  const components = message.updateComponents.components.map(component =>
    component.component === undefined || known.has(component.component) ? component : asText(component));
  return { ...message, updateComponents: { ...message.updateComponents, components } };
}

function asText({ id, component, ...properties }: UiComponent): UiComponent {
  const text = Object.values(properties).filter(value => typeof value === "string").join(" ");
  return { id, component: "Text", text: text || component };
}

/** Every text in some messages, for when they cannot be shown as what they are. */
export function textsOf(messages: readonly UiMessage[]): string[] {
  return messages.flatMap(message => message.updateComponents?.components ?? []).map(component => component.text).filter(text => typeof text === "string");
}

/** Actions that may be left alone: nothing waits for them. */
const AT_WILL = new Set(["cancel_task", "stop_timer"]);

/** Whether some messages wait for the user to press something. */
export function asksFor(messages: readonly UiMessage[]): boolean {
  const waits = ({ action }: UiComponent) => action !== undefined && !AT_WILL.has((action as { event?: { name?: string } }).event?.name ?? "");
  return messages.some(message => message.updateComponents?.components.some(waits));
}
