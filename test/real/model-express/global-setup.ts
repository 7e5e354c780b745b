import { setUpAll } from "../../set-up/set-up.ts";
import { removeStaleNetworks } from "./deployed/pod-network.ts";
import { installParsers } from "./parsers/install-parsers.ts";
import { setUpModelExpress } from "./pull/set-up.ts";

/** Vitest's global setup of this project. */
export const setup = setUpAll([setUpNetworks, setUpModelExpress, setUpParsers]);

async function setUpNetworks(): Promise<void> {
  removeStaleNetworks();
}

async function setUpParsers(): Promise<void> {
  const parsers = await installParsers();
  if (!parsers.isHere) console.warn(`SKIPPING the tests with the engines' argument parsers: ${parsers.why}`);
}
