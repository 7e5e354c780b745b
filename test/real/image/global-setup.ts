import { setUpAll } from "../../set-up/set-up.ts";
import { setUpEngine } from "./set-up.ts";

/** Vitest's global setup of this project. */
export const setup = setUpAll([setUpEngine]);
