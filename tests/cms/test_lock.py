"""The lock of the image: all that the host project needs when it runs, by hashes, and nothing local."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = (ROOT / "requirements.lock").read_text()
OURS = PROJECT["name"]


def needed(given):
    """The requirements, with those of the extras of ours that they name."""
    for each in map(Requirement, given):
        if each.name == OURS:
            for extra in sorted(each.extras):
                yield from needed(PROJECT["optional-dependencies"][extra])
        else:
            yield each


def locked():
    """The versions of each package; there may be several for different versions of Python."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", LOCK, re.M):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


NEEDED = list(needed([*PROJECT["dependencies"], f"{OURS}[production]"]))


@pytest.mark.parametrize("requirement", NEEDED, ids=str)
def test_the_lock_has_what_the_image_needs(requirement):
    versions = locked()[canonicalize_name(requirement.name)]

    assert all(requirement.specifier.contains(version, prereleases=True) for version in versions)


def test_each_package_has_a_hash_and_nothing_leads_elsewhere():
    packages = re.split(r"\n(?=\S)", LOCK.strip())

    assert len(packages) > 60
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", package) for package in packages)
    assert not re.search(r"://|index-url|find-links|@|\s/", LOCK)


def test_the_image_has_nothing_of_the_demo_and_of_the_tests():
    extras = PROJECT["optional-dependencies"]
    names = {canonicalize_name(each.name) for each in needed([*extras["demo"], *extras["test"]])}
    wanted = {canonicalize_name(each.name) for each in NEEDED}
    # Installed all the same, as others need it.
    brought = {"django-stubs-ext"}

    assert (names - wanted - brought).isdisjoint(locked())
    assert "--require-hashes" in (ROOT / "Dockerfile").read_text()
