"""Profiles: the YAML files that say what a simulated NAS is like and what a scan of it must find."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast, get_args

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from tests.lab.contract import Profile, ProfileError, Seed, Vendor

PROFILES = Path(__file__).with_name("profiles")
_VENDORS: tuple[str, ...] = get_args(Vendor)
_COMMON_KEYS = frozenset({"vendor", "about", "truth", "extends"})


def load_profile(name: str) -> Profile:
    """The profile called `name`, or the one in the file `name` (with a `/` or ending in `.yml`).

    With `extends: NAME` it is the profile NAME with its own keys laid over (see `laid_over`).
    ProfileError, with file and line, where it cannot be one.
    """
    file = Path(name) if "/" in name or name.endswith(".yml") else PROFILES / f"{name}.yml"
    tree = _parse(file)
    _refuse_wrong_types(file, tree)
    vendor = cast("Vendor", tree["vendor"])
    known = getattr(_seed_module(vendor), "PROFILE_KEYS", None)
    if known is not None:
        _refuse_unknown_keys(file, tree, _COMMON_KEYS | frozenset(known))
    plain: dict[str, Any] = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    if "extends" in plain:
        base = load_profile(str(plain.pop("extends")))
        plain = laid_over({**base.data, "truth": base.truth}, plain)
    return Profile(file.stem, vendor, plain, plain.pop("truth"), file.absolute())


def laid_over(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `over` laid over it: mappings key by key, all else replaced; a null takes the key away."""
    merged = dict(base)
    for key, value in over.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = laid_over(merged[key], value)
        else:
            merged[key] = value
    return merged


def seed_of(vendor: Vendor) -> Seed:
    """The vendor's `seed`."""
    return cast("Seed", _seed_module(vendor).seed)


def vendor_layer(vendor: Vendor) -> Path:
    """The vendor's static file tree."""
    return Path(__file__).with_name(vendor) / "layer"


def _seed_module(vendor: Vendor) -> Any:
    return importlib.import_module(f"tests.lab.{vendor}.seed")


def _parse(file: Path) -> CommentedMap:
    try:
        tree = YAML(typ="rt").load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        there = ", ".join(sorted(path.stem for path in PROFILES.glob("*.yml"))) or "none"
        raise ProfileError(f"no profile {file.stem}; there are: {there}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{file}: {error}") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProfileError(f"{file}:{line}: {error.problem}") from None
    if not isinstance(tree, CommentedMap):
        raise ProfileError(f"{file}:1: a profile is a mapping with vendor and truth")
    return tree


def _refuse_wrong_types(file: Path, tree: CommentedMap) -> None:
    for key in ("vendor", "truth"):
        if key not in tree:
            raise ProfileError(f"{file}:1: {key} is missing")
    if tree["vendor"] not in _VENDORS:
        raise ProfileError(f"{file}:{_line(tree, 'vendor')}: vendor must be one of {', '.join(_VENDORS)}")
    if not isinstance(tree["truth"], Mapping):
        raise ProfileError(f"{file}:{_line(tree, 'truth')}: truth must be a mapping")


def _refuse_unknown_keys(file: Path, tree: CommentedMap, known: frozenset[str]) -> None:
    for key in tree:
        if key not in known:
            raise ProfileError(f"{file}:{_line(tree, key)}: unknown key {key}; known: {', '.join(sorted(known))}")


def _line(tree: CommentedMap, key: str) -> int:
    return int(tree.lc.key(key)[0]) + 1
