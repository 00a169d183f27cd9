import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { createServer, type Server } from "node:http";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { complaints, launch, pictures, whyNoBrowser } from "./browser.ts";
import { Host, RECORDING, whyNoHost } from "./host.ts";

const PATIENCE = { timeout: 60_000 };
const skip = whyNoBrowser() ?? whyNoHost() ?? false;

describe("The samples' pages in a browser", { skip }, () => {
  let host: Host, browser: Browser, server: Server;

  before(async () => {
    [host, browser] = await Promise.all([Host.start(), launch(RECORDING)]);
    server = createServer((request, response) => {
      response.setHeader("content-type", "text/html");
      createReadStream(join(resolve("../../../samples"), new URL(request.url ?? "/", "http://x").pathname, "index.html")).on("error", () => response.end()).pipe(response);
    });
    await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
  }, { timeout: 300_000 });

  after(async () => {
    server?.close();
    await browser?.close();
    await host?.stop();
  });

  const open = async (sample: string) => {
    const page = await browser.newPage();
    const address = server.address();
    const errors = complaints(page);
    await page.goto(`http://localhost:${typeof address === "object" ? address?.port : ""}/${sample}?host=${new URL(host.url).host}`);
    return { page, errors };
  };

  test("The client in one page talks with the microphone and shows the answer", async () => {
    const { page, errors } = await open("BrowserClient");
    await page.getByRole("button", { name: "Talk" }).click();
    await page.locator(".asks", { hasText: "paris" }).waitFor(PATIENCE);
    await page.locator(".said", { hasText: "degrees" }).waitFor(PATIENCE);
    await page.screenshot({ path: join(pictures, "browser-client.png") });

    assert.deepEqual(errors, []);
    await page.close();
  });

  test("The dashboard does the model's tasks itself and changes its chart", async () => {
    const { page, errors } = await open("DashboardCopilot");
    await page.getByText("Connected.").waitFor(PATIENCE);
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("heading", { name: "Temperature in London" }).waitFor(PATIENCE);
    await page.locator(".said", { hasText: "london" }).waitFor(PATIENCE);
    await page.screenshot({ path: join(pictures, "dashboard.png") });

    assert.deepEqual(errors, []);
    await page.close();
  });
});
