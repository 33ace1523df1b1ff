#!/usr/bin/env python3
"""A server that answers as Azure OpenAI does, where llmock does not: paths and headers, sliding windows, filters, stalls.

usage: tests/azure_server/serve.py [--port N] [--window SECONDS=REQUESTS]... [--latency SECONDS] [--key KEY | --token TOKEN]
           [--certificate CHAIN.pem --private KEY.pem]

Prints "READY http://127.0.0.1:PORT" and runs until it is ended. Takes chat requests by deployment (with `api-version`
and the header `api-key`) and in the newer form /openai/v1 (with `api-key` or a bearer token). Requests are counted in
sliding windows; one too many is refused with `retry-after` in seconds, rounded up, and `retry-after-ms`. Headers tell the
shortest window's limit as if it were a minute's, which is the trap. What a prompt holds decides the rest:

  FILTERME      refused by the content filter          STALLONCE     the first answer stops after its first words
  FILTERHALF    the answer is filtered half way        OVERFLOWME    more than 40 passages do not fit

It is a proxy as well, for requests that name a whole address: it answers them itself. GET /journal gives what came in:
time, path, status, host asked for, the request's hash, whether it came as to a proxy, and what let it in there.
"""
import argparse
import collections
import hashlib
import json
import re
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER = '{"statements": []}'
DEPLOYMENT = re.compile(r"^/openai/deployments/[\w.-]+/chat/completions\?api-version=\d{4}-\d\d-\d\d(-preview)?$")
NEWER = "/openai/v1/chat/completions"


class Azure(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200

    def __init__(self, options):
        super().__init__(("127.0.0.1", options.port), Handler)
        self.options = options
        self.windows = [(float(length), int(most)) for length, most in (w.split("=") for w in options.window)]
        self.counted = collections.deque()
        self.stalled = set()
        self.journal = []
        self.lock = threading.Lock()

    def handle_error(self, *_):
        """Clients that leave, or do not trust the certificate, are no news."""

    def admit(self):
        """None, or how long to wait; and the headers."""
        with self.lock:
            now = time.monotonic()
            wait = 0.0
            for length, most in self.windows:
                inside = [then for then in self.counted if now - then < length]
                if len(inside) >= most:
                    wait = max(wait, inside[len(inside) - most] + length - now)
            if wait <= 0:
                self.counted.append(now)
            headers = {}
            if self.windows:
                length, most = min(self.windows)
                left = max(0, most - sum(now - then < length for then in self.counted))
                headers = {"x-ratelimit-limit-requests": str(most), "x-ratelimit-remaining-requests": str(left)}
            return (wait if wait > 0 else None), headers


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy = False
    asked = None

    def log_message(self, *_):
        pass

    def note(self, status):
        self.server.journal.append({
            "at": time.monotonic(), "path": self.path, "status": status, "host": self.headers.get("host"),
            "asked": self.asked, "proxy": self.proxy, "login": self.headers.get("proxy-authorization"),
        })

    def reply(self, status, body, headers=None):
        self.note(status)
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path == "/journal":
            data = json.dumps(self.server.journal).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        else:
            self.reply(404, {"error": {"code": "404", "message": "Resource not found"}})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.asked = hashlib.sha256(body).hexdigest()
        self.proxy = self.path.startswith("http://")
        if self.proxy:
            self.path = "/" + self.path.split("/", 3)[3]
        options = self.server.options
        if not DEPLOYMENT.match(self.path) and self.path != NEWER:
            return self.reply(404, {"error": {"code": "404", "message": "Resource not found"}})
        let_in = self.headers.get("api-key") == options.key if options.key else True
        if options.token:
            let_in = self.headers.get("authorization") == f"Bearer {options.token}"
        if not let_in:
            return self.reply(401, {"error": {"code": "401", "message": "Access denied due to invalid subscription key or wrong API endpoint."}})
        wait, headers = self.server.admit()
        if wait is not None:
            headers |= {"retry-after": str(int(wait) + 1), "retry-after-ms": str(int(wait * 1000) + 1)}
            return self.reply(429, {"error": {"code": "429", "message": f"Requests to the ChatCompletions_Create Operation have exceeded call rate limit. Please retry after {int(wait) + 1} seconds."}}, headers)
        time.sleep(options.latency)
        asked = json.loads(body)
        text = "".join(message["content"] for message in asked["messages"])
        if "FILTERME" in text:
            return self.reply(400, {"error": {
                "message": "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
                "type": None, "param": "prompt", "code": "content_filter", "status": 400,
                "innererror": {"code": "ResponsibleAIPolicyViolation", "content_filter_result": {"hate": {"filtered": True, "severity": "high"}}},
            }}, headers)
        if "OVERFLOWME" in text and text.count("\n[") > 40:
            return self.reply(400, {"error": {
                "message": "This model's maximum context length is 4096 tokens. Please reduce the length of the messages.",
                "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded",
            }}, headers)
        finish = "content_filter" if "FILTERHALF" in text else "stop"
        content = ANSWER[:10] if finish == "content_filter" else ANSWER
        usage = {"prompt_tokens": len(body) // 4, "completion_tokens": 6, "total_tokens": len(body) // 4 + 6}
        if not asked.get("stream"):
            message = {"role": "assistant", "content": content}
            choice = {"index": 0, "finish_reason": finish, "message": message}
            return self.reply(200, {"id": "1", "object": "chat.completion", "choices": [choice], "usage": usage}, headers)
        self.note(200)
        self.send_response(200)
        for name, value in {"content-type": "text/event-stream", "connection": "close", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.event({"choices": [], "prompt_filter_results": [{"prompt_index": 0}]})
        self.event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": content[:5]}}]})
        if "STALLONCE" in text:
            with self.server.lock:
                first = text not in self.server.stalled
                self.server.stalled.add(text)
            if first:
                self.rfile.read(1)  # until the client has had enough
                self.close_connection = True
                return
        self.event({"choices": [{"index": 0, "delta": {"content": content[5:]}}]})
        self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        if asked.get("stream_options", {}).get("include_usage"):
            self.event({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def event(self, data):
        self.wfile.write(b"data: " + json.dumps(data).encode() + b"\n\n")
        self.wfile.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--window", action="append", default=[])
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--key", default="")
    parser.add_argument("--token", default="")
    parser.add_argument("--certificate")
    parser.add_argument("--private")
    options = parser.parse_args()
    server = Azure(options)
    scheme = "http"
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.private)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        scheme = "https"
    print(f"READY {scheme}://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


main()
