# Copyright (c) 2026 The Quanta developers. MIT licence.
"""JSON-RPC over HTTP, at two levels: raw HTTP exchanges, and calls that return results or raise RpcError."""

import base64
import http.client
import itertools
import json
from decimal import Decimal

from .wait import TIME_FACTOR

CALL_SECONDS = 120


class RpcError(Exception):
    """The error object of a reply, and the HTTP status it came with."""

    def __init__(self, code, message, status=None):
        super().__init__(f"{message} ({code})")
        self.code = code
        self.message = message
        self.status = status


class Reply:
    """One HTTP reply: status, headers with lower-case names, and body as bytes."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        """The body parsed: fractions as Decimal with all their digits, keys in the order they came."""
        return json.loads(self.body, parse_float=Decimal)


def to_json(value):
    """`value` as JSON text. Unlike json.dumps it writes a Decimal, as the number it is."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{to_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(to_json(item) for item in value) + "]"
    return json.dumps(value)


class Http:
    """Exchanges with the RPC port. Every request has a connection of its own unless `keep` is used."""

    def __init__(self, port, credentials, host="127.0.0.1"):
        self.host = host
        self.port = port
        self.credentials = credentials

    def authorization(self):
        """The header that lets a request in; `credentials` is `user:password` or a function giving it."""
        text = self.credentials() if callable(self.credentials) else self.credentials
        return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()} if text else {}

    def connect(self, seconds=CALL_SECONDS):
        return http.client.HTTPConnection(self.host, self.port, timeout=seconds * TIME_FACTOR)

    def request(self, body, path="/", method="POST", headers=None, connection=None):
        """Sends `body` and returns the Reply. `headers` replaces the authorization when given."""
        own = connection is None
        connection = connection or self.connect()
        try:
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, path, data, self.authorization() if headers is None else headers)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, found, answer.read())
        finally:
            if own:
                connection.close()


class Rpc:
    """Calls methods: `rpc.getblock(hash, 2)` or, with names, `rpc.getblock(blockhash=hash)`.

    Where both are given the positional ones go in as `args`, as the server expects.
    """

    ids = itertools.count(1)

    def __init__(self, http, path="/"):
        self.http = http
        self.path = path

    def __getattr__(self, method):
        if method.startswith("_"):
            raise AttributeError(method)
        return lambda *params, **named: self.call(method, *params, **named)

    def envelope(self, method, params, named):
        if named and params:
            named = {"args": list(params), **named}
        return {"jsonrpc": "2.0", "id": next(self.ids), "method": method, "params": named or list(params)}

    def call(self, method, *params, **named):
        """The result of one call; RpcError when the server answers with an error."""
        sent = self.envelope(method, params, named)
        reply = self.http.request(to_json(sent), self.path)
        if reply.status in (401, 403) or not reply.body:
            raise RpcError(None, f"HTTP status {reply.status}", reply.status)
        return self.unwrap(sent, reply.json(), reply.status)

    def batch(self, calls):
        """Results and RpcErrors of `calls`, each (method, parameter...), sent as one request."""
        sent = [self.envelope(method, params, {}) for method, *params in calls]
        reply = self.http.request(to_json(sent), self.path)
        answers = {answer["id"]: answer for answer in reply.json()}
        found = []
        for one in sent:
            try:
                found.append(self.unwrap(one, answers[one["id"]], reply.status))
            except RpcError as error:
                found.append(error)
        return found

    @staticmethod
    def unwrap(sent, answer, status):
        error = answer.get("error")
        if error is not None:
            raise RpcError(error["code"], error["message"], status)
        if answer.get("id") != sent["id"]:
            raise RpcError(None, f"reply to {answer.get('id')}, asked {sent['id']}", status)
        return answer["result"]
