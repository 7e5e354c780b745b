"""Parses command lines with the engines' own argument parsers.

Reads `[{"argv": [...], "env": {...}}]` from standard input, and writes a list as long: `{"values": {name: text}}`, or
`{"error": text}` for what the parser refuses. `python3 parse.py SOURCES`: the folder of the packages' sources.
"""

import argparse
import asyncio
import contextlib
import functools
import io
import json
import os
import sys

import stand_ins

REAL = [
    *("vllm.version", "vllm._version", "vllm.envs", "vllm.logger", "vllm.utils", "vllm.utils.argparse_utils"),
    *("vllm.config", "vllm.config.*", "vllm.engine", "vllm.engine.arg_utils"),
    *("vllm.entrypoints", "vllm.entrypoints.common", "vllm.entrypoints.common.cli_args"),
    *("vllm.entrypoints.cli", "vllm.entrypoints.cli.types", "vllm.entrypoints.cli.serve"),
    *("sglang.srt", "sglang.srt.server_args", "sglang.srt.environ", "sglang.srt.arg_groups", "sglang.srt.arg_groups.*"),
    *("sglang.srt.utils", "sglang.srt.utils.common", "sglang.srt.utils.network"),
    *("dynamo.common", "dynamo.common.constants", "dynamo.common.utils"),
    *("dynamo.common.utils.namespace", "dynamo.common.utils.output_modalities", "dynamo.common.utils.runtime"),
    *("dynamo.common.configuration", "dynamo.common.configuration.*"),
    *("dynamo.common.config_dump", "dynamo.common.config_dump.*"),
    *("dynamo.vllm", "dynamo.vllm.args", "dynamo.vllm.backend_args", "dynamo.vllm.constants", "dynamo.vllm.envs"),
    *("dynamo.sglang", "dynamo.sglang.args", "dynamo.sglang.backend_args", "dynamo.sglang._compat"),
    *("dynamo.trtllm", "dynamo.trtllm.args", "dynamo.trtllm.backend_args", "dynamo.trtllm.constants"),
    "dynamo.trtllm.dynamic_flags",
]
NATIVE = {"dynamo._core", "dynamo.llm", "dynamo.runtime"}


class Parsed(BaseException):
    """What a parser returned, before its caller goes on to load the model."""

    def __init__(self, values):
        super().__init__()
        self.values = values


@functools.cache
def build_vllm_parser():
    from vllm.entrypoints.cli.serve import ServeSubcommand
    from vllm.utils.argparse_utils import FlexibleArgumentParser

    parser = FlexibleArgumentParser()
    ServeSubcommand().subparser_init(parser.add_subparsers(dest="subparser"))
    return parser


def parse_vllm_serve(argv):
    return build_vllm_parser().parse_args(argv)


def parse_dynamo_vllm(argv):
    from dynamo.vllm.args import _parse_cli_args

    return _parse_cli_args(argv)[1]


@functools.cache
def build_sglang_parser():
    from sglang.srt.server_args import ServerArgs

    parser = argparse.ArgumentParser(prog="sglang serve")
    ServerArgs.add_cli_args(parser)
    return parser


def parse_sglang(argv):
    return build_sglang_parser().parse_args(argv)


def parse_dynamo_sglang(argv):
    from dynamo.sglang.args import parse_args

    parse = argparse.ArgumentParser.parse_args

    def stop(self, *args, **kwargs):
        raise Parsed(parse(self, *args, **kwargs))

    argparse.ArgumentParser.parse_args = stop
    try:
        asyncio.run(parse_args(argv))
    except Parsed as parsed:
        return parsed.values
    finally:
        argparse.ArgumentParser.parse_args = parse
    raise RuntimeError("dynamo.sglang parsed no arguments")


def parse_dynamo_trtllm(argv):
    from dynamo.trtllm.args import parse_args

    return parse_args(argv)


def find_parser(argv):
    """The parser of a process, and its arguments: `vllm serve …`, `sglang serve …` or `python3 -m MODULE …`."""
    if argv[0] == "vllm":
        return parse_vllm_serve, argv[1:]
    if argv[0] == "sglang":
        return parse_sglang, argv[2:]
    modules = {
        "dynamo.vllm": parse_dynamo_vllm,
        "dynamo.sglang": parse_dynamo_sglang,
        "dynamo.trtllm": parse_dynamo_trtllm,
        "sglang.launch_server": parse_sglang,
    }
    return modules[argv[argv.index("-m") + 1]], argv[argv.index("-m") + 2 :]


def parse(argv, env):
    os.environ.update(env)
    errors = io.StringIO()
    try:
        parser, words = find_parser(argv)
        with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(errors):
            return {"values": {name: repr(value) for name, value in vars(parser(words)).items()}}
    except SystemExit:
        return {"error": errors.getvalue().strip().splitlines()[-1]}
    except ValueError as error:
        return {"error": str(error)}
    finally:
        for name in env:
            del os.environ[name]


def main():
    sys.path.insert(0, sys.argv[1])
    os.environ["VLLM_LOGGING_LEVEL"] = "ERROR"
    stand_ins.install({"vllm", "sglang", "dynamo"}, REAL, NATIVE)
    import vllm.platforms

    vllm.platforms.current_platform = stand_ins.StandIn()
    vllm.platforms.current_platform.device_type = "cpu"
    print(json.dumps([parse(**command) for command in json.load(sys.stdin)]))


main()
