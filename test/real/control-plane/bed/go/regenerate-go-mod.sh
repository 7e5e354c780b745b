#!/bin/sh
# Writes the module file (and its .sum file beside it) for a Kubernetes version.
#
#   ./regenerate-go-mod.sh v1.37.2               rewrites go.mod: the default version
#   ./regenerate-go-mod.sh v1.34.4 v1.34.4.mod   adds a version to choose by name
#
# Kubernetes' own go.mod replaces every staging module (k8s.io/api, …) by a
# folder, which a dependent cannot: each needs a replacement by its release.
#
# The default has the dependencies of the tests' node, where CoreDNS needs newer
# ones: so Go compiles the packages of Kubernetes once for both. Another version
# has those that it was released with.
set -eu

version=${1:?usage: $0 vMAJOR.MINOR.PATCH [file.mod]}
module_file=${2:-go.mod}
staging_version=v0.${version#v1.}
cd "$(dirname "$0")"

node_go_mod=../../../node/parts/go/go.mod

kubernetes_go_mod=$(cd / && go mod download -json "k8s.io/kubernetes@$version" |
  sed -n 's/.*"GoMod": "\(.*\)",*/\1/p')

second_field_of() { awk -v first="$1" '$1 == first { print $2; exit }' "$kubernetes_go_mod"; }

{
  echo 'module model-express-injector.test/cluster'
  echo
  echo "go $(second_field_of go)"
  echo
  # Defaults that Kubernetes is tested with; a dependency's are not inherited.
  sed -n '/^godebug (/,/^)/p; /^godebug [a-z0-9]/p' "$kubernetes_go_mod"
  echo
  echo 'require ('
  echo "	go.etcd.io/etcd/server/v3 $(second_field_of go.etcd.io/etcd/server/v3)"
  echo "	k8s.io/component-base $staging_version"
  echo "	k8s.io/kubernetes $version"
  echo ')'
  echo
  # "go mod tidy" drops what is not needed.
  if [ "$module_file" = go.mod ]; then sed -n '/^require (/,/^)/p' "$node_go_mod"; fi
  echo
  echo 'replace ('
  sed -n "s#^	\(k8s.io/[a-z0-9-]*\) => ./staging/src/.*#	\1 => \1 $staging_version#p" "$kubernetes_go_mod" | sort -u
  echo ')'
} >"$module_file"

rm -f "${module_file%.mod}.sum"
go mod tidy -modfile="$module_file"
