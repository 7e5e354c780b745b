// Passes the connections of the listener that it is sent on to ADDRESS PORT: node forward.ts ADDRESS PORT
import { connect, type Server } from "node:net";
import { pipeline } from "node:stream";

const [, , host = "", port = ""] = process.argv;

process.once("message", (_, handle) => {
  (handle as Server).on("connection", (outside) => {
    // Whichever end breaks, both are closed.
    pipeline(outside, connect({ host, port: Number(port) }), outside, () => undefined);
  });
  process.send?.("accepting");
});
process.once("disconnect", () => process.exit());
