"""Reads a list of files, and a name; prints for each whether it parses, whether the name is code, and its strings."""

import ast
import json
import sys

request = json.load(sys.stdin)
NAME = request["name"]
answer = {}
for path in request["files"]:
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        answer[path] = {"error": str(error), "hits": 0, "strings": []}
        continue
    hits = 0
    strings = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                strings.append(node.value)
            continue
        for field in ("id", "attr", "arg", "name", "asname", "module", "names"):
            hits += getattr(node, field, None) == NAME
    answer[path] = {"error": None, "hits": hits, "strings": strings}
json.dump(answer, sys.stdout)
