import type { JsonObject } from "../../kubernetes/json.ts";
import { type DirectoryKind, MemoryDirectory, readIdentity } from "../memory-directory.ts";
import type { ResourceSink } from "../watch/resource.ts";

export interface LayerOptions {
  readonly kind: DirectoryKind;
  /** Called after each change; with `undefined` after a complete list. */
  readonly onChange: (object: JsonObject | undefined) => void;
}

/**
 * The cache of one watch. Each watch has its own, so that an object that leaves one selector stays while another
 * still shows it, and so that watches at different resourceVersions cannot overwrite each other.
 */
export class WatchedLayer implements ResourceSink {
  readonly #options: LayerOptions;
  #memory = new MemoryDirectory();
  #draft = new MemoryDirectory();

  constructor(options: LayerOptions) {
    this.#options = options;
  }

  get memory(): MemoryDirectory {
    return this.#memory;
  }

  beginList(): void {
    this.#draft = new MemoryDirectory();
  }

  listed(object: JsonObject, excess?: string): void {
    this.#draft.set(this.#options.kind, object, excess);
  }

  endList(): void {
    this.#memory = this.#draft;
    this.#draft = new MemoryDirectory();
    this.#options.onChange(undefined);
  }

  changed(object: JsonObject, excess?: string): void {
    this.#memory.set(this.#options.kind, object, excess);
    this.#options.onChange(object);
  }

  deleted(object: JsonObject): void {
    const { namespace, name } = readIdentity(object);
    this.#memory.delete(this.#options.kind, namespace, name);
    this.#options.onChange(object);
  }
}
