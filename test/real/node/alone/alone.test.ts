// One file, because none of these can run beside another: they judge, change or restart what all pods on the node depend on.
// The restart comes last, because the product's own containers count it.
import "./install.ts";
import "./webhook.ts";
import "./restart.ts";
