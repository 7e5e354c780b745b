import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Terminal } from "../terminal.ts";

export function buildDemoCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return new Command("demo")
    .description("Show the webhook at work on an embedded cluster: a Dynamo worker gets its Model Express.")
    .action(async () => {
      const { demo } = await import("./demo.ts");
      exit(await demo(terminal));
    });
}
