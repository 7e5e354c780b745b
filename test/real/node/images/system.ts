import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { installLibrariesOf, installProgram } from "../../image/base-images.ts";

/** Debian's packages whose programs scripts may call: the pull's, those of the server's probes, those of a person who looks around. */
const PACKAGES = ["coreutils", "findutils", "grep", "sed"];
const PROGRAMS = ["bash", "flock", "getent", "ps", "redis-cli", "redis-server", "setsid", "sh"];

const USERS = "root:x:0:0:root:/root:/bin/sh\ndynamo:x:1000:1000:dynamo:/home/dynamo:/bin/sh\n";
const PLACES = ["/usr/bin", "/bin", "/usr/sbin", "/usr/local/bin"];

/**
 * A small Debian-like system, of this machine's own programs, because no registry of images is within reach: a shell and its
 * tools, Redis, and Python with the libraries of a virtual environment.
 */
export function makeSystem(folder: string, python: string): void {
  for (const directory of ["usr/bin", "usr/lib", "usr/lib64", "usr/sbin", "etc", "home/dynamo", "workspace", "root"]) {
    mkdirSync(path.join(folder, directory), { recursive: true });
  }
  for (const merged of ["bin", "lib", "lib64", "sbin"]) symlinkSync(`usr/${merged}`, path.join(folder, merged));
  mkdirSync(path.join(folder, "tmp"));
  chmodSync(path.join(folder, "tmp"), 0o1777);
  chmodSync(path.join(folder, "home/dynamo"), 0o777);
  writeFileSync(path.join(folder, "etc/passwd"), USERS);
  writeFileSync(path.join(folder, "etc/nsswitch.conf"), "hosts: files dns\n");
  writeFileSync(path.join(folder, "etc/group"), "root:x:0:\ndynamo:x:1000:\n");
  for (const name of [...programsOf(PACKAGES), ...PROGRAMS]) installProgram(folder, placeOf(name), `/usr/bin/${name}`);
  installPython(folder, python);
}

/** Binaries only: a script, such as `egrep`, has no libraries. */
function programsOf(packages: readonly string[]): string[] {
  const files = execFileSync("dpkg-query", ["--listfiles", ...packages], { encoding: "utf8" }).split("\n");
  const programs = files.filter((file) => /^(\/usr)?\/bin\/[^/]+$/.test(file));
  return programs
    .filter((file) => readFileSync(file).toString("latin1", 1, 4) === "ELF")
    .map((file) => path.basename(file));
}

function placeOf(name: string): string {
  const place = PLACES.map((each) => path.join(each, name)).find(existsSync);
  if (place === undefined) throw new Error(`${name} is not installed`);
  return realpathSync(place);
}

interface Interpreter {
  readonly executable: string;
  readonly standardLibrary: string;
  readonly packages: string;
}

const DESCRIBE = `import json, os, sys, sysconfig
print(json.dumps({"executable": os.path.realpath(sys.executable), "packages": sysconfig.get_path("purelib"),
  "standardLibrary": sysconfig.get_path("stdlib")}))`;

/** Nothing that a program imports. */
const LEFT_OUT = /\/(test|tests|idlelib|lib2to3|ensurepip|turtledemo|__pycache__|site-packages|config-[^/]*)$/;

function installPython(folder: string, python: string): void {
  const described = execFileSync(python, ["-c", DESCRIBE], { encoding: "utf8" });
  const { executable, standardLibrary, packages } = JSON.parse(described) as Interpreter;
  installProgram(folder, executable, executable);
  symlinkSync(executable, path.join(folder, "usr/bin/python3"));
  const library = path.join(folder, standardLibrary);
  const filter = (source: string) => !LEFT_OUT.test(source);
  cpSync(standardLibrary, library, { recursive: true, filter });
  cpSync(packages, path.join(library, "site-packages"), { recursive: true });
  compile(python, folder, library);
  installLibrariesOf(folder, globSync(path.join(standardLibrary, "lib-dynload/*.so")));
}

/**
 * So that no container compiles all that it imports, each time: two thirds of what an engine takes to start. Whether a
 * source has changed since is not asked, because layers have no times.
 */
function compile(python: string, folder: string, library: string): void {
  const options = ["-qq", "-f", "--invalidation-mode", "unchecked-hash", "-s", folder, "-p", "/"];
  execFileSync(python, ["-m", "compileall", ...options, library]);
}
