import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import type { Client } from "../bed/client.ts";
import type { Replica } from "./replicas.ts";

const registration = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/model-express-injector";
const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

interface Registration {
  readonly webhooks: readonly { readonly clientConfig: { readonly caBundle?: string } }[];
}

/** The CAs that the API server trusts. */
export async function trustedBy(client: Client): Promise<readonly X509Certificate[]> {
  const [webhook] = (await client.get<Registration>(registration)).webhooks;
  const bundle = Buffer.from(webhook?.clientConfig.caBundle ?? "", "base64").toString("utf8");
  return (bundle.match(pem) ?? []).map((each) => new X509Certificate(each));
}

/** The certificate that a replica serves; undefined while it is being restarted. */
export async function servedBy({ process }: Replica): Promise<X509Certificate | undefined> {
  const socket = connect({ host: "127.0.0.1", port: process.port, rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect");
    return socket.getPeerX509Certificate();
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

/** Looks again and again whether what the replicas serve is trusted, until it is stopped; then tells what was not. */
export function watchTrust(client: Client, replicas: readonly Replica[]): { stop(): Promise<readonly string[]> } {
  const wrong: string[] = [];
  let looks = 0;
  let isStopping = false;
  const look = async (): Promise<void> => {
    while (!isStopping) {
      // In this order: a CA that is added comes before what it signs, and one that is dropped goes after it.
      const trusted = await trustedBy(client);
      const served = await Promise.all(replicas.map(servedBy));
      for (const [index, leaf] of served.entries()) {
        const isTrusted = leaf === undefined || trusted.some((ca) => leaf.verify(ca.publicKey));
        if (!isTrusted) wrong.push(`look ${looks}: replica ${index} serves what ${trusted.length} CAs did not sign`);
      }
      looks++;
      await sleep(50);
    }
  };
  const looking = look();
  looking.catch(() => undefined);
  return {
    async stop() {
      isStopping = true;
      await looking;
      return looks > 0 ? wrong : ["nobody looked"];
    },
  };
}
