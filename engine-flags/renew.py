"""Writes the flag tables of the engines: src/injection/command/engines/*.ts.

Run it as `npm run engine-flags`. It needs Python 3.10 or newer with pip, network access to a package index, and about
2 GB of disk for a while. To renew, add the versions below; old ones stay, because clusters run them.
"""

import datetime
import re
import subprocess
import sys
import tempfile
import textwrap
import zipfile
from pathlib import Path

from read_parsers import Flags, read

TABLES = Path(__file__).parent.parent / "src/injection/command/engines"

VLLM = ["0.33.0", "0.20.2", "0.11.0", "0.9.2"]
SGLANG = ["0.5.23", "0.5.6", "0.4.10.post2"]
DYNAMO = ["1.6.1", "1.0.2", "0.7.1", "0.4.1"]
TOKENSPEED = ["0.1.1"]

# What the source does not show: `nargs` that code deletes later, choices that code computes.
# Checked against the real parser of vllm 0.33.0 (435 flags; see docs/offline.md).
VLLM_CORRECTIONS = {
    "--allowed-headers": ("text", ""),
    "--allowed-methods": ("text", ""),
    "--allowed-origins": ("text", ""),
    "--linear-backend": ("choice", ""),
    "--logging-config": ("text", ""),
    "--max-lora-rank": ("number", ""),
    "--middleware": ("text", ""),
    "--moe-backend": ("choice", ""),
    "--sparse-indexer-topk-backend": ("choice", ""),
    "--help": ("switch", ""),
    "-h": ("switch", ""),
    # The Rust front end `vllm-rs serve --help`, 0.33.0.
    "--engine-ready-timeout-secs": ("number", ""),
    "--http-timeout-keep-alive": ("number", ""),
    "--handshake-host": ("text", ""),
    "--handshake-port": ("number", ""),
    "--python": ("text", ""),
}

# `sglang serve` reads it before its parser (`cli/serve.py`, 0.5.23).
SGLANG_CORRECTIONS = {"--model-type": ("text", "")}


def read_vllm(package, flags):
    root = package / "vllm"
    frontends = [root / "entrypoints/common/cli_args.py", root / "entrypoints/openai/cli_args.py"]
    files = [root / "engine/arg_utils.py", root / "entrypoints/cli/serve.py", *frontends, *root.glob("config/*.py")]
    files += [root / "config.py", root / "utils/__init__.py"]
    read([f for f in files if f.exists()], flags, ["FrontendArgs"])
    flags.flags.update(VLLM_CORRECTIONS)


def read_sglang(package, flags):
    root = package / "sglang/srt"
    fields = sorted(root.glob("arg_groups/fields/*.py"))
    classes = [name for f in fields for name in re.findall(r"^class (\w+)\(msgspec.Struct", f.read_text(), re.M)]
    read([root / "server_args.py", *fields], flags, classes)
    flags.flags.update(SGLANG_CORRECTIONS)


BACKENDS = ("common", "vllm", "sglang", "trtllm", "tokenspeed", "llama_cpp")


def read_dynamo(package, flags):
    root = package / "dynamo"
    files = [f for b in BACKENDS for f in sorted((root / b).rglob("*.py"))]
    read([f for f in files if "tests" not in f.parts and "omni" not in f.parts], flags)


def read_tokenspeed(package, flags):
    read([package / "tokenspeed/runtime/utils/server_args.py"], flags)


ENGINES = [
    ("vllm", VLLM, read_vllm),
    ("sglang", SGLANG, read_sglang),
    ("ai-dynamo", DYNAMO, read_dynamo),
    ("tokenspeed", TOKENSPEED, read_tokenspeed),
]


def main():
    for package, versions, reader in ENGINES:
        flags = Flags()
        for version in versions:
            with tempfile.TemporaryDirectory() as folder:
                reader(download(package, version, Path(folder)), flags)
        write(package, versions, flags)


def download(package, version, folder):
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*pip, "--dest", str(folder), f"{package}=={version}"], check=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "source", [n for n in archive.namelist() if n.endswith(".py")])
    return folder / "source"


KINDS = [
    ("switches", ("switch", "")),
    ("numbers", ("number", "")),
    ("choices", ("choice", "")),
    ("texts", ("text", "")),
    ("manyNumbers", ("number", "*")),
    ("manyChoices", ("choice", "*")),
    ("manyTexts", ("text", "*")),
]


def write(package, versions, flags):
    name = package.removeprefix("ai-")
    date = datetime.date.today().isoformat()
    lines = [
        f"// Written by engine-flags/renew.py on {date} from the Python package {package}, versions",
        f"// {', '.join(versions)}. Do not edit.",
        'import { flagTable } from "./flag-table.ts";',
        "",
        f"export const {name.upper()} = flagTable({{",
    ]
    for key, kind in KINDS:
        lines += words(key, sorted(f for f, k in positive(flags.flags) if normal(k) == kind))
    lines += words("variables", [f"{v}={f}" for v, f in sorted(flags.variables.items())])
    lines.append("});")
    (TABLES / f"{name}.ts").write_text("\n".join(lines) + "\n")
    print(f"{package}: {len(flags.flags)} flags, {len(flags.variables)} variables")


def normal(kind):
    """A value that may be left out is read like any number of values."""
    return kind if kind[1] != "?" else (kind[0], "*")


def positive(flags):
    """`--no-x` is left out beside `--x`: the reader knows the rule."""
    for flag, kind in flags.items():
        if not (flag.startswith("--no-") and "--" + flag[5:] in flags):
            yield flag, kind


def words(key, items):
    if not items:
        return []
    return [f"  {key}: `", *("    " + line for line in textwrap.wrap(" ".join(items), 114, break_long_words=False, break_on_hyphens=False)), "  `,"]


if __name__ == "__main__":
    main()
