import { existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** Where pictures of the page are kept: CONSOLE_PICTURES, or artifacts/console-pictures. */
export const pictures = process.env.CONSOLE_PICTURES ?? resolve("../../../artifacts/console-pictures");
mkdirSync(pictures, { recursive: true });

export const whyNoBrowser = (): string | undefined => (CHROMIUM ? undefined : "there is no chromium: install it, or name one in CHROMIUM");

/**
 * @param recording what the microphone hears; without one there is no microphone
 * @param film what the camera sees: Motion JPEG; without one the browser's own test picture
 */
export function launch(recording?: string, film?: string): Promise<Browser> {
  const microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-audio-capture=${recording}%noloop`, ...(film ? [`--use-file-for-fake-video-capture=${film}`] : [])];
  return chromium.launch({
    executablePath: CHROMIUM!,
    args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", ...(recording ? microphone : [])],
  });
}

/** What the page complained of on its console. */
export function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on("console", message => {
    if (message.type() === "error" || message.type() === "warning") found.push(message.text());
  });
  page.on("pageerror", error => found.push(String(error)));
  return found;
}
