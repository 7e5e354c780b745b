# Runs the text of a ConfigMap, $0, if its SHA-256 is $1, so a changed text does not run. Otherwise pulls without the
# checks of pull.sh, because no pod waits for a ConfigMap. Pods carry this without comments and indentation.
text=$(cat /model-express-pull/pull.sh) && [ "$(printf '%s\n' "$text" | sha256sum)" = "$1  -" ] && exec /bin/sh -c "$text"
say() { printf 'model-express-pull: %s\n' "$(printf %s "$*" | tr -cd ' -~')"; }
say "WARNING: ConfigMap $0 is missing or changed: pulling without its checks. Delete it, and the controller writes it again"
export LC_ALL=C
pull() {
  name=${1%@main} rev=''
  # Names become paths and arguments.
  case $name in
    '' | [./-]* | *@[./-]* | *..* | *[!A-Za-z0-9._/:+=,%#@-]*) out='not a model'; return 2 ;;
    *://*) ;;
    *@*) rev=${name#*@} name=${name%%@*} ;;
  esac
  out=$(timeout -k 9 "$MX_PULL_TIMEOUT" "${MX_PULL_CLI:-/app/modelexpress-cli}" model download --strategy server-only "$name" ${rev:+--revision "$rev"} 2>&1) || return
  # Containers that are offline look for this file. One that is there stays.
  sha=${out##*Resolved revision: } ref=$MODEL_EXPRESS_CACHE_DIRECTORY/models--$(echo "$name" | sed 's|/|--|g')/refs/${rev:-main}
  sha=${sha%%[!0-9a-f]*}
  [ ${#sha} != 40 ] || [ -e "$ref" ] || { mkdir -p "${ref%/*}" && set -C && printf %s "$sha" >"$ref"; } || :
}
pull_all() {
  i=0 code=0 model=
  while eval "[ \${MX_PULL_MODEL_$i+x} ] && model=\$MX_PULL_MODEL_$i"; do
    pull "$model" || { code=$?; say "FAILED: $model: $(printf %s "$out" | tail -c 500)"; }
    i=$((i+1))
  done
  [ "${MX_PULL_FAILURE-}" != continue ] || exit 0
  exit $code
}
# The first process of a container gets no signal without a trap, and a shell answers none while a foreground child
# runs. The kernel ends the rest with it.
trap 'say "stopped by a signal"; exit 143' TERM INT
pull_all &
wait $!
