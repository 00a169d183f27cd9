import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { assertAccessible } from "./accessible.ts";
import { complaints, launch, pictures, whyNoBrowser } from "./browser.ts";
import { Host, REPOSITORY, whyNoHost } from "./host.ts";

const PATIENCE = { timeout: 60_000 };
const skip = whyNoBrowser() ?? whyNoHost() ?? false;

/** What the form's server was answered, a line for each answer. */
const answers = join(mkdtempSync(join(tmpdir(), "console-answers-")), "answers.jsonl");

/** One conversation, by microphone, camera and keyboard, from the question to the form. */
describe("A whole conversation in a browser", { skip }, () => {
  let host: Host, browser: Browser, page: Page, errors: string[], loaded = 0, over = false;
  const picture = (name: string) => page.screenshot({ path: join(pictures, `conversation-${name}.png`) });

  /** A part of the conversation, which needs those before it. */
  const part = (name: string, happen: () => Promise<void>) =>
    test(name, async context => {
      if (over) return context.skip("a part before it failed");
      try {
        await happen();
      } catch (error) {
        over = true;
        await picture("failed");
        throw error;
      }
    });

  before(async () => {
    const town = { command: "node", args: [join(REPOSITORY, "tests/Shared/town-server.mjs"), answers] };
    [host, browser] = await Promise.all([
      Host.start(undefined, undefined, { town }),
      launch(join(REPOSITORY, "src/Host/Console/tests/browser/conversation.wav"), join(REPOSITORY, "samples/PostureCoach/posture.mjpeg")),
    ]);
    page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    errors = complaints(page);
    const network = await page.context().newCDPSession(page);
    network.on("Network.loadingFinished", ({ encodedDataLength }) => (loaded += encodedDataLength));
    await network.send("Network.enable");
    await page.goto(host.url, { waitUntil: "networkidle" });
  }, { timeout: 300_000 });

  after(async () => {
    await browser?.close();
    await host?.stop();
  });

  test("The first load is under 300 kB as it comes over the wire", () => {
    assert.ok(loaded > 10_000 && loaded < 300_000, `${loaded} bytes`);
  });

  part("A question is heard word by word, and a phrase fills the time", async () => {
    await page.getByRole("button", { name: "Talk", exact: true }).click();
    await page.getByRole("button", { name: "Camera" }).click();

    await page.locator("#transcript .heard", { hasText: "weather in paris" }).waitFor(PATIENCE);
    await page.locator("#transcript .said", { hasText: "let me check" }).waitFor(PATIENCE);
    await picture("1-question");
  });

  part("The tool tells how far it is", async () => {
    await page.locator("#cards").getByText(/2 of 3: reading the map/).waitFor(PATIENCE);
    await page.locator("#transcript .work .call", { hasText: "of 3" }).waitFor(PATIENCE);
    await picture("2-progress");
  });

  part("A card shows its data, and the answer is spoken", async () => {
    await page.locator("#cards").getByText("monday_c").waitFor(PATIENCE);
    await page.locator("#transcript .said", { hasText: "degrees" }).waitFor(PATIENCE);
    await picture("3-answer");
  });

  part("Interrupted, it stops", async () => {
    await page.locator("#transcript .said.cut").waitFor(PATIENCE);
    await picture("4-interruption");

    assert.doesNotMatch(await page.locator("#transcript .said.cut").innerText(), /rainy/);
  });

  part("A server asks with a form, and the form can be used by anybody", async () => {
    // The small model does not take up every request that comes right after it was interrupted: one asks again, as people do.
    const question = page.getByText("A card waits for your answer");
    for (let attempt = 0; attempt < 4 && !(await question.isVisible()); attempt++) {
      await page.waitForTimeout(1_500);
      await page.getByLabel("Type instead of speaking").fill("book a table in london tomorrow");
      await page.keyboard.press("Enter");
      await question.waitFor({ timeout: 12_000 }).catch(() => {});
    }
    await question.waitFor(PATIENCE);
    await page.locator("#cards").getByText("For how many people?").waitFor(PATIENCE);
    await page.getByLabel("People").fill("4");
    await page.getByLabel("Name").fill("Ada");
    await page.getByLabel("outside").check();
    // Who reads and fills in a form takes longer than the model does to ask.
    await page.locator("#transcript .said", { hasText: "how many" }).waitFor(PATIENCE);
    await page.waitForTimeout(1_500);
    await picture("5-form");

    await assertAccessible(page);
  });

  part("The form's answer reaches the server, and the server's page is shown in its sandbox", async () => {
    await page.getByRole("button", { name: "Send" }).and(page.locator("#cards button")).click();
    await page.frameLocator("iframe.app").getByText("Table for 4 in london, outside").waitFor(PATIENCE);
    await page.locator("#transcript .said", { hasText: "table for" }).waitFor(PATIENCE);
    await page.waitForTimeout(1_500);
    await picture("6-app");

    assert.ok(existsSync(answers));
    assert.deepEqual(JSON.parse(readFileSync(answers, "utf8")), { action: "accept", content: { people: 4, place: "outside", name: "Ada" } });
    await assertAccessible(page);
  });

  test("The page complained of nothing", () => {
    assert.deepEqual(errors, []);
  });
});
