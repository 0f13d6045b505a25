"""Reads TOML and XML files, and a name; prints for each whether it parses, and whether the name is more than a text.

A name is more than a text if it is a key, an element or an attribute, if a value begins with it (every text begins with
its word: what begins with the name has left its place), and if what reads the file evaluates it: `${name}` in a Maven
POM, `$(name)` in an MSBuild project.
"""

import json
import re
import sys
import tomllib
import xml.parsers.expat

request = json.load(sys.stdin)
NAME = request["name"]
# Commands, or names of functions, that package managers run.
RUN = {"scripts", "entry-points", "gui-scripts", "build-backend"}


def broke_out(text):
    return text.strip().startswith(NAME)


def hits_in(value, is_run):
    if isinstance(value, dict):
        return sum(broke_out(key) + hits_in(each, is_run or key in RUN) for key, each in value.items())
    if isinstance(value, list):
        return sum(hits_in(each, is_run) for each in value)
    if isinstance(value, str):
        return broke_out(value) or is_run and NAME in value
    return 0


def read_toml(text, _path):
    return hits_in(tomllib.loads(text), False)


def read_xml(text, path):
    opening = r"\$\{" if path.endswith("pom.xml") else r"[$@%]\("
    evaluates = re.compile(opening + r"[^})]*" + NAME)
    hits = 0
    data = []

    def see(is_hit):
        nonlocal hits
        hits += bool(is_hit)

    def text_ended():
        whole = "".join(data)
        see(broke_out(whole) or evaluates.search(whole))
        data.clear()

    def start(name, attributes):
        text_ended()
        see(name == NAME)
        for key, value in attributes.items():
            see(key == NAME or broke_out(value) or evaluates.search(value))

    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: text_ended()
    parser.CharacterDataHandler = data.append
    parser.ProcessingInstructionHandler = lambda target, content: see(NAME in target + content)
    parser.EntityDeclHandler = lambda *_entity: see(True)
    parser.Parse(text.encode(), True)
    return hits


answer = {}
for path in request["files"]:
    with open(path, encoding="utf-8", newline="") as file:
        content = file.read()
    try:
        hits = (read_toml if path.endswith(".toml") else read_xml)(content, path)
        answer[path] = {"error": None, "hits": hits, "strings": []}
    except (tomllib.TOMLDecodeError, xml.parsers.expat.ExpatError, ValueError) as error:
        answer[path] = {"error": str(error), "hits": 0, "strings": []}
json.dump(answer, sys.stdout)
