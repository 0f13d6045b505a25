"""A pytest plugin: writes what became of each test, one JSON object a line, to the file of KILN_OUTCOMES."""

import json
import os


class Outcomes:
    def __init__(self, path):
        self.path = path
        self.known = {}

    def pytest_runtest_logreport(self, report):
        if report.when != "call" and report.outcome == "passed":
            return
        message = getattr(getattr(report.longrepr, "reprcrash", None), "message", str(report.longrepr))
        if report.nodeid not in self.known or report.outcome == "failed":
            self.known[report.nodeid] = {
                "name": report.nodeid,
                "outcome": report.outcome,
                "why": "" if report.outcome == "passed" else message,
            }

    def pytest_sessionfinish(self):
        with open(self.path, "w", encoding="utf-8") as file:
            for outcome in self.known.values():
                file.write(json.dumps(outcome) + "\n")


def pytest_configure(config):
    # xdist's workers report to the process that started them.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes(os.environ["KILN_OUTCOMES"]))
