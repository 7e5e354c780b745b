import { inject } from "vitest";
import "./set-up.ts";

const failures = inject("failedSetUps");
if (failures.length > 0) throw new Error(`the set-up of this project failed: ${failures.join("; ")}`);
