// What can go wrong, in words, each with the next move.

export interface Problem {
  title: string;
  /** What the user can do. */
  next: string;
}

/** Why there is no microphone; `error` is what opening it failed with. */
export function microphoneProblem(error: unknown): Problem {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
      return { title: "The browser blocks the microphone for this page.", next: "Allow it beside the address and press Talk again, or type below." };
    case "NotFoundError":
      return { title: "There is no microphone.", next: "Connect one and press Talk again, or type below." };
    case "NotReadableError":
      return { title: "The microphone cannot be opened.", next: "Close the program that uses it and press Talk again, or type below." };
    case "InsecureContext":
      return { title: "The browser gives no microphone to this address.", next: "Open the page as http://localhost or over https, or type below." };
    default:
      return { title: `The microphone does not work: ${error instanceof Error ? error.message : String(error)}`, next: "Press Talk to try again, or type below." };
  }
}

export const MICROPHONE_LOST: Problem = { title: "The microphone has gone.", next: "Connect it and press Talk, or type below." };

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
