#!/bin/sh
# Removes the cluster that up.sh made. CLUSTER names it (default: model-express-injector).
set -eu

command -v kind >/dev/null || {
  echo "down.sh: kind is not installed; it removes the cluster: https://kind.sigs.k8s.io" >&2
  exit 1
}
kind delete cluster --name "${CLUSTER:-model-express-injector}"
