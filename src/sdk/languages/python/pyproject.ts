import { type Code, code, source } from '../../code/code.ts';
import type { LanguageInput } from '../../language.ts';
import type { PythonNames } from './names.ts';
import { oneLine, tomlString } from './text.ts';

/** `pyproject.toml`: the package, its tools and their settings. */
export function pyproject({ api, target }: LanguageInput, names: PythonNames): Code {
  const { organization, settings } = api;
  const author = oneLine(organization.name);
  const mail =
    organization.contact !== null && /^[^\s@<>"]+@[^\s@<>"]+$/.test(organization.contact)
      ? organization.contact
      : null;
  const { repository } = target;
  const url = `https://${repository.host}/${repository.owner}/${repository.name}`;
  return code`
    [project]
    name = ${tomlString(distributionName(names.distribution))}
    version = ${tomlString(pep440(target.packageVersion))}
    description = ${tomlString(`Python library of the ${oneLine(api.info.title) || names.client} API`)}
    readme = "README.md"
    ${settings.license.contents === null && settings.license.spdx !== '' ? code`license = ${tomlString(settings.license.spdx)}` : null}
    authors = [{ name = ${tomlString(author)}${mail === null ? source('') : code`, email = ${tomlString(mail)}`} }]
    requires-python = ">=3.9"
    dependencies = [
        "httpx>=0.23.0,<1",
        "pydantic>=1.9.0,<3",
        "typing-extensions>=4.14,<5",
        "anyio>=3.5.0,<5",
        "distro>=1.7.0,<2",
        "sniffio",
    ]
    classifiers = [
        "Typing :: Typed",
        "Intended Audience :: Developers",
        "Operating System :: OS Independent",
        "Programming Language :: Python :: 3",
        "Topic :: Software Development :: Libraries :: Python Modules",
        ${settings.pythonLicenseClassifier === null ? null : code`${tomlString(settings.pythonLicenseClassifier)},`}
    ]

    [project.optional-dependencies]
    aiohttp = ["aiohttp", "httpx_aiohttp>=0.1.9"]

    [project.urls]
    Repository = ${tomlString(url)}

    [dependency-groups]
    dev = [
        "basedpyright>=1.31,<2",
        "pytest>=8,<9",
        "pytest-asyncio>=1,<2",
        "pytest-xdist>=3.6,<4",
        "ruff>=0.12,<1",
    ]

    [build-system]
    requires = ["hatchling>=1.26,<2"]
    build-backend = "hatchling.build"

    [tool.hatch.build.targets.wheel]
    packages = [${tomlString(`src/${names.package}`)}]

    [tool.hatch.build.targets.sdist]
    include = ["/src", "/tests", "/examples", "/*.md", "/LICENSE", "/pyproject.toml"]

    [tool.pytest.ini_options]
    testpaths = ["tests"]
    addopts = "--tb=short"
    asyncio_mode = "auto"
    xfail_strict = true
    filterwarnings = ["error"]

    [tool.ruff]
    line-length = 120
    target-version = "py39"
    output-format = "concise"

    [tool.ruff.lint]
    select = ["B", "E4", "E7", "E9", "F", "T20", "PLE", "W6"]
    ignore = [
        "B006", # mutable defaults are never changed
        "B905", # \`zip(strict=)\` is newer than Python 3.9
        "E721", # types are compared by design
    ]

    [tool.pyright]
    include = ["src", "tests"]
    pythonVersion = "3.9"
    typeCheckingMode = "standard"
    reportOverlappingOverload = false
    reportPrivateUsage = false
    reportIncompatibleVariableOverride = false
    reportIncompatibleMethodOverride = false
  `;
}

/** A name that the package index takes: letters, digits, \`.\`, \`_\`, \`-\`. */
export function distributionName(given: string): string {
  const plain = given.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  return plain === '' ? 'sdk' : plain;
}

/** A semantic version in the form of PEP 440: `1.2.0-beta.3` → `1.2.0b3`. */
export function pep440(version: string): string {
  const parts = /^(\d+\.\d+\.\d+)(?:-([0-9A-Za-z.-]+))?/.exec(version);
  if (parts === null) return '0.0.1';
  const [, core = '0.0.1', pre] = parts;
  if (pre === undefined) return core;
  const known = /^(alpha|a|beta|b|rc|pre|preview)[.-]?(\d*)$/i.exec(pre);
  if (known === null)
    return `${core}.dev0+${pre
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '.')
      .replaceAll(/^\.+|\.+$/g, '')}`;
  const mark =
    { alpha: 'a', a: 'a', beta: 'b', b: 'b', rc: 'rc', pre: 'rc', preview: 'rc' }[
      known[1]?.toLowerCase() ?? 'b'
    ] ?? 'b';
  return `${core}${mark}${known[2] === '' ? '0' : Number(known[2])}`;
}
