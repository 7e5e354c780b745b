import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { installProgram } from "../../image/base-images.ts";
import { type ImageContent, writeLayer } from "./archive.ts";
import { makeSystem } from "./system.ts";

/** What goes into the images. */
export interface Ingredients {
  readonly pause: string;
  readonly cli: string;
  readonly server: string;
  /** The interpreter of a virtual environment with the Hugging Face client. */
  readonly python: string;
}

export const PAUSE_IMAGE = "node.test/pause:1";
export const WORKER_IMAGE = "node.test/dynamo-worker:1.0.0";
export const MODEL_EXPRESS_IMAGE = "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.7.0";

const ENVIRONMENT = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/home/dynamo"];
const standIns = path.join(import.meta.dirname, "stand-ins");

/** Every image but the product's. Their layers are written below `directory`, and must stay until they are in an archive. */
export function buildPartImages({ pause, cli, server, python }: Ingredients, directory: string): ImageContent[] {
  const layer = (name: string, fill: (folder: string) => void): string => {
    const folder = path.join(directory, name);
    mkdirSync(folder, { recursive: true });
    fill(folder);
    return writeLayer(folder, `${folder}.tar`);
  };
  const system = layer("system", (folder) => makeSystem(folder, python));
  const app = layer("app", (folder) => {
    copyInto(folder, "app/modelexpress-server", server);
    copyInto(folder, "app/modelexpress-cli", cli);
  });
  const engine = layer("engine", makeEngine);
  const [Env, WorkingDir] = [ENVIRONMENT, "/workspace"];
  return [
    {
      name: PAUSE_IMAGE,
      config: { Entrypoint: ["/pause"] },
      layers: [layer("pause", (to) => copyInto(to, "pause", pause))],
    },
    {
      name: MODEL_EXPRESS_IMAGE,
      config: { Env, User: "1000", WorkingDir: "/app", Cmd: ["/app/modelexpress-server"] },
      layers: [system, app],
    },
    { name: "docker.io/library/redis:7.2-alpine", config: { Env, Cmd: ["redis-server"] }, layers: [system] },
    { name: WORKER_IMAGE, config: { Env, User: "1000", WorkingDir }, layers: [system, engine] },
    { name: "docker.io/library/busybox:1.37", config: { Env, Cmd: ["sh"] }, layers: [layer("busybox", makeBusybox)] },
  ];
}

function copyInto(folder: string, place: string, file: string): void {
  const target = path.join(folder, place);
  mkdirSync(path.dirname(target), { recursive: true });
  copyFileSync(file, target);
}

/** Dynamo's modules, and what the operator's commands for several nodes call. */
function makeEngine(folder: string): void {
  const modules = path.join(folder, "workspace/dynamo");
  for (const name of ["vllm", "trtllm"]) {
    copyInto(modules, `${name}/__main__.py`, path.join(standIns, "engine.py"));
    writeFileSync(path.join(modules, name, "__init__.py"), "");
  }
  writeFileSync(path.join(modules, "__init__.py"), "");
  for (const name of ["mpirun", "ray", "grove-initc"])
    copyInto(folder, `usr/local/bin/${name}`, path.join(standIns, name));
  copyInto(folder, "usr/sbin/sshd", path.join(standIns, "sshd"));
  for (const [name, script] of Object.entries(SCRIPTS)) {
    writeFileSync(path.join(folder, "usr/local/bin", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
}

const SCRIPTS = { "ssh-keygen": "exit 0", "trtllm-llmapi-launch": 'exec "$@"' };

function makeBusybox(folder: string): void {
  installProgram(folder, "/usr/bin/busybox", "bin/busybox");
  const applets = execFileSync("busybox", ["--list"], { encoding: "utf8" }).trim().split("\n");
  for (const applet of applets.filter((name) => name !== "busybox")) {
    symlinkSync("busybox", path.join(folder, "bin", applet));
  }
}
