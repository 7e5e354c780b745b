import { setUpAll } from "../../set-up/set-up.ts";
import { setUpModelExpress } from "./pull/set-up.ts";

/** Vitest's global setup of this project. */
export const setup = setUpAll([setUpModelExpress]);
