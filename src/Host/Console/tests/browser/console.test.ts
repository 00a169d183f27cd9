import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { complaints, launch, whyNoBrowser } from "./browser.ts";
import { Host, RECORDING, whyNoHost } from "./host.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Generous: the machine may be busy. */
const PATIENCE = { timeout: 60_000 };

const pictures = mkdtempSync(join(tmpdir(), "console-pictures-"));
const skip = whyNoBrowser() ?? whyNoHost() ?? false;

describe("The console in a browser", { skip }, () => {
  let host: Host, browser: Browser, page: Page, errors: string[];

  before(async () => {
    [host, browser] = await Promise.all([Host.start(), launch(RECORDING)]);
    page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    errors = complaints(page);
    await page.goto(host.url);
  }, { timeout: 120_000 });

  after(async () => {
    console.log(`Pictures of the console: ${pictures}`);
    await browser?.close();
    await host?.stop();
  });

  test("What is said into the microphone is heard, answered aloud and shown on a card", async () => {
    await page.getByRole("button", { name: "Talk", exact: true }).click();

    await page.locator("#transcript .heard", { hasText: "weather" }).waitFor(PATIENCE);
    await page.locator("#transcript .work", { hasText: "completed" }).waitFor(PATIENCE);
    await page.locator("#transcript .said", { hasText: "degrees" }).waitFor(PATIENCE);
    await page.locator("#cards").getByText("paris").waitFor(PATIENCE);
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: join(pictures, "desktop.png") });
    assert.match(await page.locator("#turn-times").innerText(), /turns of 200 ms take \d+ ms/);
  });

  test("Scrolling the timeline back pauses following; the button goes on", async () => {
    const follow = page.getByRole("button", { name: "Follow now" });
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.locator("#scroller").focus();
    await page.keyboard.press("ArrowLeft");
    await page.waitForFunction(() => document.querySelector("#follow")?.getAttribute("aria-pressed") === "false");
    const left = await page.locator("#scroller").evaluate(scroller => scroller.scrollLeft);
    await page.waitForTimeout(500);
    const later = await page.locator("#scroller").evaluate(scroller => scroller.scrollLeft);
    await follow.click();
    await page.waitForTimeout(300);

    assert.ok(Math.abs(later - left) < 200, `${left} ${later}`);
    assert.ok(await page.locator("#scroller").evaluate(scroller => scroller.scrollLeft + scroller.clientWidth >= scroller.scrollWidth - 2));
  });

  test("A second page is told that the host is full, and when it tries again", async () => {
    const second = await browser.newPage();
    await second.goto(host.url);
    await second.getByLabel("Type instead of speaking").fill("hello");
    await second.keyboard.press("Enter");

    await second.getByRole("alert").getByText("The host is full").waitFor(PATIENCE);
    await second.getByRole("status").getByText(/Trying again in \d+ s/).waitFor(PATIENCE);
    await second.close();
  });

  test("A host that goes is missed in words, what was said stays, and a host that comes back is found", async () => {
    // The recording goes on; what it says next is not to mix with what is typed.
    await page.getByRole("button", { name: "Mute" }).click();
    await host.stop();
    await page.getByRole("alert").getByText(/host/).waitFor(PATIENCE);
    await page.screenshot({ path: join(pictures, "lost.png") });
    assert.ok(await page.locator("#transcript .said", { hasText: "degrees" }).isVisible());

    errors.length = 0;
    host = await Host.start(host.url);
    await page.getByRole("button", { name: "Try now" }).click({ timeout: 1_000 }).catch(() => undefined);
    await page.locator("#status[data-phase=live]").waitFor(PATIENCE);
    await page.getByLabel("Type instead of speaking").fill("what is the weather in london");
    await page.keyboard.press("Enter");
    await page.locator("#transcript .work", { hasText: "completed" }).nth(1).waitFor(PATIENCE);

    assert.ok(await page.locator("#transcript .heard", { hasText: "paris" }).isVisible());
  });

  test("Settings tell about the session and the host, and keep the instructions", async () => {
    await page.getByRole("button", { name: "Settings" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^wren/).waitFor(PATIENCE);
    await dialog.getByText("McpTools").or(dialog.getByText(/weather/)).first().waitFor(PATIENCE);
    await dialog.getByLabel("Instructions").fill("Be brief.");
    await page.screenshot({ path: join(pictures, "settings.png") });
    await assertAccessible(page);
    await dialog.getByRole("button", { name: "Save" }).click();

    assert.equal(await page.evaluate(() => localStorage.getItem("instructions")), "Be brief.");
  });

  test("Stop ends the session and mutes everything; nothing was complained of", async () => {
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("status").getByText("Press Talk").waitFor(PATIENCE);

    // The browser itself complains of a host that is gone or not ready.
    assert.deepEqual(errors.filter(error => !/WebSocket connection|status of 503/.test(error)), []);
  });

  for (const colours of ["light", "dark"] as const) {
    for (const [name, size] of [["desktop", { width: 1280, height: 860 }], ["phone", { width: 360, height: 740 }]] as const) {
      test(`On a ${name} in ${colours} colours it is accessible and nothing is cut off`, async () => {
        await page.emulateMedia({ colorScheme: colours });
        await page.setViewportSize(size);
        await page.waitForTimeout(300);
        await page.screenshot({ path: join(pictures, `${name}-${colours}.png`), fullPage: true });

        await assertAccessible(page);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      });
    }
  }
});

test("Without a microphone the page says so, and typing works", { skip }, async () => {
  const [host, browser] = await Promise.all([Host.start(), launch()]);
  try {
    const page = await browser.newPage();
    await page.goto(host.url);
    await page.getByRole("button", { name: "Talk", exact: true }).click();
    await page.getByRole("alert").getByText(/microphone/).waitFor(PATIENCE);
    await page.getByLabel("Type instead of speaking").fill("hello");
    await page.keyboard.press("Enter");
    await page.locator("#transcript .said").first().waitFor(PATIENCE);
    await page.screenshot({ path: join(pictures, "no-microphone.png") });
    assert.ok(await page.getByRole("alert").getByText(/microphone/).isVisible());
  } finally {
    await browser.close();
    await host.stop();
  }
});

async function assertAccessible(page: Page): Promise<void> {
  // Not by a script element: the page's own rules would refuse it.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => `${node.html} ${node.failureSummary}`).join("\n")}`);
  });
  assert.deepEqual(violations, []);
}
