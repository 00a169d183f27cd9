import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { assertAccessible } from "./accessible.ts";
import { complaints, launch, pictures, whyNoBrowser } from "./browser.ts";
import { Host, RECORDING, whyNoHost } from "./host.ts";

/** Generous: the machine may be busy. */
const PATIENCE = { timeout: 60_000 };

/** Kept over the host's restart. */
const recordings = mkdtempSync(join(tmpdir(), "console-recordings-"));
const skip = whyNoBrowser() ?? whyNoHost() ?? false;

describe("The console in a browser", { skip }, () => {
  let host: Host, browser: Browser, page: Page, errors: string[];

  before(async () => {
    [host, browser] = await Promise.all([Host.start(undefined, recordings), launch(RECORDING)]);
    page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    errors = complaints(page);
    await page.goto(host.url);
  }, { timeout: 300_000 });

  after(async () => {
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

  test("The camera is sent in small pictures and shown on the timeline", async () => {
    await page.getByRole("button", { name: "Camera" }).click();
    await page.getByLabel("What your camera shows").waitFor(PATIENCE);
    await page.getByRole("status").filter({ hasText: "The camera is on" }).waitFor(PATIENCE);
    await page.waitForTimeout(2_500);
    await page.screenshot({ path: join(pictures, "camera.png") });

    assert.ok(await lanePixels(page, 1) > 300, "there are no pictures on the lane");
    await page.getByRole("button", { name: "Camera" }).click();
    await page.getByLabel("What your camera shows").waitFor({ ...PATIENCE, state: "hidden" });
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
    host = await Host.start(host.url, recordings);
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
    await dialog.getByLabel(/^clock get time/).uncheck();
    await dialog.getByLabel("Instructions").fill("Be brief.");
    await page.screenshot({ path: join(pictures, "settings.png") });
    await assertAccessible(page);
    const widths = await dialog.getByRole("checkbox").evaluateAll(boxes => boxes.map(box => box.getBoundingClientRect().width));
    assert.ok(widths.length > 1 && widths.every(width => width >= 12), `boxes of ${widths} px`);
    await dialog.getByRole("button", { name: "Save" }).click();

    assert.equal(await page.evaluate(() => localStorage.getItem("instructions")), "Be brief.");
    assert.equal(await page.evaluate(() => localStorage.getItem("unwanted-tools")), '["clock_get_time"]');
  });

  test("Stop ends the session and mutes everything; nothing was complained of", async () => {
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("status").getByText("Press Talk").waitFor(PATIENCE);

    // The browser itself complains of a host that is gone or not ready.
    assert.deepEqual(errors.filter(error => !/WebSocket connection|status of 503/.test(error)), []);
  });

  test("A recorded session is listed, replayed and moved through, and the live one comes back", async () => {
    await page.getByRole("button", { name: "Sessions" }).click();
    await page.screenshot({ path: join(pictures, "sessions.png") });
    await assertAccessible(page);
    await page.getByRole("dialog").getByRole("button", { name: /^Replay .*weather in paris/ }).click();
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.locator("#transcript .work:not(.ahead)", { hasText: "paris" }).waitFor(PATIENCE);
    await page.locator("#replay-cards").getByText("paris").waitFor(PATIENCE);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.screenshot({ path: join(pictures, "replay.png") });
    await assertAccessible(page);
    const desktop = page.viewportSize()!;
    await page.setViewportSize({ width: 360, height: 740 });
    const card = await page.locator("#replay-cards li").first().boundingBox(), controls = await page.locator("#replay").boundingBox();
    assert.ok(card!.y + 60 < controls!.y, "on a phone a card is in sight without scrolling");
    await page.setViewportSize(desktop);
    await page.getByLabel("Place in the recording").fill("0");

    await page.locator("#transcript .work.ahead", { hasText: "paris" }).waitFor(PATIENCE);
    assert.equal(await page.locator("#replay-cards li").count(), 0);
    await page.getByRole("button", { name: "Back to live" }).click();
    await page.locator("#transcript .heard", { hasText: "london" }).waitFor(PATIENCE);
    await page.locator("#cards").getByText("paris").waitFor(PATIENCE);
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

/** How many dots of a lane of the timeline are not bare. */
function lanePixels(page: Page, lane: number): Promise<number> {
  return page.locator("#canvas").evaluate((canvas: HTMLCanvasElement, lane) => {
    const dots = devicePixelRatio, { data } = canvas.getContext("2d")!.getImageData(0, (24 + lane * 30 + 3) * dots, canvas.width, 24 * dots);
    let coloured = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at + 3]! > 200 && Math.max(data[at]!, data[at + 1]!, data[at + 2]!) - Math.min(data[at]!, data[at + 1]!, data[at + 2]!) > 60) coloured++;
    return coloured;
  }, lane);
}
