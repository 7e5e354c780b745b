import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { concurrently } from "./concurrently.ts";
import { type Injection, injectionOf } from "./injection-of.ts";
import { type Injector, startInjector } from "./injector.ts";
import { untilCalled } from "./registration.ts";
import { eventually, isOurs } from "./source.ts";
import { createTenant, type Tenant } from "./tenant.ts";
import { worker } from "./worker.ts";

describe.runIf(isOurs)("what users see when the webhook loses the API server", () => {
  let injector: Injector;
  let tenant: Tenant;

  beforeAll(async () => {
    injector = await startInjector();
  });

  afterAll(() => injector?.stop());

  beforeEach(async () => {
    tenant = await createTenant(injector.client);
    await tenant.createInstance({ name: "known", serves: "known" });
    await eventually(async () => expect(await createdWith("known")).toBeDefined());
    injector.warnings.splice(0);
  });

  afterEach(() => injector.toApiServer.restore());

  /** Fails when the pod cannot be created; undefined when it was created as its user wrote it. */
  async function createdWith(dynamoNamespace: string): Promise<Injection | undefined> {
    return injectionOf(await tenant.create(worker({ dynamoNamespace })));
  }

  /** That an instance which is in memory has changed is seen by a working watch only. */
  async function changePort(port: number): Promise<void> {
    await injector.client.merge(tenant.path("services/known"), { spec: { ports: [{ name: "grpc", port }] } });
  }

  async function untilPort(port: number): Promise<void> {
    const url = expect.stringMatching(`:${port}$`);
    await eventually(async () => expect(await createdWith("known")).toMatchObject({ url }));
  }

  it("API server restarted: pods are injected again, and changes are followed", async () => {
    await injector.controlPlane.restartApiServer();
    await untilCalled(injector.client);

    expect(await createdWith("known")).toBeDefined();
    await changePort(9001);
    await untilPort(9001);
    await tenant.createInstance({ name: "new", serves: "new" });
    expect(await createdWith("new")).toBeDefined();
  });

  it("watches cut and restored: what happened in between is made up for", async () => {
    await tenant.createInstance({ name: "doomed", serves: "doomed" });
    await eventually(async () => expect(await createdWith("doomed")).toBeDefined());
    injector.toApiServer.cut();
    await changePort(9002);
    await tenant.deleteInstance("doomed");
    await tenant.createInstance({ name: "new", serves: "new" });

    injector.toApiServer.restore();

    await untilPort(9002);
    await eventually(async () => expect(await createdWith("doomed")).toBeUndefined());
    await eventually(async () => expect(await createdWith("new")).toBeDefined());
  });

  it("watches cut: pods of a known Model Express are injected from memory", async () => {
    injector.toApiServer.cut();

    const pods = await concurrently({ count: 50, width: 10 }, () => createdWith("known"));

    expect(pods.filter((injection) => injection === undefined)).toEqual([]);
  });

  it("watches cut: pods of an unknown one are created as they are, with a warning", async () => {
    injector.toApiServer.cut();

    const pods = await concurrently({ count: 10, width: 10 }, () => createdWith("unknown"));

    expect(pods.filter((injection) => injection !== undefined)).toEqual([]);
    expect(injector.warnings).toEqual(pods.map(() => expect.stringMatching(/^Model Express: \w+: /)));
  });

  it("watches that hang without an end: a new Model Express is found all the same", async () => {
    injector.toApiServer.stall();
    await tenant.createInstance({ name: "new", serves: "new" });

    await eventually(async () => expect(await createdWith("new")).toBeDefined());
  });

  it("webhook started while the API server is away: pods are created, and injected when it is back", async () => {
    await injector.webhook.signal("SIGKILL");
    injector.toApiServer.cut();
    const starting = injector.webhook.start();
    starting.catch(() => {});

    const meanwhile = await concurrently({ count: 10, width: 10 }, () => createdWith("known"));
    await expect(injector.webhook.read("/readyz")).rejects.toThrow();
    injector.toApiServer.restore();
    await starting;

    expect(meanwhile.filter((injection) => injection !== undefined)).toEqual([]);
    await eventually(async () => expect(await createdWith("known")).toBeDefined());
  });
});
