import { createServer, connect, type Server, type Socket } from "node:net";

/** A network between the page and the host that can be cut: then nothing gets through, and nobody is told. */
export class Network {
  private readonly pairs = new Set<[Socket, Socket]>();
  private down = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(host: string): Promise<Network> {
    const { hostname, port } = new URL(host);
    const server = createServer();
    await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const network = new Network(server, `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
    server.on("connection", near => network.carry(near, connect(Number(port), hostname)));
    return network;
  }

  cut(): void {
    this.down = true;
    for (const [near, far] of this.pairs) for (const end of [near, far]) end.pause();
  }

  mend(): void {
    this.down = false;
    for (const [near, far] of this.pairs) for (const end of [near, far]) end.resume();
  }

  close(): void {
    this.server.close();
    for (const [near, far] of this.pairs) for (const end of [near, far]) end.destroy();
  }

  private carry(near: Socket, far: Socket): void {
    const pair: [Socket, Socket] = [near, far];
    this.pairs.add(pair);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.on("data", data => to.write(data));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        to.destroy();
        this.pairs.delete(pair);
      });
      if (this.down) from.pause();
    }
  }
}
