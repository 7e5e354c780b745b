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

CONTEXT=kind-$cluster TAG=$tag exec "$here/install.sh"
