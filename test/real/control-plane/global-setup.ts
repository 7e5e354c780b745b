import { setUpAll } from "../../set-up/set-up.ts";
import { setUpCertManager } from "../tools/cert-manager/set-up.ts";
import { setUpHelm } from "../tools/helm/set-up.ts";
import { setUpHelmfile } from "../tools/helmfile/set-up.ts";
import { setUpKwok } from "../tools/kwok/set-up.ts";
import { setUpPromql } from "../tools/promql/set-up.ts";
import { setUpControlPlane } from "./bed/set-up.ts";

/** Vitest's global setup of this project. */
export const setup = setUpAll([setUpControlPlane, setUpHelm, setUpCertManager, setUpKwok, setUpHelmfile, setUpPromql]);
