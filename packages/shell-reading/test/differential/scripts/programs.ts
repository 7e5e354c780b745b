// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import { call, join, literal, name, one, type Shapes, type Texts, type Tie } from "./texts.ts";

const starts = one(
  "sh s.sh 1",
  "chmod +x s.sh; ./s.sh 2",
  ". ./s.sh",
  "./s.sh",
  "chmod 755 s.sh && exec ./s.sh 3",
  "sh <s.sh",
  "nohup sh s.sh",
);

/** Engines, and the scripts that another shell reads. */
export const programs = (tie: Tie, shell: string): Shapes => {
  const plain: Texts = tie.condition.filter((text) => !text.includes("'"));
  const sh = one(shell);
  return {
    posix: [
      [6, join`vllm serve ${tie.word} ${tie.word}`],
      [2, join`python3 -m dynamo.vllm --model ${tie.word}`],
      [1, join`CMD="vllm serve ${literal} $${name}"; $CMD ${tie.word}`],
      [1, join`set -- vllm serve ${tie.word}; ${one('"$@"', 'exec "$@"', '"$@" more', "$*")}`],
      [
        1,
        join`eval "${one("A=1", "vllm serve $A", "X=\\$B", "vllm serve '$M'", "set -- $M", "for X in a b; do vllm \\$X; done")}"`,
      ],
      [1, call(one('eval "f x"'))],
      [1, join`X='vllm serve "$A"'; eval "$X" ${literal}`],
      [1, join`${sh} -c 'vllm sh "$A" "$0" "$1"; ${plain}' z ${tie.word}`],
      [1, join`${sh} -c "vllm sh ${name} \\"\\$1\\"" z ${tie.word}`],
      [
        1,
        join`${sh} -${one("ec", "uc", "exc", "c -e", "ac")} 'vllm a; false; vllm b $NONE; A=1; ${sh} -c "vllm c \\$A"'`,
      ],
      [1, join`${sh} <<'E'\nvllm serve "$M" ${tie.word}\nE`],
      [1, join`${sh} <<E\nvllm serve "${tie.expansion}" \\$A\nE`],
      [1, join`${sh} -s ${tie.word} <<'E'\nvllm serve "$1" "$#"\nE`],
      [1, join`cat <<-E | ${sh}\n\tvllm serve ${literal} $${name}\n\tE`],
      [1, join`echo "vllm serve ${literal}" | ${sh}`],
      [1, join`cat > s.sh <<'E'\nvllm file $A "$1"\nX=${literal}\nE\n${starts}`],
      [1, join`cat <<E > s.sh\n#!/bin/sh\nvllm file2 ${tie.expansion} "\\$1"\nexit 3\nE\n${starts}`],
      [1, join`{ echo 'X=${literal}'; echo "vllm serve $${name} \\$X"; } > s.sh; ${starts}`],
      [1, join`echo 'vllm serve ${literal}' > t.sh; ${one("", "echo 'vllm more' >> t.sh; ")}sh ./t.sh`],
      [1, join`printf '%s\\n' "vllm serve ${literal}" 'vllm $A' | tee t.sh > /dev/null; sh t.sh`],
      [1, join`echo ${tie.word} ${literal} | xargs ${one("", "-n1", "-n 1", "-I{}", "-r", "-n 2")} vllm x {}`],
      [1, join`echo ${literal} | xargs -I{} sh -c 'vllm xs {} "$A"'`],
      [
        1,
        join`${one("env X=1", "timeout 9", "nohup", "env -u A", "command", "exec env", "env A=q B=r", "timeout -k 1 9", "nice -n 1", "exec timeout 9", "exec nohup")} ${one("vllm w", "sh -c 'vllm w $X$A'")} ${tie.word}`,
      ],
      [1, join`env -S "vllm s ${literal}" ${tie.word}`],
      [1, join`command -v vllm >/dev/null && vllm ${literal}`],
      [1, join`alias ${one("v='vllm a'", "vllm='vllm al'")}; v ${literal}`],
      [1, join`vllm serve ${tie.word} 2>&1 | tee -a log.txt`],
      [1, join`vllm serve ${literal} > /dev/null 2>&1 < /dev/null`],
    ],
    bash: [
      [1, join`CMD=(vllm serve ${tie.word}); CMD+=(--k ${literal}); "\${CMD[@]}"`],
      [1, join`ARGS=(--a ${literal}); ${tie.condition} && ARGS+=(--b ${tie.word}); vllm serve "\${ARGS[@]}"`],
      [1, join`bash -c 'vllm bash "\${A^^}" "$@"' z ${tie.word}`],
      [1, join`bash <(echo 'vllm serve ${literal}')`],
      [1, join`bash <<< "vllm serve ${literal} $${name}"`],
      [
        1,
        join`bash -${one("xc", "euo pipefail -c", "ceu", "O extglob -c")} 'vllm ${literal} "$0"; false | true; vllm on'`,
      ],
      [1, join`vllm serve ${literal} &> /dev/null`],
      [1, join`vllm serve ${literal} > >(cat)`],
      [1, join`exec -a name vllm serve ${literal}`],
    ],
  };
};
