// Makes a node's namespaces, prints its folder, and waits to be killed: node owner.ts
import { makeNamespaces } from "./namespaces.ts";
import { makeNodeDirectory } from "./node-directory.ts";

const directory = await makeNodeDirectory();
const { pid } = await makeNamespaces(directory);
console.log(JSON.stringify({ directory, pid }));
