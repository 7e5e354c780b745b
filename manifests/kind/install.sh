#!/bin/sh
# Installs the chart into the cluster of a kubectl context, and shows how a pod is injected. up.sh runs it in a kind cluster,
# `npm run node` on a node of its own. Again: brings up to date what has changed.
#
# CONTEXT names the context, TAG the tag of the image model-express-injector that the cluster's node has.
set -eu

name=model-express-injector
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..

step() { printf '\n==> %s\n' "$*"; }
fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}
on_cluster() { kubectl --context "$CONTEXT" "$@"; }

step "The chart"
helm upgrade "$name" "$root/manifests/chart" --install --kube-context "$CONTEXT" \
  --namespace "$name" --create-namespace --set "image.tag=$TAG" --wait --timeout 5m

step "A stand-in for a Model Express"
on_cluster apply -f "$here/instance.yaml"
on_cluster rollout status deployment/model-express --namespace inference --timeout 3m

# Until the API server has learnt of the registration and its CA, it lets pods through without asking.
step "The webhook answers"
on_cluster delete -f "$here/worker.yaml" --ignore-not-found
tries=60
until on_cluster create --dry-run=server -f "$here/worker.yaml" -o yaml | grep -q 'modelexpress.nvidia.com/status'; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || fail "it does not; see: kubectl --context $CONTEXT logs --namespace $name \
--selector app.kubernetes.io/name=$name --prefix"
  sleep 1
done
echo "yes"

step "A worker, and what it found"
on_cluster create -f "$here/worker.yaml"
on_cluster wait pod/worker --namespace inference --for=jsonpath='{.status.phase}'=Succeeded --timeout 2m
on_cluster logs worker --namespace inference

step "What was injected"
on_cluster get pod worker --namespace inference -o jsonpath='{.metadata.annotations.modelexpress\.nvidia\.com/status}{"\n"}'

step "What a worker that names a model gets besides (dry run of examples/worker.yaml)"
on_cluster create --dry-run=server -f "$root/examples/worker.yaml" -o jsonpath='{range .spec.initContainers[*]}init container {.name}, image {.image}{"\n"}{range .env[*]}  {.name}={.value}{"\n"}{end}{end}'
