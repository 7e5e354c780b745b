#!/bin/sh
# Shows the injector at work in a kind cluster of its own: builds the image, installs the chart, and creates a pod.
#
#   manifests/kind/up.sh      again: brings up to date what has changed
#   manifests/kind/down.sh    removes the cluster
#
# CLUSTER names the cluster (default: model-express-injector).
set -eu

cluster=${CLUSTER:-model-express-injector}
name=model-express-injector
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..

step() { printf '\n==> %s\n' "$*"; }
fail() {
  printf 'up.sh: %s\n' "$*" >&2
  exit 1
}
need() { command -v "$1" >/dev/null || fail "$1 is not installed; it $2"; }
on_cluster() { kubectl --context "kind-$cluster" "$@"; }

need docker "builds the image and runs the cluster's node: https://docs.docker.com/engine/install"
need kind "makes the cluster: https://kind.sigs.k8s.io"
need kubectl "talks to the cluster: https://kubernetes.io/docs/tasks/tools"
need helm "installs the chart: https://helm.sh"
docker info >/dev/null 2>&1 || fail "docker does not answer; start it, then run this again"

step "The cluster $cluster"
if kind get clusters 2>/dev/null | grep -qx "$cluster"; then
  echo "is there already"
else
  kind create cluster --name "$cluster" --config "$here/kind.yaml" --wait 2m
fi

step "The image"
docker build --tag "$name:kind" "$root"
# A tag that changes with the content, so that Kubernetes restarts what has changed, and nothing else.
tag=kind-$(docker image inspect --format '{{.Id}}' "$name:kind" | sed 's/^sha256://' | cut -c 1-12)
docker tag "$name:kind" "$name:$tag"
kind load docker-image "$name:$tag" --name "$cluster"

step "The chart"
helm upgrade "$name" "$root/manifests/chart" --install --kube-context "kind-$cluster" \
  --namespace "$name" --create-namespace --set "image.tag=$tag" --wait --timeout 5m

step "A stand-in for a Model Express"
on_cluster apply -f "$here/instance.yaml"
on_cluster rollout status deployment/model-express --namespace inference --timeout 3m

# Until the API server has learnt of the registration and its CA, it lets pods through without asking.
step "The webhook answers"
on_cluster delete -f "$here/worker.yaml" --ignore-not-found
tries=60
until on_cluster create --dry-run=server -f "$here/worker.yaml" -o yaml | grep -q 'modelexpress.nvidia.com/status'; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || fail "it does not; see: kubectl --context kind-$cluster logs --namespace $name \
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
