// Sends its parent a listener on any port of ADDRESS: node listen.ts ADDRESS
import { createServer } from "node:net";

const [, , address = ""] = process.argv;
const listener = createServer();
listener.listen(0, address, () => process.send?.("listener", listener));
process.once("disconnect", () => process.exit());
