import assert from "node:assert/strict";
import { test } from "node:test";
import { adapt, asksFor, textsOf } from "../src/view/a2ui.ts";

const KNOWN = new Set(["Text", "Card"]);

test("A surface of any catalogue is drawn with the basic one", () => {
  const adapted = adapt({ createSurface: { surfaceId: "s", catalogId: "elsewhere" } }, "basic", KNOWN);

  assert.deepEqual(adapted, { createSurface: { surfaceId: "s", catalogId: "basic" } });
});

test("An unknown component is shown as its texts", () => {
  const adapted = adapt({ updateComponents: { surfaceId: "s", components: [{ id: "a", component: "Chart", title: "Rain", values: [1] }, { id: "b", component: "Globe" }] } }, "basic", KNOWN);

  assert.deepEqual(adapted.updateComponents?.components, [{ id: "a", component: "Text", text: "Rain" }, { id: "b", component: "Text", text: "Globe" }]);
});

test("A known component stays as it is, and so does a change of one", () => {
  const components = [{ id: "a", component: "Text", text: "hello" }, { id: "a", text: "changed" } as never];

  assert.deepEqual(adapt({ updateComponents: { surfaceId: "s", components } }, "basic", KNOWN).updateComponents?.components, components);
});

test("The texts of messages are found", () => {
  assert.deepEqual(textsOf([{ updateComponents: { surfaceId: "s", components: [{ id: "a", component: "Text", text: "hello" }, { id: "b", component: "Card", child: "a" }] } }]), ["hello"]);
});

test("A form waits for an answer; a progress that can be cancelled does not", () => {
  const button = (name: string) => [{ updateComponents: { surfaceId: "s", components: [{ id: "b", component: "Button", child: "a", action: { event: { name, context: {} } } }] } }];

  assert.equal(asksFor(button("answer")), true);
  assert.equal(asksFor(button("cancel_task")), false);
});
