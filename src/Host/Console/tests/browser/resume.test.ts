import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { launch, pictures, whyNoBrowser } from "./browser.ts";
import { Host, REPOSITORY, whyNoHost } from "./host.ts";
import { Network } from "./network.ts";
import { Wire } from "./wire.ts";

const PATIENCE = { timeout: 60_000 };
const CUT_MS = 10_000;
const skip = whyNoBrowser() ?? whyNoHost() ?? false;

const type = async (page: Page, text: string) => {
  await page.getByLabel("Type instead of speaking").fill(text);
  await page.keyboard.press("Enter");
};

/** Waits for something that is not on the page. */
async function until(what: string, happened: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (happened()) return;
    await new Promise(done => setTimeout(done, 100));
  }
  assert.fail(`This did not happen within a minute: ${what}`);
}

/** Runs a test with a page that reaches its host through a network which can be cut. */
async function connected(recording: string | undefined, run: (page: Page, wire: Wire, network: Network, host: Host) => Promise<Host | void>): Promise<void> {
  let [host, browser] = await Promise.all([Host.start(), launch(recording)]);
  const network = await Network.to(host.url);
  try {
    const page = await browser.newPage();
    const wire = new Wire(page);
    let loads = 0;
    page.on("load", () => loads++);
    await page.goto(network.url);
    host = (await run(page, wire, network, host)) ?? host;
    assert.equal(loads, 1);
  } finally {
    network.close();
    await browser.close();
    await host.stop();
  }
}

test("A network that is away for ten seconds costs no reload, no session and nothing that was typed", { skip, timeout: 240_000 }, () =>
  connected(undefined, async (page, wire, network) => {
    await type(page, "good morning");
    await page.locator("#transcript .said").first().waitFor(PATIENCE);

    network.cut();
    const mended = new Promise(done => setTimeout(done, CUT_MS));
    await type(page, "good afternoon");
    await page.getByRole("alert").getByText("The host does not answer").waitFor(PATIENCE);
    await type(page, "good evening");
    await page.screenshot({ path: join(pictures, "cut.png") });
    await mended;
    network.mend();

    await page.locator("#status[data-phase=live]").waitFor(PATIENCE);
    await until("the host takes what was typed", () => wire.typed.length >= 3);
    assert.deepEqual(wire.typed, ["good morning", "good afternoon", "good evening"]);
    assert.equal(wire.sentOf("session.start").length, 1);
    assert.ok(await page.locator("#transcript .note", { hasText: "Connection lost for" }).isVisible());
  }));

test("A question spoken while the network is away is heard and answered when it is back", { skip, timeout: 240_000 }, () =>
  connected(join(REPOSITORY, "src/Host/Console/tests/browser/conversation.wav"), async (page, wire, network) => {
    await page.getByRole("button", { name: "Talk", exact: true }).click();
    await page.locator("#status[data-phase=live]").waitFor(PATIENCE);
    await until("the microphone is open", () => wire.sentOf("session.input_audio.append").length > 0);
    network.cut();
    await page.waitForTimeout(CUT_MS);
    assert.equal(await page.locator("#transcript .heard", { hasText: "weather" }).count(), 0);
    network.mend();

    await page.locator("#transcript .heard", { hasText: "what is the weather in paris" }).waitFor(PATIENCE);
    await page.locator("#transcript .work", { hasText: "what is the weather in paris" }).filter({ hasText: "completed" }).first().waitFor(PATIENCE);
    await page.screenshot({ path: join(pictures, "cut-heard.png") });
    assert.equal(wire.sentOf("session.start").length, 1);
  }));

test("After a host that was killed comes back, the page tells it what was said before", { skip, timeout: 300_000 }, () =>
  connected(undefined, async (page, wire, _, host) => {
    await type(page, "what is the weather in paris");
    await page.locator("#transcript .said", { hasText: "degrees" }).waitFor(PATIENCE);
    await host.kill();
    await page.getByRole("alert").getByText(/host/).waitFor(PATIENCE);
    const again = await Host.start(host.url);
    await page.locator("#status[data-phase=live]").waitFor(PATIENCE);
    await type(page, "good evening");
    await until("the host takes what was typed", () => wire.typed.includes("good evening"));

    const input = (wire.sentOf("session.start").at(-1) as unknown as { session: { input: { role: string; content: { text: string }[] }[] } }).session.input;
    assert.deepEqual(input[0], { type: "message", role: "user", content: [{ type: "input_text", text: "what is the weather in paris" }] });
    assert.match(input.filter(({ role }) => role === "assistant").map(({ content }) => content[0]!.text).join(" "), /degrees/);
    assert.ok(await page.locator("#transcript .heard", { hasText: "paris" }).isVisible());
    return again;
  }));
