/** The text of a kubeconfig with one cluster and one user, who has a token unless the members say otherwise. */
export function kubeconfigText(cluster: object, user: object = { token: "t" }): string {
  return JSON.stringify({
    clusters: [{ name: "c", cluster }],
    users: [{ name: "u", user }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });
}
