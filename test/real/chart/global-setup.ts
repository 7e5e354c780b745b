import { setUpAll } from "../../set-up/set-up.ts";
import { setUpActionlint } from "../tools/actionlint/set-up.ts";
import { setUpHelm } from "../tools/helm/set-up.ts";
import { setUpKind } from "../tools/kind/set-up.ts";
import { setUpPromql } from "../tools/promql/set-up.ts";
import { setUpQuantity } from "../tools/quantity/set-up.ts";
import { setUpShells } from "../tools/shells/set-up.ts";

/** Vitest's global setup of this project. */
export const setup = setUpAll([setUpHelm, setUpKind, setUpActionlint, setUpQuantity, setUpPromql, setUpShells]);
