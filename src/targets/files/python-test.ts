/** The test file of a Python SDK: calls each of its operations on a server on the same machine. */
export function pythonTest(module: string): string {
  return `"""Tests of the client against a server on this machine."""

import importlib
import inspect
import json
import pkgutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pydantic
import pytest

import ${module} as sdk
import ${module}.api
from ${module}.api_client import ApiClient
from ${module}.configuration import Configuration
from ${module}.exceptions import ApiException

MODULES = sorted(m.name for m in pkgutil.walk_packages(sdk.__path__, sdk.__name__ + "."))
APIS = sorted(
    {value for _, value in inspect.getmembers(${module}.api, inspect.isclass) if hasattr(value, "__init__")},
    key=lambda api: api.__name__,
)
OPERATIONS = [
    pytest.param(api, name.removesuffix("_with_http_info"), id=f"{api.__name__}.{name.removesuffix('_with_http_info')}")
    for api in APIS
    for name, _ in inspect.getmembers(api, callable)
    if name.endswith("_with_http_info") and hasattr(api, name.removesuffix("_with_http_info"))
]


@pytest.fixture(scope="module")
def server():
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            requests.append((self.command, self.path))
            body = json.dumps({"message": "out of order"}).encode()
            self.send_response(503)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_TRACE = handle_any

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_address[1]}/base", requests
        http.shutdown()


@pytest.mark.parametrize("name", MODULES)
def test_imports(name):
    importlib.import_module(name)


@pytest.mark.parametrize("api, name", OPERATIONS)
def test_reports_a_failure(api, name, server):
    host, requests = server
    if "_hosts = [\\n" in inspect.getsource(getattr(api, f"_{name}_serialize")):
        pytest.skip("has a server of its own")
    configuration = Configuration(
        host=host, username="me", password="secret", access_token="token", retries=False
    )
    with ApiClient(configuration) as client:
        method = getattr(api(client), name)
        required = [
            parameter
            for parameter in inspect.signature(method).parameters.values()
            if parameter.default is inspect.Parameter.empty
            and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        ]
        for value in ("x", 1, True, "2024-01-02", "2024-01-02T03:04:05Z", "00000000-0000-4000-8000-000000000000"):
            requests.clear()
            try:
                with pytest.raises(ApiException) as failure:
                    method(**{p.name: b"x" if "bytes" in str(p.annotation) else value for p in required})
            except (pydantic.ValidationError, ValueError):
                continue
            if failure.value.status == 0 and not requests:
                pytest.skip("needs a body")
            assert failure.value.status == 503
            assert [path.startswith("/base/") for _, path in requests] == [True]
            return
        pytest.skip("needs more than plain values")
`;
}
