import { once } from "node:events";
import type { Server } from "node:net";

/** Listens at an address, such as an abstract name, unless another server does; says whether it listens now. */
export async function listenIfFree(server: Server, address: string): Promise<boolean> {
  server.listen(address);
  try {
    await once(server, "listening");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  }
}
