import type { Logger } from "pino";
import type { ApiClient } from "../../cluster/api/api-client.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { Identity } from "../../deployment/model-express.ts";
import type { ModelStatus } from "../../deployment/model-express-status.ts";
import { EVENTS } from "../../kubernetes/resource-type.ts";
import { buildModelEvent, listChangedModels } from "../model-event.ts";
import type { PrefetchMetrics } from "./prefetch-metrics.ts";

export interface ReportOptions {
  readonly client: Pick<ApiClient, "clock">;
  readonly writer: ObjectWriter;
  readonly metrics: PrefetchMetrics;
  readonly log: Logger;
}

/** Reports each model with a changed phase: an Event on the `ModelExpress`, a log line and a metric. */
export async function reportModels(
  { client, writer, metrics, log }: ReportOptions,
  instance: Identity,
  { before, now }: { readonly before: readonly ModelStatus[]; readonly now: readonly ModelStatus[] },
): Promise<void> {
  const time = client.clock.now();
  const { namespace, name } = instance;
  for (const model of listChangedModels(before, now)) {
    if (model.phase === "Ready") metrics.count("succeeded");
    if (model.phase === "Failed") metrics.count("failed");
    log.info({ modelExpress: `${namespace}/${name}`, model: model.name, phase: model.phase }, "model changed");
    await writer
      .create({ type: EVENTS, namespace, name: "" }, buildModelEvent(instance, model, time))
      .catch((error: unknown) => log.debug({ err: error }, "an Event could not be written"));
  }
}
