import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page, WebSocketRoute } from "playwright-core";
import { assertAccessible } from "./accessible.ts";
import { complaints, launch, pictures, whyNoBrowser } from "./browser.ts";
import { Host, whyNoHost } from "./host.ts";

const PATIENCE = { timeout: 60_000 };
const CATALOG = "https://a2ui.org/specification/v0_9/catalogs/basic/catalog.json";
const skip = whyNoBrowser() ?? whyNoHost() ?? false;

const FORM = [
  { version: "v0.9", createSurface: { surfaceId: "ask", catalogId: CATALOG } },
  {
    version: "v0.9",
    updateComponents: {
      surfaceId: "ask",
      components: [
        { id: "root", component: "Card", child: "column" },
        { id: "column", component: "Column", children: ["title", "name", "send"] },
        { id: "title", component: "Text", text: "Which table shall I book?", variant: "h3" },
        { id: "name", component: "TextField", label: "Name for the booking", value: { path: "/name" } },
        { id: "send", component: "Button", child: "label", action: { event: { name: "accept", context: { name: { path: "/name" } } } } },
        { id: "label", component: "Text", text: "Book it" },
      ],
    },
  },
  { version: "v0.9", updateDataModel: { surfaceId: "ask", path: "/name", value: "" } },
];

const APP = `<p id="said">waiting</p><script>
  addEventListener("message", ({ data }) => {
    if (data.id === 1) parent.postMessage({ jsonrpc: "2.0", method: "ui/notifications/initialized" }, "*");
    if (data.method === "ui/notifications/tool-result") {
      let inner = "cannot look outside";
      try { inner = parent.document.title; } catch {}
      fetch("https://example.com/").then(() => "reached", () => "reaches nothing").then(net => { document.querySelector("#said").textContent = data.params.answer + ", " + inner + ", " + net; });
      parent.postMessage({ jsonrpc: "2.0", method: "ui/notifications/size-changed", params: { width: 300, height: 90 } }, "*");
    }
  });
  parent.postMessage({ jsonrpc: "2.0", id: 1, method: "ui/initialize", params: {} }, "*");
</script>`;

describe("Cards, forms and apps in a browser", { skip }, () => {
  let host: Host, browser: Browser, page: Page, errors: string[], wire: WebSocketRoute;
  const actions: { surface_id: string; name: string; context: unknown }[] = [];

  // The host is real; what it is not asked for here, a form and an app, is put on its wire.
  before(async () => {
    [host, browser] = await Promise.all([Host.start(), launch()]);
    page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    errors = complaints(page);
    await page.routeWebSocket(/live\/sessions/, near => {
      const far = near.connectToServer();
      wire = near;
      far.onMessage(message => near.send(message));
      near.onMessage(message => {
        const event = JSON.parse(String(message)) as { type: string } & (typeof actions)[number];
        if (event.type === "session.ui.action") actions.push(event);
        else far.send(message);
      });
    });
    await page.goto(host.url);
    await page.getByLabel("Type instead of speaking").fill("good morning");
    await page.keyboard.press("Enter");
    await page.locator("#transcript .said").first().waitFor(PATIENCE);
  }, { timeout: 300_000 });

  after(async () => {
    await browser?.close();
    await host?.stop();
  });

  test("A form is pointed out, filled in and answered", async () => {
    wire.send(JSON.stringify({ type: "session.ui.patch", surface_id: "ask", messages: FORM }));
    await page.getByText("A card waits for your answer").waitFor(PATIENCE);
    await page.getByLabel("Name for the booking").fill("Ada");
    await page.screenshot({ path: join(pictures, "form.png") });
    await assertAccessible(page);
    await page.getByRole("button", { name: "Book it" }).click();
    await page.locator("#transcript .note", { hasText: "accept" }).waitFor(PATIENCE);

    assert.deepEqual(actions.map(({ surface_id, name, context }) => [surface_id, name, context]), [["ask", "accept", { name: "Ada" }]]);
    assert.equal(await page.getByText("A card waits for your answer").isVisible(), false);
  });

  test("A tool's app runs in a sandbox: it gets its result, sees nothing of the page and reaches nothing", async () => {
    wire.send(JSON.stringify({ type: "session.ui.app", surface_id: "app", title: "Seats", html: APP, result: { answer: "two seats" } }));
    const frame = page.frameLocator("iframe.app");

    await frame.getByText("two seats, cannot look outside, reaches nothing").waitFor(PATIENCE);
    await page.screenshot({ path: join(pictures, "app.png") });
    assert.equal(await page.locator("iframe.app").evaluate(frame => (frame as HTMLElement).offsetHeight), 90);
  });

  test("The page complained of nothing but the app's attempt", () => {
    assert.deepEqual(errors.filter(error => !/example\.com|Content Security Policy/.test(error)), []);
  });
});
