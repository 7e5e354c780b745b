"""Stands in for `python3 -m dynamo.vllm` and `dynamo.trtllm`: finds the model as an engine does, through the Hugging Face cache, reads it, serves."""
import argparse, hashlib, http.server, os, subprocess, sys

parser = argparse.ArgumentParser()
parser.add_argument("--model", "--model-path", required=True)
parser.add_argument("--revision")
parser.add_argument("--once", action="store_true", help="end instead of serving")
parser.add_argument("--distributed-executor-backend")
args, _ = parser.parse_known_args()

import huggingface_hub

try:
    snapshot = huggingface_hub.snapshot_download(args.model, revision=args.revision)
except Exception as error:
    print(f"FAILED {type(error).__name__}: {error}", flush=True)
    sys.exit(1)
digest, size = hashlib.sha256(), 0
for root, folders, names in os.walk(snapshot):
    folders.sort()
    for name in sorted(names):
        with open(os.path.join(root, name), "rb") as file:
            content = file.read()
        digest.update(content)
        size += len(content)
print(f"READ {args.model} {os.path.basename(snapshot)} {size} {digest.hexdigest()}", flush=True)
if args.distributed_executor_backend == "ray":
    command = [sys.executable, "-m", "dynamo.vllm", "--model", args.model, "--once"]
    subprocess.run(["ray", "ranks", *command], check=True)
if not args.once:
    http.server.HTTPServer(("", 9090), http.server.SimpleHTTPRequestHandler).serve_forever()
