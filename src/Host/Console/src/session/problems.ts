// What can go wrong, in words, each with the next move.

export interface Problem {
  title: string;
  /** What the user can do. */
  next: string;
}

export type Device = "microphone" | "camera";

const BUTTON: Record<Device, string> = { microphone: "Talk", camera: "Camera" };

/** What to do meanwhile. */
const ELSE: Record<Device, string> = { microphone: ", or type below", camera: "; talking goes on without it" };

/** Why there is no microphone or camera; `error` is what opening it failed with. */
export function deviceProblem(device: Device, error: unknown): Problem {
  const again = `press ${BUTTON[device]} again${ELSE[device]}.`;
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
      return { title: `The browser blocks the ${device} for this page.`, next: `Allow it beside the address and ${again}` };
    case "NotFoundError":
      return { title: `There is no ${device}.`, next: `Connect one and ${again}` };
    case "NotReadableError":
      return { title: `The ${device} cannot be opened.`, next: `Close the program that uses it and ${again}` };
    case "InsecureContext":
      return { title: `The browser gives no ${device} to this address.`, next: `Open the page as http://localhost or over https${ELSE[device]}.` };
    default:
      return { title: `The ${device} does not work: ${error instanceof Error ? error.message : String(error)}`, next: `To try again, ${again}` };
  }
}

export const MICROPHONE_LOST: Problem = { title: "The microphone has gone.", next: "Connect it and press Talk, or type below." };
export const CAMERA_LOST: Problem = { title: "The camera has gone.", next: "Connect it and press Camera; talking goes on without it." };

/** Why the connection ended, as the host said it; without words it is out of reach. */
export function connectionProblem(said: { code: string; message: string } | undefined): Problem {
  if (!said) return { title: "The host does not answer.", next: "See whether it still runs: dotnet run --project src/Host" };
  if (said.code === "host_full") return { title: `The host is full: ${said.message}`, next: "Wait for another session to end." };
  return { title: said.message, next: "Press Talk to start another session." };
}

/** An error the session survives. */
export function eventProblem(said: { code: string; message: string }): Problem {
  return { title: said.message, next: `The session goes on (${said.code}).` };
}
